/** Time comes in by the door, so that a test can hold it. Milliseconds since the Unix epoch. */
export interface Clock {
  now(): number
  /** Monotonic milliseconds, for durations; never goes back when the wall clock is set. */
  elapsed(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
}
