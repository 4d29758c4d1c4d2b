import { sameQuestion } from '../dns/asked.ts'
import type { QuestionKey, ReadyAnswer } from './ready-answer.ts'

export type CacheLimits = { answers: number; bytes: number }

type AskedKey = Omit<QuestionKey, 'message' | 'view'>

/** Beside its bytes an answer costs about this much in objects (measured over 20,000 answers). */
const OBJECT_BYTES = 1200

/**
 * Answers by question. A look-up makes no object: the hash of the asked bytes leads to a chain, and bytes are compared with bytes. Bounded in
 * answers and in bytes; what was asked since the last look gets a second chance before it goes.
 */
export interface AnswerCache {
  find(packet: Uint8Array, asked: AskedKey, view: number): ReadyAnswer | null
  set(answer: ReadyAnswer): void
  /** In no order that means anything. */
  all(): Iterable<ReadyAnswer>
  /** Drops what the test says, and gives back how many. */
  drop(test: (answer: ReadyAnswer) => boolean): number
  readonly answers: number
  readonly bytes: number
}

export function createAnswerCache(limits: CacheLimits): AnswerCache {
  const chains = new Map<number, ReadyAnswer[]>()
  /** In the order in which they came, or were last spared. */
  const queue = new Set<ReadyAnswer>()
  let bytes = 0

  function find(packet: Uint8Array, asked: AskedKey, view: number): ReadyAnswer | null {
    const chain = chains.get(asked.hash)
    if (chain === undefined) return null
    for (let i = 0; i < chain.length; i++) {
      const answer = chain[i]!
      if (answer.view !== view) continue
      if (answer.dnssecOk !== asked.dnssecOk || answer.checkingDisabled !== asked.checkingDisabled) continue
      if (answer.nameEnd === asked.nameEnd && sameQuestion(answer.message, answer.nameEnd, packet)) return answer
    }
    return null
  }

  function remove(answer: ReadyAnswer): void {
    if (!queue.delete(answer)) return
    bytes -= sizeOf(answer)
    const chain = chains.get(answer.hash)!
    if (chain.length === 1) chains.delete(answer.hash)
    else chain.splice(chain.indexOf(answer), 1)
  }

  function makeRoom(): void {
    for (const answer of queue) {
      if (queue.size <= limits.answers && bytes <= limits.bytes) return
      if (answer.used) {
        answer.used = false
        queue.delete(answer)
        queue.add(answer)
      } else remove(answer)
    }
  }

  return {
    find,
    set(answer) {
      const before = find(answer.message, answer, answer.view)
      if (before !== null) remove(before)
      const chain = chains.get(answer.hash)
      if (chain === undefined) chains.set(answer.hash, [answer])
      else chain.push(answer)
      queue.add(answer)
      bytes += sizeOf(answer)
      makeRoom()
    },
    all: () => queue,
    drop(test) {
      const doomed = [...queue].filter(test)
      doomed.forEach(remove)
      return doomed.length
    },
    get answers() {
      return queue.size
    },
    get bytes() {
      return bytes
    },
  }
}

function sizeOf(answer: ReadyAnswer): number {
  return answer.reply.withOpt.length + OBJECT_BYTES
}
