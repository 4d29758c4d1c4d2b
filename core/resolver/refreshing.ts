import { CLASS_IN } from '../dns/mnemonics.ts'
import { HEADER_SIZE, read16 } from '../dns/wire.ts'
import type { AnswerCache } from './answer-cache.ts'
import type { Answering } from './answering.ts'
import type { PendingQuestion } from './making-answers.ts'
import type { ReadyAnswer } from './ready-answer.ts'

/** How often `refreshExpiring` is called, and how long before its end an answer is fetched anew: nothing falls between two looks. */
export const REFRESH_EVERY_MS = 5000
const BEFORE_END = 6
/** What lives shorter is fetched when it is asked for. */
const LEAST_LIFETIME = 30
/** Questions that one look may send out. */
const AT_ONCE = 64

type Parts = {
  cache: AnswerCache
  answering: Answering
  epoch(): number
  nowSeconds(): number
  onBug(error: unknown): void
}

/**
 * Fetches what is asked for again and again before its time is over, so that nobody waits for it. Popular is what was asked at least once
 * more since it was fetched: an answer that nobody wants is never fetched twice. It looks at the cache from time to time, so that a repeat
 * of a question pays nothing for it.
 */
export function createRefreshing({ cache, answering, epoch, nowSeconds, onBug }: Parts): () => void {
  return () => {
    const now = nowSeconds()
    let left = AT_ONCE
    for (const answer of cache.all()) {
      if (!isDue(answer, now) || answer.epoch !== epoch()) continue
      if (left-- === 0) return
      answering
        .refresh(answer, questionOf(answer, now))
        .then((fresh) => fresh !== null && nowSeconds() < fresh.expiresAt && cache.set(fresh))
        .catch(onBug)
    }
  }
}

function isDue({ used, source, expiresAt, reply, view }: ReadyAnswer, now: number): boolean {
  // Where an answer may lead depends on who asks; here nobody does.
  if (view !== 0) return false
  if (!used || source.kind !== 'upstream' || source.freshUntil !== expiresAt) return false
  return expiresAt > now && expiresAt - now <= BEFORE_END && expiresAt - reply.madeAt >= LEAST_LIFETIME
}

function questionOf(answer: ReadyAnswer, nowSeconds: number): PendingQuestion {
  const { hash, nameEnd, dnssecOk, checkingDisabled, name } = answer
  const question = Buffer.from(answer.message.subarray(HEADER_SIZE, nameEnd + 4))
  const type = read16(answer.message, nameEnd)
  const key = { hash, nameEnd, dnssecOk, checkingDisabled, view: 0 }
  return { ...key, name, question, type, class: CLASS_IN, client: '', nowSeconds }
}
