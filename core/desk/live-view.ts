import type { LiveSnapshot, LiveUpdate, Tiles } from '../contract/live.ts'
import type { QueryRecord } from '../log/record.ts'
import { foldPart, type LivePart, type Second } from '../store/live-fold.ts'
import { pulseOf, ratesOf } from '../store/live-rates.ts'
import type { Clock } from '../system/clock.ts'

export type LiveViewParts = {
  clock: Clock
  /** Names that wait for vetting, as last counted. */
  waiting(): number
  emit(update: LiveUpdate): void
}

/** What Live shows: the newest answers, and the figures of the last five minutes. */
export interface LiveView {
  take(part: LivePart): void
  snapshot(): LiveSnapshot
  /** Moves the picture on where nothing is asked. */
  tick(): void
}

const RECORDS_KEPT = 500
const QUIET_MS = 1000

export function createLiveView({ clock, waiting, emit }: LiveViewParts): LiveView {
  const seconds = new Map<number, Second>()
  let records: QueryRecord[] = []
  let logDropped = 0
  let emittedAt = 0

  function tiles(now: number): Tiles {
    return { at: now, ...ratesOf(seconds, now), unsureWaiting: waiting(), logDropped }
  }

  function tell(fresh: QueryRecord[], skipped: number): void {
    const now = clock.now()
    emittedAt = clock.elapsed()
    emit({ records: fresh, skipped, tiles: tiles(now), pulse: pulseOf(seconds, now) })
  }

  return {
    take(part) {
      foldPart(seconds, part, clock.now())
      records = [...records, ...part.records].slice(-RECORDS_KEPT)
      logDropped += part.dropped
      tell(part.records, part.skipped)
    },
    snapshot() {
      const now = clock.now()
      return { records, tiles: tiles(now), pulse: pulseOf(seconds, now) }
    },
    tick() {
      if (clock.elapsed() - emittedAt >= QUIET_MS) tell([], 0)
    },
  }
}
