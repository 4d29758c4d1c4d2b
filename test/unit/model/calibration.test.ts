import { expect, test } from 'vitest'
import {
  bandOf,
  calibrate,
  estimatedBaseRate,
  lossOf,
  probabilityAtBaseRate,
  probabilityOf,
  thresholdFor,
  falsePositivesOf,
  thresholdsOf,
} from '../../../core/model/calibration.ts'
import { seeded } from '../../../core/model/random.ts'

/** Labels drawn from the very probabilities that true logits give; the logits that come out are stretched and shifted. */
function overconfident(stretch: number, shift: number): { logits: number[]; labels: number[] } {
  const random = seeded(7)
  const truth = Array.from({ length: 20_000 }, () => (random() - 0.5) * 8)
  const labels = truth.map((logit) => (random() < probabilityOf(logit, 1) ? 1 : 0))
  return { logits: truth.map((logit) => logit * stretch - shift), labels }
}

test('calibration finds the stretch and the shift that an overconfident model has', () => {
  const { logits, labels } = overconfident(2.5, 1)
  const { temperature, shift } = calibrate(logits, labels)
  expect(temperature).toBeCloseTo(2.5, 0)
  expect(shift).toBeCloseTo(1, 0)
})

test('no temperature and shift nearby has a smaller loss than those that were found', () => {
  const { logits, labels } = overconfident(0.4, -0.7)
  const { temperature, shift } = calibrate(logits, labels)
  const lossWith = (factor: number, by: number) =>
    lossOf(
      logits.map((logit) => logit + shift + by),
      labels,
      temperature * factor
    )
  const best = lossWith(1, 0)
  for (const [factor, by] of [
    [1.05, 0],
    [0.95, 0],
    [1, 0.05],
    [1, -0.05],
    [1.03, 0.03],
  ] as const) {
    expect(lossWith(factor, by)).toBeGreaterThan(best)
  }
})

test('a threshold lets no more benign names above it than its rate allows, and not fewer where it can', () => {
  const benign = Array.from({ length: 1000 }, (_, at) => at / 1000)
  const threshold = thresholdFor(0.01, benign, [...benign, 0.99, 0.995])
  expect(benign.filter((probability) => probability >= threshold)).toHaveLength(10)
})

test('with too few benign names for the rate the threshold stands above all of them', () => {
  const threshold = thresholdFor(0.001, [0.2, 0.9], [0.2, 0.9])
  expect(threshold).toBeGreaterThan(0.9)
  expect(threshold).toBeLessThanOrEqual(1)
})

test('the malicious threshold is never below the unsure one, and bands follow them', () => {
  const { logits, labels } = overconfident(1, 0)
  const thresholds = thresholdsOf(logits, labels, { temperature: 1, parent: null })
  expect(thresholds.malicious).toBeGreaterThanOrEqual(thresholds.unsure)
  expect(bandOf(thresholds.malicious, thresholds)).toBe('malicious')
  expect(bandOf(thresholds.unsure, thresholds)).toBe('unsure')
  expect(bandOf(thresholds.unsure - 1e-9, thresholds)).toBe('benign')
})

test('the probability at a base rate is that of Bayes, with the prior of the measured names taken out', () => {
  // Odds of 9 at equal shares are a likelihood ratio of 9; at one in a hundred that makes 9 / (9 + 99).
  expect(probabilityAtBaseRate(0.9, { measuredShare: 0.5, baseRate: 0.01 })).toBeCloseTo(9 / 108, 10)
  expect(probabilityAtBaseRate(0.37, { measuredShare: 0.53, baseRate: 0.53 })).toBeCloseTo(0.37, 10)
  expect(probabilityAtBaseRate(1, { measuredShare: 0.5, baseRate: 0.001 })).toBe(1)
  expect(probabilityAtBaseRate(0, { measuredShare: 0.5, baseRate: 0.001 })).toBe(0)
  expect(probabilityAtBaseRate(1, { measuredShare: 0.5, baseRate: 0 })).toBe(0)
})

test('the base rate of unlabelled names is found again from their probabilities', () => {
  const random = seeded(3)
  // Two normal classes two deviations apart: the logit at equal shares is 2 x - 2 for a score around 0 or 2.
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const probabilities = Array.from({ length: 40_000 }, () =>
    probabilityOf(2 * (normal() + (random() < 0.02 ? 2 : 0)) - 2, 1)
  )
  const found = estimatedBaseRate(probabilities, 0.5)
  expect(found).toBeGreaterThan(0.015)
  expect(found).toBeLessThan(0.025)
  expect(estimatedBaseRate([], 0.5)).toBeNull()
})

test('a retrained model has no more false positives than its parent on the same names, however many its own one per cent were', () => {
  // A thousand benign names from -10 up, and malicious ones among the highest of them.
  const logits = [...Array.from({ length: 1000 }, (_, at) => -10 + at / 100), -0.5, 0.5, 1.5, 2.5]
  const labels = logits.map((_, at) => (at < 1000 ? 0 : 1))
  const alone = thresholdsOf(logits, labels, { temperature: 1, parent: null })
  const alonePositives = falsePositivesOf(logits, labels, { temperature: 1, thresholds: alone })
  expect(alonePositives).toEqual({ benign: 1000, unsure: 10, malicious: 1 })

  const parent = { benign: 1000, unsure: 3, malicious: 0 }
  const child = thresholdsOf(logits, labels, { temperature: 1, parent })
  expect(falsePositivesOf(logits, labels, { temperature: 1, thresholds: child })).toEqual(parent)
  expect(child.unsure).toBeGreaterThan(alone.unsure)

  // A parent that was worse on these names gives no licence: the nominal rates stay.
  expect(thresholdsOf(logits, labels, { temperature: 1, parent: { benign: 1000, unsure: 80, malicious: 9 } })).toEqual(
    alone
  )
})
