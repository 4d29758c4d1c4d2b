import { expect, test } from 'vitest'
import { seeded } from '../../../core/model/random.ts'
import { measure } from '../../../core/training/metrics.ts'
import { bootstrap } from '../../../scripts/report/bootstrap.ts'

const random = seeded(3)
const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
const labels = Array.from({ length: 4000 }, (_, at) => at % 2)
// In halves, so that many names share a score.
const logits = labels.map((label) => Math.round((normal() + label) * 2) / 2)
const alone = labels.map((_, at) => `name${at}.example`)

test('an interval holds the figure of the whole and is about as wide as theory has it', () => {
  const found = bootstrap({ logits, labels, groups: alone, storedThreshold: 2 }, { replicates: 300, seed: 1 })
  const whole = measure(logits, labels, 1)
  expect(found.groups).toBe(4000)
  for (const [interval, figure] of [
    [found.auc, whole.auc!],
    [found.recallAt1, whole.recallAt1!],
  ] as const) {
    expect(interval.low).toBeLessThanOrEqual(figure)
    expect(interval.high).toBeGreaterThanOrEqual(figure)
  }
  const share = logits.filter((logit, at) => logit >= 2 && labels[at] === 0).length / 2000
  const width = found.falsePositivesAtStored.high - found.falsePositivesAtStored.low
  const expected = 2 * 1.96 * Math.sqrt((share * (1 - share)) / 2000)
  expect(width / expected).toBeGreaterThan(0.8)
  expect(width / expected).toBeLessThan(1.2)
})

test('the figures of one replicate are those of the same names, each as often as its group was drawn', () => {
  // One group: every replicate draws it once, so it is the whole.
  const one = labels.map(() => 'one.example')
  const found = bootstrap({ logits, labels, groups: one, storedThreshold: 1 }, { replicates: 5, seed: 1 })
  const whole = measure(logits, labels, 1)
  expect(found.auc.low).toBeCloseTo(whole.auc!, 10)
  expect(found.auc.high).toBeCloseTo(whole.auc!, 10)
  expect(found.recallAt1.low).toBeCloseTo(whole.recallAt1!, 10)
  expect(found.recallAt01.high).toBeCloseTo(whole.recallAt01!, 10)
})

test('names that hang together say less: their interval is wider', () => {
  // Twenty names a group, all with one label, so a replicate gets them all or none.
  const grouped = labels.map((label, at) => `${label}-${Math.floor(at / 40)}.example`)
  const drift = new Map<string, number>()
  const shifted = grouped.map((group, at) => {
    if (!drift.has(group)) drift.set(group, normal())
    return logits[at]! + drift.get(group)!
  })
  const given = { logits: shifted, labels, storedThreshold: 2 }
  const together = bootstrap({ ...given, groups: grouped }, { replicates: 200, seed: 1 })
  const apart = bootstrap({ ...given, groups: alone }, { replicates: 200, seed: 1 })
  expect(together.auc.high - together.auc.low).toBeGreaterThan(2 * (apart.auc.high - apart.auc.low))
})

test('the same seed gives the same intervals; one class gives none but its own', () => {
  const malicious = labels.map(() => 1)
  const given = { logits, labels: malicious, groups: alone, storedThreshold: 1 }
  const found = bootstrap(given, { replicates: 20, seed: 9 })
  expect(found).toEqual(bootstrap(given, { replicates: 20, seed: 9 }))
  expect(found.auc.low).toBeNaN()
  expect(found.recallAtStored.low).toBeGreaterThan(0)
})
