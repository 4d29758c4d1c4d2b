import type { Period } from '../../../core/analysis/views.ts'
import type { VerdictKind } from '../../../core/verdict/verdict.ts'
import { clockMinutes, clockTime, count, counted, exactTime, percent, shortDay } from '../design/format.ts'
import { VERDICT_ORDER, VERDICT_WORDS } from '../design/verdict-words.ts'

export type Bucket = { start: number; counts: Partial<Record<VerdictKind, number>> }
export type BucketPeriod = Period | 'pulse'

export const BUCKET_MS: Record<BucketPeriod, number> = { pulse: 5000, minute: 60_000, hour: 3_600_000, day: 86_400_000 }

export function bucketTotal(bucket: Bucket): number {
  return VERDICT_ORDER.reduce((sum, kind) => sum + (bucket.counts[kind] ?? 0), 0)
}

export function verdictTotals(buckets: readonly Bucket[]): Record<VerdictKind, number> {
  const totals = VERDICT_ORDER.map((kind) => [kind, buckets.reduce((sum, one) => sum + (one.counts[kind] ?? 0), 0)])
  return Object.fromEntries(totals) as Record<VerdictKind, number>
}

/** An axis says the day where it is another one than at the mark before, else the time. */
export function bucketLabel(start: number, period: BucketPeriod, spanMs: number): string {
  if (period === 'pulse') return clockTime(start)
  if (period === 'day') return shortDay(start)
  return spanMs > 36 * 3_600_000 ? `${shortDay(start)} ${clockMinutes(start)}` : clockMinutes(start)
}

export function bucketTitle(start: number, period: BucketPeriod): string {
  if (period === 'day') return shortDay(start)
  const end = start + BUCKET_MS[period]
  return period === 'pulse'
    ? `${clockTime(start)} – ${clockTime(end)}`
    : `${shortDay(start)}, ${clockMinutes(start)} – ${clockMinutes(end)}`
}

/** What the drawing says, for those who do not see it. */
export function summary(buckets: readonly Bucket[], period: BucketPeriod): string {
  const first = buckets[0]
  const last = buckets.at(-1)
  if (first === undefined || last === undefined) return 'No answers.'
  const totals = verdictTotals(buckets)
  const total = VERDICT_ORDER.reduce((sum, kind) => sum + totals[kind], 0)
  const range = `from ${exactTime(first.start)} to ${exactTime(last.start + BUCKET_MS[period])}`
  if (total === 0) return `No answers ${range}.`
  const parts = VERDICT_ORDER.filter((kind) => totals[kind] > 0).map(
    (kind) => `${count(totals[kind])} ${VERDICT_WORDS[kind]} (${percent(totals[kind] / total)})`
  )
  const peak = buckets.reduce((most, bucket) => (bucketTotal(bucket) > bucketTotal(most) ? bucket : most), first)
  return `${counted(total, 'answer')} ${range}: ${parts.join(', ')}. Most at ${exactTime(peak.start)}: ${count(bucketTotal(peak))}.`
}
