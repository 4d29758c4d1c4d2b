import type { CallFault } from './fault.ts'
import type { Asked, Told } from './wire.ts'

/** Calls that wait for their answer, or for a connection that can carry them. */
export interface PendingCalls {
  add(name: string, args: unknown): Promise<unknown>
  /** Posts what waited for a connection. */
  postWaiting(): void
  settle(told: Exclude<Told, { kind: 'event' }>): void
  /** The connection ended: none of them will be answered. */
  fail(): void
}

const NOT_SENT: CallFault = { kind: 'unavailable', message: 'the workstation does not answer', field: null }
const NOT_ANSWERED: CallFault = {
  kind: 'unavailable',
  message: 'the connection to the workstation was lost before it answered',
  field: null,
}

type Call = { resolve: (value: unknown) => void; reject: (fault: CallFault) => void; message: Asked; sent: boolean }

/** `post` sends a message when it can, and says whether it did. */
export function createPendingCalls(post: (message: Asked) => boolean): PendingCalls {
  const calls = new Map<number, Call>()
  let nextId = 0
  return {
    add(name, args) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      const message: Asked = { kind: 'call', id: nextId++, name, args }
      calls.set(message.id, { resolve, reject, message, sent: post(message) })
      return promise
    },
    postWaiting() {
      for (const call of calls.values()) call.sent ||= post(call.message)
    },
    settle(told) {
      const call = calls.get(told.id)
      calls.delete(told.id)
      if (told.kind === 'value') call?.resolve(told.value)
      else call?.reject(told.fault)
    },
    fail() {
      const ended = [...calls.values()]
      calls.clear()
      for (const call of ended) call.reject(call.sent ? NOT_ANSWERED : NOT_SENT)
    },
  }
}
