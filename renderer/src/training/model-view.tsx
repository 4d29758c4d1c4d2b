import type { ReactNode } from 'react'
import type { ModelCard } from '../../../core/registry/card.ts'
import { bytes, count, counted, duration, exactTime, score, sentence } from '../design/format.ts'
import { visible } from '../design/visible.ts'
import { Judgement, usePart } from './judgement.tsx'
import type { KnownModel } from './known-model.ts'
import { provenanceText } from './provenance.tsx'
import { restsOnText } from './rests-on.ts'
import styles from './run.module.css'

export type ModelViewProps = {
  model: KnownModel
  serving: ModelCard | null
  promoting: boolean
  onPromote: (id: string, note?: string) => void
}

/** A model of the registry: its figures, and what it was made of. */
export function ModelView({ model, serving, promoting, onPromote }: ModelViewProps): ReactNode {
  const { card } = model
  const part = usePart()
  const { data, plan, weights } = card
  const parameters = Object.entries(card.parameters).map(([key, value]) => `${key} ${String(value)}`)
  const facts: [string, string][] = [
    ['Architecture', [card.architecture, ...parameters].join(', ')],
    ['Made', `${exactTime(card.createdAt)}, in ${duration(card.seconds)} on ${card.backend}`],
    ['From', card.parent === null ? 'a new network' : `the weights of ${card.parent}`],
    [
      'Data',
      `${data.description}; ${count(data.training)} / ${count(data.validation)} / ${count(data.test)} names for training / validation / test, ${counted(data.vetted, 'vetted name')}`,
    ],
    [
      'Plan',
      `${counted(plan.epochs, 'epoch')}${card.epochs === null ? '' : ` (${count(card.epochs.run)} run, the weights of epoch ${count(card.epochs.best)})`}, batch size ${count(plan.batchSize)}, seed ${plan.seed}, a vetted name counts ${Number((data.vettedWeight ?? plan.vettedWeight).toPrecision(3))}`,
    ],
    ['Weights', `${count(weights.count)} numbers, ${bytes(weights.bytes)}, sha256 ${weights.sha256.slice(0, 16)}…`],
    ...data.provenance.map((column): [string, string] => [
      column.title === 'licence' ? 'Licences' : `${column.title[0]!.toUpperCase()}${column.title.slice(1)}s`,
      provenanceText(column),
    ]),
    ['Left out of the data', `${count(data.repeated)} repeated, ${count(data.conflicting)} with both labels`],
    [
      'Thresholds',
      `blocks from ${score(card.thresholds.malicious, 4)}, unsure from ${score(card.thresholds.unsure, 4)}; temperature ${score(card.temperature)}`,
    ],
    ['Thresholds rest on', sentence(restsOnText(card))],
    ['Encoding', card.encoding],
    ['Fingerprint of the data', data.fingerprint],
  ]
  return (
    <div className={styles.run}>
      <div className={styles.done}>
        <div>
          <h2>{visible(card.title)}</h2>
          <p>{serving?.id === card.id ? 'It serves now.' : visible(card.id)}</p>
        </div>
      </div>
      <Judgement metrics={card.metrics} model={model} serving={serving} promoting={promoting} onPromote={onPromote} />
      {part === 'figures' && (
        <dl className={styles.card}>
          {facts.map(([term, text]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{visible(text)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}
