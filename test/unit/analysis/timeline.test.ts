import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAnalysis } from '../../../core/analysis/analysis.ts'
import { fittingPeriod, foldTimeline, periodFor } from '../../../core/analysis/timeline.ts'
import { createOwnNames } from '../../../core/lists/own-names.ts'
import { VERDICT_KINDS } from '../../../core/verdict/verdict.ts'
import { fakeClock } from '../../fakes/clock.ts'
import { asked, createLog } from '../../fakes/log-of.ts'
import { createReferenceStore } from '../../fakes/reference-store.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.UTC(2026, 0, 5)

test.each([
  [HOUR, 'minute'],
  [6 * HOUR, 'minute'],
  [6 * HOUR + 1, 'hour'],
  [8 * DAY, 'hour'],
  [8 * DAY + 1, 'day'],
  [365 * DAY, 'day'],
])('a range of %d ms is cut by %s', (length, period) => {
  expect(periodFor({ from: START, to: START + length })).toBe(period)
})

test('a period that would make more bars than a screen can draw is refused in words', () => {
  const year = { from: START, to: START + 365 * DAY }
  expect(fittingPeriod(year, 'minute')).toEqual({
    ok: false,
    fault: {
      kind: 'bad-input',
      message: 'this range has 525600 minutes; choose a longer period or a range of at most 3000 minutes',
    },
  })
  expect(fittingPeriod(year, 'day')).toEqual({ ok: true, value: 'day' })
  expect(fittingPeriod(year, null)).toEqual({ ok: true, value: 'day' })
})

test('buckets have no gap, and begin with the one that the range begins in', () => {
  const range = { from: START + 90 * 60_000, to: START + 4 * HOUR }
  const rows = [
    { start: START + HOUR, verdict: 'unsure' as const, count: 2 },
    { start: START + 3 * HOUR, verdict: 'unscored' as const, count: 1 },
  ]
  const { buckets, total } = foldTimeline(rows, range, { period: 'hour', offsetMs: 0 })
  expect(buckets.map(({ start, counts }) => [(start - START) / HOUR, counts.unsure, counts.unscored])).toEqual([
    [1, 2, 0],
    [2, 0, 0],
    [3, 0, 1],
  ])
  expect(total).toBe(3)
})

test('a row that fits no bucket is a bug of the store and is not drawn somewhere near', () => {
  const rows = [{ start: START + 1, verdict: 'unsure' as const, count: 1 }]
  expect(() => foldTimeline(rows, { from: START, to: START + DAY }, { period: 'hour', offsetMs: 0 })).toThrow(
    'none of ours'
  )
})

describe('through a store, for people in any time zone', () => {
  const log = createLog(1)
  const hours = Array.from({ length: 240 }, (_, at) =>
    asked({ time: START + at * HOUR + 1_234_567, verdict: VERDICT_KINDS[at % 6]! })
  )
  log.batch(hours)
  const own = createOwnNames()
  const present = () => ({ own, book: own, serving: null })
  const analysis = createAnalysis({ store: createReferenceStore([...log.written]), present, clock: fakeClock() })

  test('every record of the range is in the bucket of its local day or hour', async () => {
    const offsets = fc.constantFrom(0, 60, -300, 330, 345, -570, 840)
    const ranges = fc.tuple(fc.integer({ min: -DAY, max: 9 * DAY }), fc.integer({ min: 1, max: 10 * DAY }))
    await fc.assert(
      fc.asyncProperty(
        ranges,
        offsets,
        fc.constantFrom('hour', 'day', null),
        async ([from, length], minutesEastOfUtc, period) => {
          const range = { from: START + from, to: START + from + length }
          const timeline = await analysis.timeline({ range, filter: '' }, { period, minutesEastOfUtc })
          if (!timeline.ok) throw new Error(timeline.fault.message)
          const width = { minute: 60_000, hour: HOUR, day: DAY }[timeline.value.period]
          const inside = log.written.filter(({ time }) => time >= range.from && time < range.to)
          expect(timeline.value.total).toBe(inside.length)
          for (const { start, counts } of timeline.value.buckets) {
            expect(Math.abs((start + minutesEastOfUtc * 60_000) % width)).toBe(0)
            for (const kind of VERDICT_KINDS) {
              const expected = inside.filter(
                ({ time, verdict }) => verdict === kind && time >= start && time < start + width
              )
              expect(counts[kind]).toBe(expected.length)
            }
          }
        }
      ),
      { numRuns: 60 }
    )
  })

  test('a filter that cannot be read is a fault for the person', async () => {
    const range = { from: START, to: START + DAY }
    const answer = await analysis.timeline({ range, filter: 'colour:red' }, { period: null, minutesEastOfUtc: 0 })
    expect(answer).toMatchObject({ ok: false, fault: { kind: 'bad-input' } })
  })
})
