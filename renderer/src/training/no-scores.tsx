import type { ReactNode } from 'react'
import type { AllMetrics } from '../../../core/training/metrics-view.ts'
import { percent, score, sentence } from '../design/format.ts'
import { Empty } from '../design/states.tsx'

/** What the card still tells where single scores are missing. */
export function NoScores({ why, metrics: { test } }: { why: string; metrics: AllMetrics }): ReactNode {
  return (
    <Empty title="This needs the scores of single names">
      {sentence(why)}; a model that is trained here keeps them. Its card holds the figures of its test split: AUC{' '}
      {score(test.auc, 4)}, recall {percent(test.recallAt1)} at 1 % false positives and {percent(test.recallAt01)} at
      0.1 %, calibration error {score(test.ece, 4)}.
    </Empty>
  )
}
