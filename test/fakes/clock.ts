import type { Clock } from '../../core/system/clock.ts'

/** Time that stands still until a test moves it. */
export type FakeClock = Clock & { pass(milliseconds: number): void }

export function fakeClock(start = Date.UTC(2026, 0, 5, 9, 0, 0)): FakeClock {
  let elapsed = 1000
  return {
    now: () => start + elapsed,
    elapsed: () => elapsed,
    pass: (milliseconds) => void (elapsed += milliseconds),
  }
}
