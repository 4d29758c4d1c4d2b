import type { AllMetrics, Confusion, SplitMetrics } from '../../../core/training/metrics-view.ts'
import { count, percent, score } from '../design/format.ts'

export type ConfusionCell = { count: number; share: number | null; right: boolean; says: string }

/** Rows are what a name is, columns what the model says; shares are of the row, so that they read as rates. */
export function confusionCells({
  truePositive,
  falsePositive,
  trueNegative,
  falseNegative,
}: Confusion): Record<'benign' | 'malicious', [ConfusionCell, ConfusionCell]> {
  const cell = (count: number, row: number) => ({ count, share: row === 0 ? null : count / row })
  const benign = trueNegative + falsePositive
  const malicious = truePositive + falseNegative
  return {
    benign: [
      { ...cell(trueNegative, benign), right: true, says: 'rightly let pass' },
      { ...cell(falsePositive, benign), right: false, says: 'falsely blocked' },
    ],
    malicious: [
      { ...cell(falseNegative, malicious), right: false, says: 'missed' },
      { ...cell(truePositive, malicious), right: true, says: 'rightly found' },
    ],
  }
}

export type MetricKey = Exclude<keyof SplitMetrics, 'confusion'>

export type MetricRow = {
  key: MetricKey
  title: string
  help: string
  format: (value: number | null) => string
  /** Which way is better; null where neither is. */
  better: 'higher' | 'lower' | null
}

const share = (value: number | null) => percent(value, 2)

export const METRICS: readonly MetricRow[] = [
  {
    key: 'names',
    title: 'Names',
    help: 'Names of the split',
    format: (value) => (value === null ? '–' : count(value)),
    better: null,
  },
  {
    key: 'auc',
    title: 'AUC',
    help: 'Area under the ROC curve: the chance that a malicious name scores above a benign one',
    format: (value) => score(value, 4),
    better: 'higher',
  },
  {
    key: 'recallAt1',
    title: 'Recall at 1 % FPR',
    help: 'Of the malicious names, with the threshold that lets this many benign ones be blocked on this split',
    format: share,
    better: 'higher',
  },
  {
    key: 'recallAt01',
    title: 'Recall at 0.1 % FPR',
    help: 'Of the malicious names, with the threshold that lets this many benign ones be blocked on this split',
    format: share,
    better: 'higher',
  },
  { key: 'accuracy', title: 'Accuracy', help: 'At probability 0.5', format: share, better: 'higher' },
  { key: 'precision', title: 'Precision', help: 'At probability 0.5', format: share, better: 'higher' },
  { key: 'recall', title: 'Recall', help: 'At probability 0.5', format: share, better: 'higher' },
  { key: 'f1', title: 'F1', help: 'At probability 0.5', format: (value) => score(value, 4), better: 'higher' },
  {
    key: 'falsePositiveRate',
    title: 'False positive rate, FPR',
    help: 'At probability 0.5',
    format: share,
    better: 'lower',
  },
  {
    key: 'loss',
    title: 'Loss',
    help: 'Negative log-likelihood of the calibrated probability, nats a name',
    format: (value) => score(value, 4),
    better: 'lower',
  },
  {
    key: 'ece',
    title: 'Calibration error',
    help: 'Expected calibration error, 15 bins of equal width (Guo et al., 2017)',
    format: (value) => score(value, 4),
    better: 'lower',
  },
]

export type Change = { text: string; good: boolean | null }

/** A figure against the serving model's; null where one of them has none. */
export function changeOf(row: MetricRow, ours: SplitMetrics, theirs: SplitMetrics): Change | null {
  const mine = ours[row.key]
  const other = theirs[row.key]
  if (mine === null || other === null || row.better === null) return null
  const change = mine - other
  const zero = row.format(0)
  const text = row.format(Math.abs(change))
  if (text === zero) return { text: '=', good: null }
  return { text: `${change > 0 ? '+' : '−'}${text}`, good: change > 0 === (row.better === 'higher') }
}

export const SPLITS: readonly { key: keyof AllMetrics; title: string }[] = [
  { key: 'training', title: 'Training' },
  { key: 'validation', title: 'Validation' },
  { key: 'test', title: 'Test' },
]
