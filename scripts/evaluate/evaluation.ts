import { probabilityOf } from '../../core/model/calibration.ts'
import type { Model } from '../../core/model/model.ts'
import { confusionAt } from '../../core/training/metrics.ts'
import type { Confusion } from '../../core/training/metrics-view.ts'
import type { LabelledSet } from '../report/labelled-set.ts'
import { setFigures } from '../report/set-figures.ts'

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

const WARM_UP = 256

/** Scores every name of the set, in the order of the file, and times that. */
export function evaluated(
  model: Model,
  { names, labels }: Pick<LabelledSet, 'names' | 'labels'>
): Pick<Evaluation, 'figures' | 'confusion' | 'modelId'> {
  model.logits(names.slice(0, WARM_UP))
  const started = performance.now()
  const logits = model.logits(names)
  const seconds = (performance.now() - started) / 1000
  const figures = setFigures(model.card, { labels, logits })
  const probabilities = Array.from(logits, (logit) => probabilityOf(logit, model.card.temperature))
  return {
    modelId: model.card.id,
    confusion: confusionAt(probabilities, labels, 0.5),
    figures: {
      auc: figures.auc,
      tpr_at_1pct: figures.recallAt1,
      tpr_at_01pct: figures.recallAt01,
      fpr_at_stored_1pct: figures.stored1.falsePositiveRate,
      fpr_at_stored_01pct: figures.stored01.falsePositiveRate,
      tpr_at_stored_1pct: figures.stored1.recall,
      tpr_at_stored_01pct: figures.stored01.recall,
      accuracy: figures.accuracy,
      f1: figures.f1,
      ece: figures.eceAfter,
      names: names.length,
      names_per_s: Math.round(names.length / seconds),
    },
  }
}
