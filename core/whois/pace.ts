import type { Clock } from '../system/clock.ts'

/** One shared token bucket a registry: a burst of two, then one question a second. */
export interface Pace {
  /** Milliseconds until the question may go; its token is taken. Null when too many wait already: then ask again after `waitMs`. */
  take(server: string): { kind: 'go'; afterMs: number } | { kind: 'full'; waitMs: number }
  /** The registry asked for silence. */
  rest(server: string, forMs: number): void
}

const BURST = 2
const PER_SECOND = 1
const LONGEST_WAIT_MS = 10_000

/** For each registry only the moment when its bucket is full again is kept: the level follows from it. */
export function createPace(clock: Clock): Pace {
  const fullAt = new Map<string, number>()
  const tokenMs = 1000 / PER_SECOND
  return {
    take(server) {
      const now = clock.elapsed()
      const full = Math.max(now, fullAt.get(server) ?? now)
      const afterMs = Math.max(0, full - now - (BURST - 1) * tokenMs)
      if (afterMs > LONGEST_WAIT_MS) return { kind: 'full', waitMs: afterMs }
      fullAt.set(server, full + tokenMs)
      return { kind: 'go', afterMs }
    },
    rest(server, forMs) {
      const until = clock.elapsed() + forMs + (BURST - 1) * tokenMs
      fullAt.set(server, Math.max(fullAt.get(server) ?? 0, until))
    },
  }
}
