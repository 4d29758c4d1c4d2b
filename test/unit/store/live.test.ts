import { describe, expect, test } from 'vitest'
import { createBatchDecoder } from '../../../core/log/decode.ts'
import { foldBatch, foldPart, LIVE_MS, type Seconds } from '../../../core/store/live-fold.ts'
import { pulseOf, ratesOf } from '../../../core/store/live-rates.ts'
import { asked, createLog, type Asked } from '../../fakes/log-of.ts'

const NOW = Date.UTC(2026, 0, 5, 12, 0, 0) + 250

function secondsOf(records: Asked[], since = NOW - LIVE_MS): Seconds {
  const batch = createLog(1).batch(records)
  const seconds: Seconds = new Map()
  foldBatch(seconds, { batch, entries: createBatchDecoder().entries(batch) }, since)
  return seconds
}

/** What main knows after the parts that these records came in. */
function known(...parts: Asked[][]): Seconds {
  const seconds: Seconds = new Map()
  for (const records of parts) {
    foldPart(seconds, { records: [], skipped: 0, dropped: 0, seconds: [...secondsOf(records).values()] }, NOW)
  }
  return seconds
}

const ago = (milliseconds: number, more: Partial<Asked> = {}): Asked => asked({ time: NOW - milliseconds, ...more })

describe('rates', () => {
  test('are of the sixty full seconds before now', () => {
    const records = [
      ago(100),
      ago(251),
      ago(60_249),
      ago(60_251),
      ago(30_000, { verdict: 'blocked-by-list', cached: true }),
    ]
    expect(ratesOf(known(records), NOW)).toMatchObject({
      queriesPerMinute: 3,
      blockedShare: 1 / 3,
      cacheHitShare: 1 / 3,
    })
  })

  test('are null where nothing was asked, so that no share of nothing is drawn', () => {
    expect(ratesOf(known([]), NOW)).toEqual({
      queriesPerMinute: 0,
      blockedShare: null,
      cacheHitShare: null,
      p50Ms: null,
      p99Ms: null,
      lateScores: 0,
      failedAnswers: 0,
    })
  })

  test('do not depend on how the records were parted', () => {
    const records = Array.from({ length: 500 }, (_, at) =>
      ago(at * 311, { milliseconds: at / 10, cached: at % 3 === 0 })
    )
    expect(ratesOf(known(records.slice(0, 7), records.slice(7, 300), records.slice(300)), NOW)).toEqual(
      ratesOf(known(records), NOW)
    )
  })

  test('late scores are counted over five minutes', () => {
    const late = { verdict: 'unscored', unscored: 'model-late' } as const
    expect(ratesOf(known([ago(200_000, late), ago(1000, late), ago(1000)]), NOW).lateScores).toBe(2)
  })

  test('answers that failed are counted over five minutes, whatever their verdict', () => {
    const failed = { verdict: 'allowed-by-model', rcode: 'SERVFAIL' } as const
    const records = [ago(200_000, failed), ago(1000, failed), ago(1000, { rcode: 'NXDOMAIN' }), ago(301_000, failed)]
    expect(ratesOf(known(records), NOW).failedAnswers).toBe(2)
  })

  test.each([0.01, 0.04, 0.7, 3, 49.9, 800])(
    'the median of answers in %d ms is told within five percent',
    (milliseconds) => {
      const { p50Ms, p99Ms } = ratesOf(known([1, 2, 3].map((at) => ago(at * 1000, { milliseconds }))), NOW)
      expect(Math.abs(p50Ms! / milliseconds - 1)).toBeLessThan(0.05)
      expect(p99Ms).toBe(p50Ms)
    }
  )

  test('the 99th percentile is what the slowest hundredth took', () => {
    const records = Array.from({ length: 1000 }, (_, at) => ago(at, { milliseconds: at < 985 ? 1 : 100 }))
    const { p50Ms, p99Ms } = ratesOf(known(records), NOW)
    expect([Math.round(p50Ms!), Math.round(p99Ms! / 10)]).toEqual([1, 10])
  })

  test('an answer in no time and one in a minute have a place', () => {
    expect(ratesOf(known([ago(1, { milliseconds: 0 })]), NOW).p50Ms).toBeLessThan(0.02)
    expect(ratesOf(known([ago(1, { milliseconds: 60_000 })]), NOW).p50Ms).toBeGreaterThan(10_000)
  })
})

describe('the pulse', () => {
  test('has sixty buckets of five seconds, the last one still filling', () => {
    const pulse = pulseOf(known([ago(0), ago(4000, { verdict: 'unsure' }), ago(5000), ago(290_000)]), NOW)
    expect(pulse).toHaveLength(60)
    expect(pulse.at(-1)).toMatchObject({ start: NOW - 250, counts: { unscored: 1, unsure: 0 } })
    expect(pulse.at(-2)).toMatchObject({ start: NOW - 5250, counts: { unscored: 1, unsure: 1 } })
    expect(pulse.reduce((sum, { counts }) => sum + Object.values(counts).reduce((a, b) => a + b), 0)).toBe(4)
  })
})

test('records that were dated back are not live', () => {
  expect(secondsOf([ago(LIVE_MS + 1), ago(86_400_000), ago(10)]).size).toBe(1)
})

test('what is older than five minutes is forgotten', () => {
  const seconds = known([ago(299_000), ago(1000)])
  foldPart(seconds, { records: [], skipped: 0, dropped: 0, seconds: [] }, NOW + 10_000)
  expect(seconds.size).toBe(1)
})
