import type { Bridge, CallArgs, CallName, CallResult, EventName, EventValue } from '../../core/contract/contract.ts'
import type { CallFault } from '../../core/contract/fault.ts'
import { createListeners } from '../../core/contract/listeners.ts'

/** What a preview or a test answers; a call that is not there is refused with a message, so that no screen waits for ever. */
export type Answers = { [K in CallName]?: (args: CallArgs<K>) => CallResult<K> | Promise<CallResult<K>> }

export interface FakeBridge extends Bridge {
  emit<K extends EventName>(name: K, value: EventValue<K>): void
}

/** A bridge whose other end is the test itself. Answers are copies, as they are on every wire. */
export function fakeBridge(answers: Answers): FakeBridge {
  const listeners = createListeners(() => undefined)
  return {
    async call<K extends CallName>(name: K, args: CallArgs<K>) {
      const answer = answers[name] as ((args: CallArgs<K>) => CallResult<K> | Promise<CallResult<K>>) | undefined
      if (answer === undefined) return Promise.reject<CallResult<K>>(asRejection(unexpected(name)))
      return structuredClone(await answer(args))
    },
    listen: (name, listener) => listeners.add(name, listener),
    emit: (name, value) => listeners.tell(name, structuredClone(value)),
  }
}

/** A real bridge rejects with the plain fault. */
export function asRejection(fault: CallFault): Error {
  return fault as unknown as Error
}

function unexpected(name: string): CallFault {
  return { kind: 'unavailable', message: `the fake does not answer ${name}`, field: null }
}
