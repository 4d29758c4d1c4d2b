import type { Clock } from '../system/clock.ts'

/**
 * The same answer for `ms` milliseconds, so that a screen that asks five times for one picture costs one search. Then it is let go, asked
 * for or not: half a million names are 90 MB.
 */
export function keptBriefly<T>(
  ms: number,
  clock: Clock,
  ask: () => Promise<T>
): (() => Promise<T>) & { forget(): void } {
  let kept: { at: number; value: Promise<T> } | null = null
  const get = (): Promise<T> => {
    if (kept !== null && clock.elapsed() - kept.at < ms) return kept.value
    const mine = { at: clock.elapsed(), value: ask() }
    const forget = (): void => {
      if (kept === mine) kept = null
    }
    kept = mine
    // A failure is not kept.
    mine.value.then(() => void setTimeout(forget, ms).unref(), forget)
    return mine.value
  }
  return Object.assign(get, { forget: () => void (kept = null) })
}
