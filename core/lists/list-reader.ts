import { Worker } from 'node:worker_threads'
import { failed, type Result } from '../system/result.ts'
import { threadOptions, threadUrl } from '../system/threads.ts'
import type { ListReading, ReadingFault } from './parse/read-list.ts'
import type { ReadingTask } from './reading-task.ts'
import type { ListsAnswer, ListsQuestion } from './thread.ts'

export interface ListReader extends AsyncDisposable {
  read(task: ReadingTask): Promise<Result<ListReading, ReadingFault>>
  /** Whether the thread stays while nothing is read. */
  stay(wanted: boolean): void
}

/** Long enough for a preview and the subscription that follows it. */
const IDLE_MS = 30_000
const ENDING = 'the program is ending'

export type ListReaderSettings = {
  /** How the thread is started, and how long it waits for more; tests hold on to both. */
  launch?: () => Worker
  idleMs?: number
}

/**
 * Reads lists on the thread `lists`, which ends when nothing was read for a while and it need not stay: its memory goes back with it. Where it did not stay, each swap of a list
 * would take the memory of a new thread beside that of the new table (docs/decisions/0154).
 */
export function createListReader({ launch = launched, idleMs = IDLE_MS }: ListReaderSettings = {}): ListReader {
  const waiting = new Map<number, (result: Result<ListReading, ReadingFault>) => void>()
  let worker: Worker | null = null
  let idle: NodeJS.Timeout | undefined
  let stays = false
  let ended = false
  let lastId = 0

  function started(): Worker {
    const thread = launch()
    thread.on('message', ({ id, result }: ListsAnswer) => {
      settle(id, result)
      if (waiting.size === 0) rest()
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

  /** It keeps no program running that has nothing else to do. */
  function rest(): void {
    worker?.unref()
    clearTimeout(idle)
    if (!stays) idle = setTimeout(() => void end(), idleMs).unref()
  }

  async function end(): Promise<void> {
    const thread = worker
    worker = null
    await thread?.terminate()
  }

  return {
    read(task) {
      if (ended) return Promise.resolve(failed({ kind: 'unreadable', message: ENDING }))
      clearTimeout(idle)
      worker ??= started()
      worker.ref()
      const question: ListsQuestion = { id: ++lastId, task }
      worker.postMessage(question)
      return new Promise((resolve) => waiting.set(question.id, resolve))
    },
    stay(wanted) {
      if (ended) return
      stays = wanted
      if (stays) worker ??= started()
      if (waiting.size === 0) rest()
    },
    async [Symbol.asyncDispose]() {
      ended = true
      clearTimeout(idle)
      await end()
      settleAll(ENDING)
    },
  }
}

function launched(): Worker {
  return new Worker(threadUrl('lists'), threadOptions('lists'))
}
