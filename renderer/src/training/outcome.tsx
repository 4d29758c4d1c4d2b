import type { ReactNode } from 'react'
import { thresholdsInForce, type ModelCard } from '../../../core/registry/card.ts'
import type { AllMetrics } from '../../../core/training/metrics-view.ts'
import { score } from '../design/format.ts'
import { visible } from '../design/visible.ts'
import { ConfusionMatrix } from './confusion-matrix.tsx'
import { SPLITS } from './figures.ts'
import type { KnownModel } from './known-model.ts'
import { MetricsTable, type Rival } from './metrics-table.tsx'
import styles from './outcome.module.css'

export type OutcomeProps = {
  metrics: AllMetrics
  /** What was measured; null until the registry has it. */
  model: KnownModel | null
  /** The serving model, where it is another one. */
  serving: ModelCard | null
}

/** What a model can do: confusion matrices side by side, figures, thresholds. */
export function Outcome({ metrics, model, serving }: OutcomeProps): ReactNode {
  const card = model?.card ?? null
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
      {model !== null && <InForce model={model} />}
      <MetricsTable metrics={metrics} rival={rival} />
    </div>
  )
}

function InForce({ model }: { model: KnownModel }): ReactNode {
  const { unsure, malicious } = thresholdsInForce(model)
  const { changed, card } = model
  return (
    <p className={styles.thresholds}>
      Calibrated with temperature <b>{score(card.temperature)}</b>. On the wire it is <b>unsure</b> from{' '}
      <b>{score(unsure, 4)}</b> and <b>blocks</b> from <b>{score(malicious, 4)}</b>:{' '}
      {changed === null
        ? '1 % and 0.1 % false positives on validation.'
        : `set by ${visible(changed.by)}; the card says ${score(card.thresholds.unsure, 4)} and ${score(card.thresholds.malicious, 4)}.`}
    </p>
  )
}
