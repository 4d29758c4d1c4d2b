import type { BlockAnswer } from './verdict.ts'
import type { ListEffect } from '../lists/list.ts'

/** What of the settings a verdict depends on. Structured-cloneable: main sends it to the resolver's thread. */
export type FilterSettings = {
  blockingAnswer: BlockAnswer['kind']
  honeypot: { ipv4: string | null; ipv6: string | null }
  modelAction: 'block' | 'observe' | 'off'
  /** How long an answer waits for a score before it passes. */
  scoreWaitMs: number
  /** Milliseconds since the epoch until which nothing is blocked; null while the protection is on. */
  pausedUntil: number | null
}

/** What a blocked question gets: a list made for the honeypot says so itself, everything else follows the setting. */
export function blockAnswer(effect: Exclude<ListEffect, 'allow'>, settings: FilterSettings): BlockAnswer {
  const kind = effect === 'honeypot' ? 'honeypot' : settings.blockingAnswer
  return kind === 'honeypot' ? { kind, ...settings.honeypot } : { kind }
}
