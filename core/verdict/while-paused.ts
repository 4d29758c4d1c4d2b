import type { Clock } from '../system/clock.ts'
import { minuteText } from '../system/minute-text.ts'
import type { Stage } from './filter.ts'
import type { FilterSettings } from './settings.ts'

/** A pause lets everything pass, lists included, and ends by itself. */
export function whilePaused(settings: FilterSettings, clock: Clock): Stage {
  return {
    name: 'pause',
    decide: () => (isPaused(settings, clock) ? { kind: 'unscored', why: 'model-off' } : null),
    reason: (_, verdict) =>
      verdict === null
        ? 'The protection is on.'
        : `The protection is paused until ${minuteText(settings.pausedUntil ?? 0)}.`,
  }
}

export function isPaused({ pausedUntil }: FilterSettings, clock: Clock): boolean {
  return pausedUntil !== null && clock.now() < pausedUntil
}
