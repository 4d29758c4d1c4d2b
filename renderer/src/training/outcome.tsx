import type { ReactNode } from 'react'
import type { ModelCard } from '../../../core/registry/card.ts'
import type { AllMetrics } from '../../../core/training/metrics-view.ts'
import { score } from '../design/format.ts'
import { ConfusionMatrix } from './confusion-matrix.tsx'
import { SPLITS } from './figures.ts'
import { MetricsTable, type Rival } from './metrics-table.tsx'
import styles from './outcome.module.css'

export type OutcomeProps = {
  metrics: AllMetrics
  /** The measured model's own card; null until the registry has it. */
  card: ModelCard | null
  /** The serving model, where it is another one. */
  serving: ModelCard | null
}

/** What a model can do: confusion matrices side by side, figures, thresholds. */
export function Outcome({ metrics, card, serving }: OutcomeProps): ReactNode {
  const rival: Rival | null =
    serving === null || serving.id === card?.id
      ? null
      : {
          title: serving.title,
          metrics: serving.metrics,
          sameData: serving.data.fingerprint === card?.data.fingerprint,
        }
  return (
    <div className={styles.outcome}>
      <div className={styles.matrices}>
        {SPLITS.map((split) => (
          <ConfusionMatrix key={split.key} title={split.title} confusion={metrics[split.key].confusion} />
        ))}
      </div>
      {card !== null && (
        <p className={styles.thresholds}>
          Calibrated with temperature <b>{score(card.temperature)}</b>. On the wire it is <b>unsure</b> from{' '}
          <b>{score(card.thresholds.unsure, 4)}</b> (1 % false positives on validation) and <b>blocks</b> from{' '}
          <b>{score(card.thresholds.malicious, 4)}</b> (0.1 %).
        </p>
      )}
      <MetricsTable metrics={metrics} rival={rival} />
    </div>
  )
}
