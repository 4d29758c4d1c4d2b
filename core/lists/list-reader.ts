import { Worker } from 'node:worker_threads'
import { failed, type Result } from '../system/result.ts'
import { threadOptions, threadUrl } from '../system/threads.ts'
import type { ListReading, ReadingFault } from './parse/read-list.ts'
import type { ReadingTask } from './reading-task.ts'
import type { ListsAnswer, ListsQuestion } from './thread.ts'

export interface ListReader extends AsyncDisposable {
  read(task: ReadingTask): Promise<Result<ListReading, ReadingFault>>
}

/** Long enough for a preview and the subscription that follows it. */
const IDLE_MS = 30_000

/** Reads lists on the thread `lists`, which ends when nothing was read for a while: its memory goes back with it. */
export function createListReader(): ListReader {
  const waiting = new Map<number, (result: Result<ListReading, ReadingFault>) => void>()
  let worker: Worker | null = null
  let idle: NodeJS.Timeout | undefined
  let lastId = 0

  function started(): Worker {
    const thread = new Worker(threadUrl('lists'), threadOptions('lists'))
    thread.on('message', ({ id, result }: ListsAnswer) => {
      settle(id, result)
      if (waiting.size === 0) idle = setTimeout(() => void end(), IDLE_MS).unref()
    })
    thread.on('error', (error: Error) => {
      if (worker === thread) worker = null
      settleAll(`reading it ended early: ${error.message}`)
    })
    return thread
  }

  function settle(id: number, result: Result<ListReading, ReadingFault>): void {
    waiting.get(id)?.(result)
    waiting.delete(id)
  }

  function settleAll(message: string): void {
    for (const id of [...waiting.keys()]) settle(id, failed({ kind: 'unreadable', message }))
  }

  async function end(): Promise<void> {
    const thread = worker
    worker = null
    await thread?.terminate()
  }

  return {
    read(task) {
      clearTimeout(idle)
      worker ??= started()
      const question: ListsQuestion = { id: ++lastId, task }
      worker.postMessage(question)
      return new Promise((resolve) => waiting.set(question.id, resolve))
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(idle)
      await end()
      settleAll('the program is ending')
    },
  }
}
