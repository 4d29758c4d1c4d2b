import type { Clock } from '../system/clock.ts'

/** Counting takes at most one part in so many of the store's time. */
const PAUSE = 20
/** A count that failed is not tried, and its fault not reported, every second. */
const AFTER_FAULT_MS = 60_000

export type WaitingCountParts = {
  clock: Clock
  count(): Promise<number>
  /** Another number than before. */
  changed(): void
}

/** How many names wait for vetting, as last counted. */
export interface WaitingCount {
  current(): number
  /** The number may be another one by now: it is counted when the store has had its pause. */
  doubt(): void
  /** Counts if there is a doubt, and the pause is over. */
  tick(): Promise<void>
  /** Counts now. One at a time: a store that needs long for one count must not be asked for ever more of them; it is counted again after that one. */
  again(): Promise<void>
}

export function createWaitingCount({ clock, count, changed }: WaitingCountParts): WaitingCount {
  let current = 0
  let doubted = true
  let counting = false
  let nextAt = 0

  async function again(): Promise<void> {
    doubted = counting
    if (counting) return
    counting = true
    const before = current
    const start = clock.elapsed()
    let pauseMs = AFTER_FAULT_MS
    try {
      current = await count()
      pauseMs = PAUSE * (clock.elapsed() - start)
    } catch (fault) {
      doubted = true
      throw fault
    } finally {
      counting = false
      nextAt = clock.elapsed() + pauseMs
    }
    if (current !== before) changed()
  }

  return {
    current: () => current,
    doubt: () => void (doubted = true),
    async tick() {
      if (doubted && clock.elapsed() >= nextAt) await again()
    },
    again,
  }
}
