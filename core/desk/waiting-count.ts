import type { Clock } from '../system/clock.ts'

/** Counting takes at most one part in so many of the store's time. */
const PAUSE = 20

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
    const start = clock.elapsed()
    const counted = await count()
      .catch((fault: unknown) => {
        doubted = true
        throw fault
      })
      .finally(() => {
        counting = false
        nextAt = clock.elapsed() + PAUSE * (clock.elapsed() - start)
      })
    if (counted === current) return
    current = counted
    changed()
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
