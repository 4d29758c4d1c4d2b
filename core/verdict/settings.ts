import type { BlockAnswer } from './verdict.ts'
import type { ListEffect } from '../lists/list.ts'

/** What of the settings a verdict depends on. Structured-cloneable: main sends it to the resolver's thread. */
export type FilterSettings = {
  blockingAnswer: PlainAnswer
  /** For what the model blocks, and for what the analyst decided or overrode; without one `blockingAnswer` holds. */
  modelAnswer?: PlainAnswer | null
  decisionAnswer?: PlainAnswer | null
  honeypot: { ipv4: string | null; ipv6: string | null }
  modelAction: 'block' | 'observe' | 'off'
  /** How long an answer waits for a score before it passes. */
  scoreWaitMs: number
  /** Milliseconds since the epoch until which nothing is blocked; null while the protection is on. */
  pausedUntil: number | null
}

/** The answers that a person can choose. */
export type PlainAnswer = 'blackhole' | 'nxdomain' | 'nodata' | 'refused' | 'honeypot'

/** What a blocked question gets: what is made for the honeypot says so itself, everything else what was chosen for it, else the setting. */
export function blockAnswer(
  effect: Exclude<ListEffect, 'allow'>,
  settings: FilterSettings,
  chosen?: PlainAnswer | null
): BlockAnswer {
  const kind = effect === 'honeypot' ? 'honeypot' : (chosen ?? settings.blockingAnswer)
  return kind === 'honeypot' ? { kind, ...settings.honeypot } : { kind }
}
