import { ANCOUNT, RCODE_MASK, read16 } from '../dns/wire.ts'
import type { AnswerCache } from './answer-cache.ts'
import { NEVER_EXPIRES, type ReadyAnswer } from './ready-answer.ts'

/**
 * Takes a cache into another network. Addresses are the same everywhere, so most answers stay; what was not there, failed, or led into the old
 * network's own addresses may be otherwise here. `passedSeconds` are those that the monotonic clock did not see: the machine slept, and TTLs ran on.
 */
export function carryOver(
  cache: AnswerCache,
  { network, passedSeconds }: { network: boolean; passedSeconds: number }
): void {
  // Part of it an upstream said; it is no more than what one question costs.
  cache.drop(({ source, expiresAt }) => source.kind === 'blocked' && expiresAt !== NEVER_EXPIRES)
  if (network) cache.drop(isOfOneNetwork)
  if (passedSeconds <= 0) return
  const older = [...cache.all()]
    .filter(({ source }) => source.kind === 'upstream')
    .map((one) => aged(one, passedSeconds))
  cache.drop(({ source }) => source.kind === 'upstream')
  for (const answer of older) cache.set(answer)
}

function isOfOneNetwork({ source, reply }: ReadyAnswer): boolean {
  if (source.kind === 'failed') return true
  if (source.kind !== 'upstream') return false
  const negative = (reply.flagsLow & RCODE_MASK) !== 0 || read16(reply.plain, ANCOUNT) === 0
  return negative || source.privateAddress !== null
}

function aged(answer: ReadyAnswer, seconds: number): ReadyAnswer {
  const { source, reply, expiresAt } = answer
  if (source.kind !== 'upstream') return answer
  return {
    ...answer,
    expiresAt: expiresAt - seconds,
    source: { ...source, freshUntil: source.freshUntil - seconds },
    // Another second than any: the TTLs are stamped when it is next given.
    reply: { ...reply, madeAt: reply.madeAt - seconds, stampedAt: -1 },
  }
}
