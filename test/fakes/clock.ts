import type { Clock } from '../../core/system/clock.ts'

/** Time that stands still until a test moves it. */
export type FakeClock = Clock & {
  pass(milliseconds: number): void
  /** The wall clock alone goes on, as while a machine sleeps or when its clock is set. */
  sleep(milliseconds: number): void
}

export function fakeClock(start = Date.UTC(2026, 0, 5, 9, 0, 0)): FakeClock {
  let elapsed = 1000
  let slept = 0
  return {
    now: () => start + slept + elapsed,
    elapsed: () => elapsed,
    pass: (milliseconds) => void (elapsed += milliseconds),
    sleep: (milliseconds) => void (slept += milliseconds),
  }
}
