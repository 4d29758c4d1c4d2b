import { expect, test } from 'vitest'
import {
  bandOf,
  calibrate,
  lossOf,
  probabilityOf,
  thresholdFor,
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
  const thresholds = thresholdsOf(logits, labels, 1)
  expect(thresholds.malicious).toBeGreaterThanOrEqual(thresholds.unsure)
  expect(bandOf(thresholds.malicious, thresholds)).toBe('malicious')
  expect(bandOf(thresholds.unsure, thresholds)).toBe('unsure')
  expect(bandOf(thresholds.unsure - 1e-9, thresholds)).toBe('benign')
})
