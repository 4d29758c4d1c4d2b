import type { LatencyFigures } from './config.ts'

/** Buckets grow by an eighth of an octave, usually from 1 microsecond on: a percentile is right to within 9 %, and a count costs one addition. */
const BUCKETS_PER_OCTAVE = 8
const BUCKETS = 26 * BUCKETS_PER_OCTAVE
const MICROSECOND = 0.001

export type Latency = {
  add(milliseconds: number): void
  figures(): LatencyFigures
  /** Forgets half, so that figures follow the present; called by the minute. */
  age(): void
}

/** `smallest` is the lower end of the first bucket, in milliseconds. */
export function createLatency(smallest = MICROSECOND): Latency {
  const counts = new Float64Array(BUCKETS)
  let total = 0

  function percentile(share: number): number | null {
    if (total === 0) return null
    let left = share * total
    for (let i = 0; i < BUCKETS; i++) {
      left -= counts[i]!
      if (left <= 0) return smallest * 2 ** ((i + 0.5) / BUCKETS_PER_OCTAVE)
    }
    return smallest * 2 ** (BUCKETS / BUCKETS_PER_OCTAVE)
  }

  return {
    add(milliseconds) {
      const bucket = Math.log2(Math.max(milliseconds / smallest, 1)) * BUCKETS_PER_OCTAVE
      counts[Math.min(BUCKETS - 1, bucket | 0)]!++
      total++
    },
    figures: () => ({ count: Math.round(total), p50Ms: percentile(0.5), p99Ms: percentile(0.99) }),
    age() {
      for (let i = 0; i < BUCKETS; i++) counts[i]! /= 2
      total /= 2
    },
  }
}
