import type { Clock } from '../system/clock.ts'

/** The same answer for `ms` milliseconds, so that a screen that asks five times for one picture costs one search. */
export function keptBriefly<T>(
  ms: number,
  clock: Clock,
  ask: () => Promise<T>
): (() => Promise<T>) & { forget(): void } {
  let kept: { at: number; value: Promise<T> } | null = null
  const get = (): Promise<T> => {
    if (kept !== null && clock.elapsed() - kept.at < ms) return kept.value
    const mine = { at: clock.elapsed(), value: ask() }
    kept = mine
    // A failure is not kept.
    mine.value.catch(() => {
      if (kept === mine) kept = null
    })
    return mine.value
  }
  return Object.assign(get, { forget: () => void (kept = null) })
}
