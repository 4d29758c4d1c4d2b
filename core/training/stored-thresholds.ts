import { confusionAt } from './metrics.ts'

export type BandRates = { falsePositiveRate: number | null; recall: number | null }

/** What thresholds that were fixed elsewhere, on the calibrated probability, give on these names. */
export function ratesAt(probabilities: readonly number[], labels: ArrayLike<number>, threshold: number): BandRates {
  const { truePositive, falsePositive, trueNegative, falseNegative } = confusionAt(probabilities, labels, threshold)
  const benign = falsePositive + trueNegative
  const malicious = truePositive + falseNegative
  return {
    falsePositiveRate: benign === 0 ? null : falsePositive / benign,
    recall: malicious === 0 ? null : truePositive / malicious,
  }
}
