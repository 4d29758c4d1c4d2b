import type { CalibrationBin, Curves } from '../../../core/training/curves-view.ts'
import type { Confusion } from '../../../core/training/metrics-view.ts'

export type Rates = { recall: number | null; falsePositiveRate: number | null; precision: number | null }

/** What a threshold gives, from its counts. */
export function ratesOf({ truePositive, falsePositive, trueNegative, falseNegative }: Confusion): Rates {
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)
  return {
    recall: share(truePositive, truePositive + falseNegative),
    falsePositiveRate: share(falsePositive, falsePositive + trueNegative),
    precision: share(truePositive, truePositive + falsePositive),
  }
}

type Point = { x: number; y: number }

export function precisionRecallPoints({ precisionRecall, malicious }: Curves): Point[] {
  if (malicious === 0) return []
  return precisionRecall.map(({ truePositive, falsePositive }) => ({
    x: truePositive / malicious,
    y: truePositive / (truePositive + falsePositive),
  }))
}

/** On a logarithmic axis: what no benign name reaches cannot be drawn and stands in no point. */
export function rocPoints({ roc, malicious, benign }: Curves): Point[] {
  if (malicious === 0 || benign === 0) return []
  return roc.flatMap(({ truePositive, falsePositive }) =>
    falsePositive === 0 ? [] : [{ x: falsePositive / benign, y: truePositive / malicious }]
  )
}

/** The power of ten at or below one benign name. */
export function leastRate({ benign }: Pick<Curves, 'benign'>): number {
  return 10 ** Math.floor(Math.log10(1 / Math.max(10, benign)))
}

export function calibrationPoints(bins: readonly CalibrationBin[]): Point[] {
  return bins.flatMap(({ meanPredicted, observedShare }) =>
    meanPredicted === null || observedShare === null ? [] : [{ x: meanPredicted, y: observedShare }]
  )
}
