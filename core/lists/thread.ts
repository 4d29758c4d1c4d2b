import { setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { collectSoon } from '../system/collect.ts'
import type { Result } from '../system/result.ts'
import type { ListReading, ReadingFault } from './parse/read-list.ts'
import { readSource } from './read-source.ts'
import type { ReadingTask } from './reading-task.ts'

/** The thread `lists`: reads and compiles lists, one after the other, so that neither the desk nor the answers wait for a million lines. */
export type ListsQuestion = { id: number; task: ReadingTask }
export type ListsAnswer = { id: number; result: Result<ListReading, ReadingFault> }

/**
 * Answers come before a list (docs/decisions/0154), but somebody may wait for it: not the least priority. On Linux a thread has one of its own; elsewhere it
 * would be the whole program's.
 */
const NICE = 10
if (process.platform === 'linux') setPriority(0, NICE)

parentPort?.on('message', ({ id, task }: ListsQuestion) => {
  const answer: ListsAnswer = { id, result: readSource(task) }
  parentPort?.postMessage(answer)
  // A table that was sent is still held by what is left of it here, and that is too little for V8 to look for it before several are.
  collectSoon()
})
