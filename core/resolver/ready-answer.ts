import type { DomainName } from '../dns/name.ts'
import type { PreparedReply } from '../dns/reply.ts'
import type { Loggable } from '../log/record-writer.ts'
import type { Verdict } from '../verdict/verdict.ts'

/** What finds an answer: the bytes of its question, the two flags that make another question of it, and for whom it was judged. */
export type QuestionKey = {
  readonly hash: number
  /** A message that begins with header and question. */
  readonly message: Uint8Array
  readonly nameEnd: number
  readonly dnssecOk: boolean
  readonly checkingDisabled: number
  /** The filter's number of clients that are judged alike; 0 unless an override is about them. */
  readonly view: number
}

/** Where an answer comes from. What an upstream said outlives a change of verdict; what was made here does not. */
export type AnswerSource =
  | {
      kind: 'upstream'
      upstream: string
      /** Where it leads: to a name (CNAME, DNAME, SVCB), or to a private address, as text; null for none. */
      targets: readonly DomainName[]
      privateAddress: string | null
      /** Second until which the upstream vouches for it; what is given later is stale. */
      freshUntil: number
    }
  /** Made by rules of the settings that say nothing of the name's nature. */
  | { kind: 'here' }
  | { kind: 'blocked' }
  | { kind: 'refused' }
  /** So many times in a row; each is remembered for longer. */
  | { kind: 'failed'; failures: number }

/** An answer with all that a repeat of the question needs: bytes, verdict and the number under which it is logged. */
export type ReadyAnswer = QuestionKey & {
  readonly name: DomainName
  readonly reply: PreparedReply
  readonly source: AnswerSource
  /** Second from which on it is no longer true. */
  readonly expiresAt: number
  verdict: Verdict
  /** The filter's epoch in which it was judged; -1 when it has to be judged again each time (a late score). */
  epoch: number
  what: Loggable
  /** What a datagram gets of it: all but for RPZ's drop and tcp-only. */
  overUdp: 'all' | 'nothing' | 'tc'
  /** Answered since the last look of the cache: such an answer gets a second chance. */
  used: boolean
}

export function overUdp(verdict: Verdict): ReadyAnswer['overUdp'] {
  if (verdict.kind === 'allowed-by-list') return verdict.tcpOnly === true ? 'tc' : 'all'
  return verdict.kind === 'blocked-by-list' && verdict.answer.kind === 'drop' ? 'nothing' : 'all'
}

export const NEVER_EXPIRES = Infinity
