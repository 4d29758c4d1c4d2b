import type { Scorer } from '../model/scorer.ts'

/** Stands in where no model thread was given: every name goes unscored. */
export const noScorer: Scorer = {
  modelId: null,
  known: () => null,
  score: () => Promise.resolve(null),
  onModelChange: () => undefined,
}
