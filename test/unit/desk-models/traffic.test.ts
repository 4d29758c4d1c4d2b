import { expect, test } from 'vitest'
import { decidedByModel, effectOn, rankTraffic } from '../../../core/desk/model-traffic.ts'
import { createOwnNames } from '../../../core/lists/own-names.ts'
import type { NameTotals } from '../../../core/store/port.ts'

const DAY = 86_400_000
const NOW = 100 * DAY
const range = { from: NOW - 7 * DAY, to: NOW }

type Row = { name: string; queries?: number; model?: string; score?: number; firstSeen?: number }

function totalsOf(rows: readonly Row[]): NameTotals {
  return {
    names: rows.map(({ name }) => name),
    counts: Float64Array.from(rows, ({ queries = 1 }) => queries),
    clients: Float64Array.from(rows, () => 1),
    firstSeen: Float64Array.from(rows, ({ firstSeen = NOW - 2 * DAY }) => firstSeen),
    lastSeen: Float64Array.from(rows, () => NOW),
    lastScore: Float64Array.from(rows, ({ score = NaN }) => score),
    lastVerdict: new Uint8Array(rows.length),
    lastModel: rows.map(({ model }) => model ?? null),
  }
}

const own = createOwnNames([['vetted.brightfern.net', 'benign']])
const book = createOwnNames([['ads.brightfern.net', 'malicious']])
const decided = (rows: readonly Row[]) => decidedByModel(totalsOf(rows), { modelId: 'm', own, book, range })

test('names that a person, a list or their kind decides are no false blocks, whatever their score', () => {
  const { names } = decided(
    ['shop.brightfern.net', 'vetted.brightfern.net', 'x.ads.brightfern.net', 'printer.local', 'single'].map((name) => ({
      name,
      model: 'm',
      score: 1,
    }))
  )
  expect(names).toEqual(['shop.brightfern.net'])
})

test('the log has the last word on what it holds of this model; other names are scored now', () => {
  const traffic = rankTraffic(
    decided([
      { name: 'a.com', model: 'm', score: 0.2 },
      { name: 'b.com', model: 'other', score: 0.99 },
      { name: 'c.com' },
      { name: 'd.com' },
    ]),
    new Map([
      ['a.com', 0.9],
      ['b.com', 0.4],
      ['c.com', 0.6],
    ])
  )
  expect(traffic.names).toEqual(['c.com', 'b.com', 'a.com'])
  expect([...traffic.probabilities]).toEqual([0.6, 0.4, 0.2])
  expect(traffic).toMatchObject({ scored: 3, fromLog: 1 })
})

test('what would be blocked and what would wait is counted over the days that the log covers', () => {
  const traffic = rankTraffic(
    decided([
      { name: 'a.com', queries: 40, model: 'm', score: 0.99 },
      { name: 'b.com', queries: 6, model: 'm', score: 0.9 },
      { name: 'c.com', queries: 2, model: 'm', score: 0.5, firstSeen: NOW - 4 * DAY },
      { name: 'd.com', queries: 100, model: 'm', score: 0.1 },
    ]),
    new Map()
  )
  expect(effectOn(traffic, { unsure: 0.5, malicious: 0.9 })).toEqual({
    since: NOW - 4 * DAY,
    days: 4,
    names: 4,
    queries: 148,
    scored: 4,
    fromLog: 4,
    blocked: { names: 2, queriesPerDay: 11.5 },
    unsure: { names: 1, queriesPerDay: 0.5 },
    top: [
      { name: 'a.com', probability: 0.99, queries: 40 },
      { name: 'b.com', probability: 0.9, queries: 6 },
    ],
  })
})

test('a minute of traffic counts as an hour, and none as nothing', () => {
  const minute = rankTraffic(
    decided([{ name: 'a.com', queries: 2, model: 'm', score: 1, firstSeen: NOW - 60_000 }]),
    new Map()
  )
  expect(effectOn(minute, { unsure: 0.5, malicious: 0.9 }).blocked.queriesPerDay).toBeCloseTo(48)
  expect(effectOn(rankTraffic(decided([]), new Map()), { unsure: 0.5, malicious: 0.9 })).toMatchObject({
    since: null,
    days: 0,
    blocked: { names: 0, queriesPerDay: 0 },
  })
})
