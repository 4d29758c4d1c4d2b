import { VERDICT_KINDS, type VerdictKind } from '../verdict/verdict.ts'
import { FIRST_STEP_MS, LATENCY_STEPS, LIVE_MS, STEPS_PER_OCTAVE, type Second, type Seconds } from './live-fold.ts'

const PULSE_MS = 5000
const MINUTE_MS = 60_000

/** Null where nothing was asked. */
export type LiveRates = {
  queriesPerMinute: number
  blockedShare: number | null
  cacheHitShare: number | null
  p50Ms: number | null
  p99Ms: number | null
  lateScores: number
  failedAnswers: number
}

export type PulseBucket = { start: number; counts: Record<VerdictKind, number> }

/** Rates over the sixty full seconds before `now`, latencies, late scores and failed answers over five minutes. */
export function ratesOf(seconds: Seconds, now: number): LiveRates {
  const end = Math.floor(now / 1000) * 1000
  const all = [...seconds.values()].filter(({ start }) => start >= now - LIVE_MS)
  const minute = all.filter(({ start }) => start >= end - MINUTE_MS && start < end)
  const asked = sum(minute, ({ verdicts }) => verdicts.reduce((total, count) => total + count, 0))
  const blocked = sum(minute, (second) => countOf(second, 'blocked-by-list') + countOf(second, 'blocked-by-model'))
  const latencies = Array.from({ length: LATENCY_STEPS }, (_, step) => sum(all, ({ latency }) => latency[step]!))
  return {
    queriesPerMinute: asked,
    blockedShare: asked === 0 ? null : blocked / asked,
    cacheHitShare: asked === 0 ? null : sum(minute, ({ cached }) => cached) / asked,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    lateScores: sum(all, ({ late }) => late),
    failedAnswers: sum(all, ({ failed }) => failed),
  }
}

/** Five-second buckets of the last five minutes, oldest first; the last one is still filling. */
export function pulseOf(seconds: Seconds, now: number): PulseBucket[] {
  const last = Math.floor(now / PULSE_MS) * PULSE_MS
  return Array.from({ length: LIVE_MS / PULSE_MS }, (_, index) => {
    const start = last - LIVE_MS + (index + 1) * PULSE_MS
    const inside = [0, 1, 2, 3, 4].flatMap((second) => seconds.get(start + second * 1000) ?? [])
    const counts = VERDICT_KINDS.map((kind) => [kind, sum(inside, (second) => countOf(second, kind))] as const)
    return { start, counts: Object.fromEntries(counts) as PulseBucket['counts'] }
  })
}

/** The middle of the step in which the share is reached: at most 4.5 % beside the true value. */
function percentile(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((all, count) => all + count, 0)
  if (total === 0) return null
  let left = Math.ceil(total * share)
  const step = counts.findIndex((count) => (left -= count) <= 0)
  return FIRST_STEP_MS * 2 ** ((step + 0.5) / STEPS_PER_OCTAVE)
}

function countOf({ verdicts }: Second, kind: VerdictKind): number {
  return verdicts[VERDICT_KINDS.indexOf(kind)]!
}

function sum(seconds: readonly Second[], of: (second: Second) => number): number {
  return seconds.reduce((total, second) => total + of(second), 0)
}
