import { WebSocket } from 'undici'
import { contract, type CallArgs, type CallName, type CallResult } from '../../core/contract/contract.ts'
import { createPendingCalls } from '../../core/contract/pending-calls.ts'
import { toldSchema, WIRE_PATH } from '../../core/contract/wire.ts'

/** The desk's calls, as a browser sends them. */
export interface DeskCalls extends Disposable {
  call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallResult<K>>
}

/** `desk` is the address in the ready line, with its token: it is exchanged for the session's cookie. */
export async function openDeskCalls(desk: string): Promise<DeskCalls> {
  const visit = await fetch(desk, { redirect: 'manual' })
  const cookie = visit.headers.get('set-cookie')?.split(';')[0]
  if (cookie === undefined) throw new Error(`the desk gave no cookie: ${visit.status}`)
  const socket = new WebSocket(new URL(WIRE_PATH, desk.replace(/^http/, 'ws')), { headers: { cookie } })
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(new Error('the wire could not be opened')))
  })
  const calls = createPendingCalls((message) => {
    socket.send(JSON.stringify(message))
    return true
  })
  socket.addEventListener('message', ({ data }) => {
    const told = toldSchema.parse(JSON.parse(String(data)))
    if (told.kind !== 'event') calls.settle(told)
  })
  socket.addEventListener('close', () => calls.fail())
  return {
    async call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallResult<K>> {
      const value = await calls.add(name, args).catch((fault: unknown) => {
        throw new Error(`${name}: ${(fault as { message: string }).message}`)
      })
      return contract.calls[name].result.parse(value) as CallResult<K>
    },
    [Symbol.dispose]: () => socket.close(),
  }
}
