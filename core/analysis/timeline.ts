import type { Range } from '../query/criteria.ts'
import type { TimelineRow } from '../store/port.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import { VERDICT_KINDS } from '../verdict/verdict.ts'
import type { Period, Timeline, VerdictCounts } from './views.ts'

export const PERIOD_MS: Record<Period, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** More bars than that no screen can draw and no eye can tell apart. */
const MOST_BUCKETS = 3000
/** Up to so long a range the finer period is readable. */
const MINUTES_UP_TO = 6 * PERIOD_MS.hour
const HOURS_UP_TO = 8 * PERIOD_MS.day

export function periodFor({ from, to }: Range): Period {
  const length = to - from
  if (length <= MINUTES_UP_TO) return 'minute'
  return length <= HOURS_UP_TO ? 'hour' : 'day'
}

/** A period that a person chose; too fine a one for the range is refused rather than thinned out. */
export function fittingPeriod(range: Range, wanted: Period | null): Result<Period, Fault> {
  const period = wanted ?? periodFor(range)
  const buckets = Math.ceil((range.to - range.from) / PERIOD_MS[period])
  if (buckets <= MOST_BUCKETS) return ok(period)
  const message = `this range has ${buckets} ${period}s; choose a longer period or a range of at most ${MOST_BUCKETS} ${period}s`
  return failed({ kind: 'bad-input', message })
}

/** Every bucket that the range touches, oldest first and without a gap; borders as the store was asked for (store/port.ts). */
export function foldTimeline(
  rows: readonly TimelineRow[],
  range: Range,
  cut: { period: Period; offsetMs: number }
): Timeline {
  const width = PERIOD_MS[cut.period]
  const first = bucketStart(range.from, width, cut.offsetMs)
  const buckets: Timeline['buckets'] = []
  for (let start = first; start < range.to; start += width) buckets.push({ start, counts: noCounts() })
  let total = 0
  for (const { start, verdict, count } of rows) {
    const bucket = buckets[(start - first) / width]
    if (bucket === undefined) throw new Error(`the store counted a bucket at ${start}, which is none of ours`)
    bucket.counts[verdict] += count
    total += count
  }
  return { period: cut.period, buckets, total }
}

function bucketStart(time: number, width: number, offsetMs: number): number {
  return Math.floor((time - offsetMs) / width) * width + offsetMs
}

function noCounts(): VerdictCounts {
  return Object.fromEntries(VERDICT_KINDS.map((kind) => [kind, 0])) as VerdictCounts
}
