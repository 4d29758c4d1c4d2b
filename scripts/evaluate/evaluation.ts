import type { Confusion } from '../../core/training/metrics-view.ts'

/** The keys of the JSON line, which other programs read. Null: the file cannot give it, as when it has one class only. */
export type Figures = {
  auc: number | null
  tpr_at_1pct: number | null
  tpr_at_01pct: number | null
  fpr_at_stored_1pct: number | null
  fpr_at_stored_01pct: number | null
  tpr_at_stored_1pct: number | null
  tpr_at_stored_01pct: number | null
  accuracy: number | null
  f1: number | null
  ece: number | null
  names: number
  names_per_s: number
}

export type Evaluation = { figures: Figures; confusion: Confusion; modelId: string; backend: string; broken: number }
