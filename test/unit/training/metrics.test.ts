import fc from 'fast-check'
import { expect, test } from 'vitest'
import { measure } from '../../../core/training/metrics.ts'

/** Few different logits, so that ties are common. */
const scored = fc.array(
  fc.record({ logit: fc.integer({ min: -6, max: 6 }).map((n) => n / 2), label: fc.constantFrom(0, 1) }),
  { minLength: 1, maxLength: 60 }
)

/** By definition: every pair of a malicious and a benign name, every possible threshold. */
function byBruteForce(names: readonly { logit: number; label: number }[]) {
  const malicious = names.filter(({ label }) => label === 1).map(({ logit }) => logit)
  const benign = names.filter(({ label }) => label === 0).map(({ logit }) => logit)
  const pairs = malicious.flatMap((a) => benign.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)))
  const share = (values: number[], threshold: number) =>
    values.filter((value) => value >= threshold).length / values.length
  const recallWithin = (rate: number) =>
    Math.max(
      0,
      ...names
        .map(({ logit }) => logit)
        .filter((threshold) => share(benign, threshold) <= rate)
        .map((threshold) => share(malicious, threshold))
    )
  return {
    auc: pairs.reduce<number>((sum, pair) => sum + pair, 0) / pairs.length,
    recallAt1: recallWithin(0.01),
    recallAt01: recallWithin(0.001),
    accuracy: names.filter(({ logit, label }) => (logit >= 0 ? 1 : 0) === label).length / names.length,
  }
}

test('area, recall at fixed false positives and accuracy are those of the definitions', () => {
  fc.assert(
    fc.property(scored, (names) => {
      fc.pre(names.some(({ label }) => label === 1) && names.some(({ label }) => label === 0))
      const measured = measure(
        names.map(({ logit }) => logit),
        names.map(({ label }) => label),
        1
      )
      const expected = byBruteForce(names)
      for (const key of ['auc', 'recallAt1', 'recallAt01', 'accuracy'] as const)
        expect(measured[key]).toBeCloseTo(expected[key], 9)
    })
  )
})

test('the four cells of the confusion matrix add up to the names, and give precision, recall and F1', () => {
  fc.assert(
    fc.property(scored, (names) => {
      const { confusion, precision, recall, f1, falsePositiveRate } = measure(
        names.map(({ logit }) => logit),
        names.map(({ label }) => label),
        1
      )
      const { truePositive: tp, falsePositive: fp, trueNegative: tn, falseNegative: fn } = confusion
      expect(tp + fp + tn + fn).toBe(names.length)
      expect(tp + fn).toBe(names.filter(({ label }) => label === 1).length)
      if (precision !== null && recall !== null && f1 !== null && tp > 0)
        expect(f1).toBeCloseTo((2 * precision * recall) / (precision + recall), 9)
      if (falsePositiveRate !== null) expect(falsePositiveRate).toBeCloseTo(fp / (fp + tn), 9)
    })
  )
})

test('a temperature changes loss and calibration, not the order', () => {
  const logits = [-3, -1, 0.5, 2, 4]
  const labels = [0, 0, 1, 1, 0]
  const [sharp, soft] = [measure(logits, labels, 1), measure(logits, labels, 4)]
  expect(soft.auc).toBe(sharp.auc)
  expect(soft.loss).not.toBe(sharp.loss)
  expect(soft.loss).toBeCloseTo(
    -logits.reduce(
      (sum, logit, at) => sum + Math.log(1 / (1 + Math.exp(labels[at] === 1 ? -logit / 4 : logit / 4))),
      0
    ) / 5,
    9
  )
})

test('what one class alone cannot give is null', () => {
  expect(measure([1, 2], [1, 1], 1)).toMatchObject({
    names: 2,
    auc: null,
    recallAt1: null,
    recallAt01: null,
    falsePositiveRate: null,
    recall: 1,
  })
  expect(measure([], [], 1)).toMatchObject({ names: 0, accuracy: null, loss: null, ece: null, auc: null })
})

test('the calibration error is nought where each bin is as malicious as it says, and the gap where it is not', () => {
  const half = measure([0, 0, 0, 0], [1, 0, 1, 0], 1)
  expect(half.ece).toBeCloseTo(0, 9)
  expect(measure([0, 0, 0, 0], [1, 1, 1, 1], 1).ece).toBeCloseTo(0.5, 9)
})
