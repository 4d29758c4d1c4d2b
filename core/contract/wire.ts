import { z } from 'zod'
import { contract, type CallName, type EventName } from './contract.ts'
import { callFaultSchema } from './fault.ts'

/** Where the desk's WebSocket stands, below the address that served the page. */
export const WIRE_PATH = '/wire'

const CALLS = Object.keys(contract.calls) as [CallName, ...CallName[]]
const EVENTS = Object.keys(contract.events) as [EventName, ...EventName[]]

/** Whether a text names a call of the contract. */
export function isCallName(name: string): name is CallName {
  return (CALLS as string[]).includes(name)
}

/** Whether a text names an event of the contract. */
export function isEventName(name: string): name is EventName {
  return (EVENTS as string[]).includes(name)
}

/** What the browser sends. Calls are numbered by the one who asks; `args` is parsed by the call itself (desk/handlers.ts). */
export const askedSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id: z.number().int().min(0), name: z.string().max(100), args: z.unknown() }),
  z.object({ kind: z.literal('listen'), events: z.array(z.enum(EVENTS)).max(EVENTS.length) }),
])
export type Asked = z.infer<typeof askedSchema>

/** What the desk sends. */
export const toldSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('value'), id: z.number().int(), value: z.unknown() }),
  z.object({ kind: z.literal('fault'), id: z.number().int(), fault: callFaultSchema }),
  z.object({ kind: z.literal('event'), name: z.enum(EVENTS), value: z.unknown() }),
])
export type Told = z.infer<typeof toldSchema>
