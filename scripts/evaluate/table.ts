import type { Evaluation, Figures } from './evaluation.ts'

const ROWS: [keyof Figures, string, 'share' | 'number'][] = [
  ['auc', 'area under the ROC curve', 'number'],
  ['tpr_at_1pct', 'recall at 1 % false positives of this file', 'share'],
  ['tpr_at_01pct', 'recall at 0.1 % false positives of this file', 'share'],
  ['fpr_at_stored_1pct', "false positives at the model's 1 % threshold", 'share'],
  ['tpr_at_stored_1pct', "recall at the model's 1 % threshold", 'share'],
  ['fpr_at_stored_01pct', "false positives at the model's 0.1 % threshold", 'share'],
  ['tpr_at_stored_01pct', "recall at the model's 0.1 % threshold", 'share'],
  ['accuracy', 'accuracy at probability 0.5', 'share'],
  ['f1', 'F1 at probability 0.5', 'number'],
  ['ece', 'expected calibration error (15 bins)', 'number'],
]

export function table({ figures, confusion, modelId, backend, broken }: Evaluation): string {
  const rows = ROWS.map(([key, title, kind]) => `  ${title.padEnd(48)}${written(figures[key], kind)}`)
  return [
    `${modelId} on ${figures.names} names (${figures.names_per_s} names/s, backend ${backend}${broken > 0 ? `, ${broken} broken lines left out` : ''})`,
    ...rows,
    '',
    '  at probability 0.5        called malicious   called benign',
    `  malicious                 ${String(confusion.truePositive).padStart(16)}${String(confusion.falseNegative).padStart(16)}`,
    `  benign                    ${String(confusion.falsePositive).padStart(16)}${String(confusion.trueNegative).padStart(16)}`,
  ].join('\n')
}

function written(value: number | null, kind: 'share' | 'number'): string {
  if (value === null) return '-'
  return kind === 'share' ? `${(value * 100).toFixed(2)} %` : value.toFixed(4)
}
