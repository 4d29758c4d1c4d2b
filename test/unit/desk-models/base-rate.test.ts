import { expect, test } from 'vitest'
import { baseRateOf } from '../../../core/desk/model-base-rate.ts'
import { decidedByModel, rankTraffic } from '../../../core/desk/model-traffic.ts'
import { createOwnNames } from '../../../core/lists/own-names.ts'
import { probabilityAtBaseRate } from '../../../core/model/calibration.ts'
import { seeded } from '../../../core/model/random.ts'
import type { ModelCard } from '../../../core/training/card.ts'
import { chosenBaseRateSchema } from '../../../core/settings/base-rate.ts'
import { shareText } from '../../../renderer/src/design/share-text.ts'

const NOW = 100 * 86_400_000
const range = { from: NOW - 7 * 86_400_000, to: NOW }

/** Of a model that was calibrated where half of the names are malicious. */
const confusion = { truePositive: 400, falseNegative: 100, trueNegative: 450, falsePositive: 50 }
const card = { id: 'm', metrics: { validation: { names: 1000, confusion } } } as unknown as ModelCard

function trafficOf(scores: readonly number[], own = createOwnNames([])) {
  const names = scores.map((_, at) => `name-${at}.com`)
  const totals = {
    names,
    counts: new Float64Array(names.length).fill(9),
    clients: new Float64Array(names.length).fill(1),
    firstSeen: new Float64Array(names.length).fill(NOW - 86_400_000),
    lastSeen: new Float64Array(names.length).fill(NOW),
    lastScore: Float64Array.from(scores),
    lastVerdict: new Uint8Array(names.length),
    lastModel: names.map(() => 'm'),
  }
  return rankTraffic(decidedByModel(totals, { modelId: 'm', own, book: createOwnNames([]), range }), new Map())
}

/** Scores as a calibrated model gives them: a share of names is malicious, and each logit says as much as it should at even odds. */
function drawn(share: number, count: number): number[] {
  const random = seeded(7)
  const normal = () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random())
  return Array.from({ length: count }, () => {
    // Two normal classes at +-2 with variance 4: the log-odds of a value is the value itself.
    const logit = (random() < share ? 2 : -2) + 2 * normal()
    return 1 / (1 + Math.exp(-logit))
  })
}

test.each([0.01, 0.05, 0.3])('a share of %d is found in scores without labels', (share) => {
  const { estimate, rate, measuredShare } = baseRateOf(card, trafficOf(drawn(share, 20_000)), null)
  expect(measuredShare).toBe(0.5)
  expect(rate).toBe(estimate!.rate)
  expect(Math.abs(rate! - share)).toBeLessThan(share * 0.25 + 0.002)
})

test('what was vetted counts by its class, and a person has the last word', () => {
  const own = createOwnNames([
    ['name-0.com', 'malicious'],
    ['name-1.com', 'honeypot'],
    ['name-2.com', 'benign'],
  ])
  const traffic = trafficOf(new Array<number>(100).fill(0.001), own)
  const estimated = baseRateOf(card, traffic, null)
  expect(estimated.estimate).toMatchObject({ names: 97, vettedMalicious: 2, vettedBenign: 1 })
  expect(estimated.rate).toBeGreaterThan(2 / 101)
  expect(estimated.rate).toBeLessThan(4 / 101)
  expect(baseRateOf(card, traffic, 0.2)).toMatchObject({ rate: 0.2, chosen: 0.2, estimate: estimated.estimate })
})

test('without traffic there is no estimate, and a log of benign names never says "none"', () => {
  expect(baseRateOf(card, trafficOf([]), null)).toMatchObject({ estimate: null, rate: null })
  const { rate } = baseRateOf(card, trafficOf(new Array<number>(50).fill(0.01)), null)
  expect(rate).toBeGreaterThan(0)
  expect(probabilityAtBaseRate(0.99, { measuredShare: 0.5, baseRate: rate! })).toBeLessThan(0.99)
})

test('a share that says nothing is refused in words', () => {
  expect(chosenBaseRateSchema.safeParse(0).error?.issues[0]?.message).toMatch(/write at least 0\.0001 %/)
  expect(chosenBaseRateSchema.safeParse(1).error?.issues[0]?.message).toBe('write at most 90 %')
  expect(chosenBaseRateSchema.parse(null)).toBeNull()
})

test('a share is said as a person counts it', () => {
  expect([shareText(0.5), shareText(0.012), shareText(0.001)]).toEqual(['50.0 %', '1.2 %', 'one in 1,000'])
})
