import type { Worker } from 'node:worker_threads'
import type { FromThread, ThreadCall, ThreadCalls, ToThread } from './messages.ts'

type Open = { message: ToThread; resolve(answer: never): void; reject(error: Error): void }

/**
 * Calls to a thread that may die and be replaced. All of them may be said twice, so what was not answered is said again to the next
 * thread.
 */
export interface Calls {
  call<C extends ThreadCall>(call: C, asked: ThreadCalls[C]['asked']): Promise<ThreadCalls[C]['answer']>
  answered(message: Extract<FromThread, { kind: 'answer' | 'refused' }>): void
  /** From now on this thread is asked; null: none is there for the moment. */
  use(worker: Worker | null): void
  refuseAll(error: Error): void
}

export function openCalls(): Calls {
  const open = new Map<number, Open>()
  let worker: Worker | null = null
  let refusal: Error | null = null
  let number = 0
  return {
    call<C extends ThreadCall>(call: C, asked: ThreadCalls[C]['asked']): Promise<ThreadCalls[C]['answer']> {
      if (refusal !== null) return Promise.reject(refusal)
      const message = { call, number: number++, asked } as ToThread
      return new Promise((resolve, reject) => {
        open.set(message.number, { message, resolve, reject })
        worker?.postMessage(message)
      })
    },
    answered(message) {
      const call = open.get(message.number)
      open.delete(message.number)
      // The number stands for the call, and the call for the kind of its answer.
      if (message.kind === 'answer') call?.resolve(message.answer as never)
      else call?.reject(new Error(message.message))
    },
    use(next) {
      worker = next
      for (const { message } of open.values()) next?.postMessage(message)
    },
    refuseAll(error) {
      refusal = error
      for (const { reject } of open.values()) reject(error)
      open.clear()
    },
  }
}
