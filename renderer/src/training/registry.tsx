import { useState, type ReactNode } from 'react'
import type { ModelCard, ModelEntry } from '../../../core/registry/card.ts'
import { Button } from '../design/button.tsx'
import { percent, score } from '../design/format.ts'
import { Empty } from '../design/states.tsx'
import { Time } from '../design/time.tsx'
import { visible } from '../design/visible.ts'
import { PathField } from '../files/path-field.tsx'
import { useAct } from '../wire/call.ts'
import styles from './registry.module.css'

export type RegistryProps = {
  models: readonly ModelEntry[]
  /** The model whose figures are shown. */
  shown: string | null
  promoting: boolean
  onShow: (id: string) => void
  onPromote: (id: string) => void
}

/** Every model that is here: which one serves, which could, and which are refused and why. */
export function Registry({ models, shown, promoting, onShow, onPromote }: RegistryProps): ReactNode {
  return (
    <div className={styles.registry}>
      <ol className={styles.models}>
        {models.length === 0 && (
          <li>
            <Empty title="No model is here">Train one, or import a model folder.</Empty>
          </li>
        )}
        {models.map((model) =>
          model.kind === 'refused' ? (
            <li key={model.id} className={styles.model}>
              <Refused id={model.id} reason={model.reason} />
            </li>
          ) : (
            <li
              key={model.card.id}
              className={styles.model}
              data-serving={model.serving || undefined}
              data-shown={model.card.id === shown || undefined}
            >
              <Usable model={model} promoting={promoting} onShow={onShow} onPromote={onPromote} />
            </li>
          )
        )}
      </ol>
      <Import />
    </div>
  )
}

type UsableProps = {
  model: Extract<ModelEntry, { kind: 'usable' }>
  promoting: boolean
  onShow: (id: string) => void
  onPromote: (id: string) => void
}

function Usable({ model: { card, serving, shipped, changed }, promoting, onShow, onPromote }: UsableProps): ReactNode {
  return (
    <>
      <div className={styles.head}>
        <button
          type="button"
          className={styles.title}
          title={`Show the figures of ${card.id}`}
          onClick={() => onShow(card.id)}
        >
          {visible(card.title)}
        </button>
        {serving && <strong className={styles.serves}>serves</strong>}
        {changed !== null && <span className={styles.shipped}>thresholds changed</span>}
        {shipped && <span className={styles.shipped}>shipped</span>}
      </div>
      <p className={styles.origin}>
        {origin(card)} · <Time at={card.createdAt} />
      </p>
      <dl className={styles.figures}>
        <Figure term="AUC" value={score(card.metrics.test.auc, 4)} />
        <Figure term="Recall at 1 %" value={percent(card.metrics.test.recallAt1)} />
        <Figure term="at 0.1 %" value={percent(card.metrics.test.recallAt01)} />
      </dl>
      {!serving && (
        <div className={styles.actions}>
          <Button pending={promoting} title="From then on it scores every name" onPress={() => onPromote(card.id)}>
            Let it serve
          </Button>
          {!shipped && <Remove id={card.id} what="Its weights and its card go for good." />}
        </div>
      )}
    </>
  )
}

function Refused({ id, reason }: { id: string; reason: string }): ReactNode {
  return (
    <>
      <div className={styles.head}>
        <strong>{visible(id)}</strong>
        <span className={styles.refused}>refused</span>
      </div>
      <p className={styles.reason}>{visible(reason)}</p>
      <div className={styles.actions}>
        <Remove id={id} what="Its folder goes for good." />
      </div>
    </>
  )
}

function Remove({ id, what }: { id: string; what: string }): ReactNode {
  const [asked, setAsked] = useState(false)
  const remove = useAct('models.remove')
  if (!asked) {
    return (
      <Button tone="quiet" onPress={() => setAsked(true)}>
        Remove
      </Button>
    )
  }
  return (
    <span className={styles.sure}>
      {what}
      <Button tone="danger" pending={remove.pending} onPress={() => void remove.run({ id })}>
        Remove it
      </Button>
      <Button tone="quiet" onPress={() => setAsked(false)}>
        Keep it
      </Button>
    </span>
  )
}

function Import(): ReactNode {
  const [path, setPath] = useState('')
  const add = useAct('models.import', { quiet: true, onDone: () => setPath('') })
  const run = (chosen: string) => void (chosen !== '' && add.run({ path: chosen }))
  return (
    <div className={styles.import}>
      <PathField
        label="Import a model folder"
        title="Choose a model folder"
        value={path}
        error={add.fault?.message ?? null}
        onChange={(next) => {
          setPath(next)
          add.reset()
        }}
        onChosen={([chosen = '']) => {
          setPath(chosen)
          run(chosen)
        }}
      >
        <Button disabled={path.trim() === ''} pending={add.pending} onPress={() => run(path.trim())}>
          Import
        </Button>
      </PathField>
    </div>
  )
}

function Figure({ term, value }: { term: string; value: string }): ReactNode {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function origin(card: ModelCard): string {
  return card.parent === null ? card.id : `${card.id}, from ${card.parent}`
}
