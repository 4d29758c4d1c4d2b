import type { z } from 'zod'
import {
  contract,
  type CallName,
  type CallResult,
  type EventName,
  type EventValue,
  type ParsedArgs,
} from '../contract/contract.ts'
import { CallError, type CallFault, type Reply } from '../contract/fault.ts'

/** What answers the contract: one function for each call, given parsed arguments. */
export type Handlers = { [K in CallName]: (args: ParsedArgs<K>) => Promise<CallResult<K>> }

/** What pushes the contract's events to every listening window or browser. */
export interface EventHub {
  emit<K extends EventName>(name: K, value: EventValue<K>): void
  /** Every event, for a shell that carries them on; returns what ends it. */
  subscribe(listener: (name: EventName, value: unknown) => void): () => void
}

/** `report` gets bugs with their stack. */
export type Answering = { handlers: Handlers; report: (bug: unknown) => void }

/** The one door for every wire (IPC, WebSocket, tests): parses the arguments, calls the handler and turns whatever happens into a Reply. */
export async function answerCall({ handlers, report }: Answering, name: unknown, args: unknown): Promise<Reply> {
  if (typeof name !== 'string' || !Object.hasOwn(contract.calls, name)) {
    const said = typeof name === 'string' ? `named "${name.slice(0, 100)}"` : 'without a name'
    return refusal({ kind: 'bad-input', message: `there is no call ${said}`, field: null })
  }
  const call = name as CallName
  const parsed = contract.calls[call].args.safeParse(args)
  if (!parsed.success) return refusal(inputFault(parsed.error))
  try {
    const handle = handlers[call] as (args: unknown) => Promise<unknown>
    return { ok: true, value: await handle(parsed.data) }
  } catch (error) {
    if (error instanceof CallError) return refusal(error.fault)
    report(error)
    return refusal({ kind: 'bug', message: error instanceof Error ? error.message : String(error), field: null })
  }
}

/** The first thing that is wrong, and where. */
export function inputFault(error: z.ZodError): CallFault {
  const first = error.issues[0]
  const field = first === undefined || first.path.length === 0 ? null : first.path.join('.')
  const message = first?.message ?? 'the input does not fit'
  return { kind: 'bad-input', message: field === null ? message : `${field}: ${message}`, field }
}

function refusal(fault: CallFault): Reply {
  return { ok: false, fault }
}
