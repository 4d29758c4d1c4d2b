import { useDeferredValue, useMemo, type ReactNode } from 'react'
import type { ModelEntry } from '../../../core/registry/card.ts'
import type { ArchitectureView } from '../../../core/training/plan.ts'
import { Button, Segments } from '../design/button.tsx'
import { counted, duration } from '../design/format.ts'
import { CheckBox, NumberField, Select } from '../design/field.tsx'
import { Fault, Loading } from '../design/states.tsx'
import { useKeys } from '../frame/keys.ts'
import { useAct, useCall } from '../wire/call.ts'
import { ArchitectureForm } from './architecture-form.tsx'
import { DataFiles } from './data-files.tsx'
import { checkDraft, PRESETS, presetOf, type Checked, type Draft, type PlanFaults, type PresetName } from './draft.ts'
import styles from './plan.module.css'
import { useDraft } from './use-draft.ts'
import { useInspections } from './use-inspections.ts'

export type PlanFormProps = { models: readonly ModelEntry[]; running: boolean; onStarted: (runId: string) => void }

/** What to train, on what, and how; everything is checked here and how long it takes is said before it starts. */
export function PlanForm({ models, running, onStarted }: PlanFormProps): ReactNode {
  const architectures = useCall('training.architectures', {})
  const [stored, change] = useDraft()
  const usable = useMemo(() => models.flatMap((model) => (model.kind === 'usable' ? [model.card] : [])), [models])
  const draft = useMemo(
    () => withChoices(stored, architectures.value ?? [], usable),
    [stored, architectures.value, usable]
  )
  const inspected = useInspections(draft.files.map((file) => file.path))
  const checked = useMemo(
    () =>
      checkDraft(draft, { architectures: architectures.value ?? [], models: usable.map((card) => card.id), inspected }),
    [draft, architectures.value, usable, inspected]
  )
  const start = useAct('training.start', { quiet: true, onDone: (run) => onStarted(run.id) })
  const begin = () => void (checked.ok && !running && start.run(checked.plan))
  useKeys('Training', { 'Ctrl+Enter': { says: 'Start training', run: begin } })

  if (architectures.fault !== null)
    return <Fault what="The architectures" fault={architectures.fault} retry={() => architectures.retry()} />
  if (architectures.value === undefined) return <Loading what="the architectures" />
  const faults: PlanFaults = checked.ok ? {} : checked.faults
  const number = (field: 'epochs' | 'batchSize' | 'sampleSize' | 'seed' | 'vettedWeight') => ({
    value: draft[field] ?? NaN,
    error: faults[field] ?? null,
    onChange: (value: number) => change({ [field]: Number.isNaN(value) ? null : value }),
  })
  const files = draft.start === 'retrain' && draft.files.length === 0
  return (
    <div className={styles.plan}>
      <div className={styles.fields}>
        <div>
          <Segments
            label="Start from"
            value={draft.start}
            options={[
              { value: 'new', text: 'New network' },
              { value: 'retrain', text: 'Retrain a model' },
            ]}
            onChange={(kind) => change({ start: kind })}
          />
        </div>
        <div className={styles.presets}>
          <Segments<PresetName | 'own'>
            label="Plan"
            value={presetOf(draft) ?? 'own'}
            options={[
              { value: 'quick', text: 'Quick', title: '40,000 names, four epochs' },
              { value: 'full', text: 'Full', title: 'All names, eight epochs' },
              { value: 'own', text: 'Own', title: 'As the fields below say' },
            ]}
            onChange={(name) => name !== 'own' && change(PRESETS[name])}
          />
          <p className={styles.quiet}>{PRESET_HELP[presetOf(draft) ?? 'own']}</p>
        </div>
        {draft.start === 'new' ? (
          <ArchitectureForm draft={draft} all={architectures.value} faults={faults} change={change} />
        ) : (
          <Select
            label="Model"
            value={draft.modelId === '' ? null : draft.modelId}
            options={usable.map((card) => ({ value: card.id, text: card.title, help: card.id }))}
            error={faults['modelId'] ?? null}
            help="Its weights are the start; its architecture and encoding stay."
            onChange={(modelId) => change({ modelId })}
          />
        )}
        <div className={styles.pair}>
          <NumberField label="Epochs" min={1} max={500} {...number('epochs')} />
          <NumberField label="Batch size" min={8} max={8192} step={8} {...number('batchSize')} />
        </div>
        <h3 className={styles.section}>Data</h3>
        <DataFiles
          files={draft.files}
          inspected={inspected}
          faults={faults}
          onChange={(next) => change({ files: next })}
        />
        {files && (
          <p className={styles.quiet}>Without a file the replay sample that ships with the product stands in.</p>
        )}
        <CheckBox checked={draft.wholeSample} onChange={(wholeSample) => change({ wholeSample })}>
          Use all names of the files
        </CheckBox>
        {!draft.wholeSample && (
          <NumberField
            label="Names used"
            help="Over training, validation and test; both labels keep their share"
            min={100}
            step={1000}
            {...number('sampleSize')}
          />
        )}
        <div className={styles.pair}>
          <NumberField
            label="Vetted weight"
            help="Examples that a vetted name counts as; 0 leaves them out"
            min={0}
            max={100}
            digits={1}
            {...number('vettedWeight')}
          />
          <NumberField label="Seed" help="Same seed, same split" min={0} max={2 ** 31 - 1} {...number('seed')} />
        </div>
      </div>
      <footer className={styles.foot}>
        <EstimateLine checked={checked} />
        {start.fault !== null && (
          <p className={styles.fault} role="alert">
            {start.fault.message}
          </p>
        )}
        <Button
          tone="primary"
          shortcut="Ctrl ↵"
          disabled={!checked.ok || running}
          pending={start.pending}
          title={running ? 'One run at a time' : ''}
          onPress={begin}
        >
          Start training
        </Button>
      </footer>
    </div>
  )
}

const PRESET_HELP: Record<PresetName | 'own', string> = {
  quick: 'Minutes: a sample of 40,000 names shows whether the data is worth a full run.',
  full: 'All names of the files; it stops early when validation gets no better.',
  own: 'As the fields below say.',
}

const NO_PLAN = {
  start: { kind: 'retrain' as const, modelId: '' },
  epochs: 1,
  batchSize: 8,
  sampleSize: null,
  seed: 0,
  files: [],
  vettedWeight: 0,
}

function EstimateLine({ checked }: { checked: Checked }): ReactNode {
  const plan = useDeferredValue(checked.ok ? checked.plan : null)
  const estimate = useCall('training.estimate', plan ?? NO_PLAN, { enabled: plan !== null, keep: true })
  const text = (): string => {
    if (!checked.ok) {
      const faults = Object.values(checked.faults)
      const more = faults.length === 1 ? '' : ` (and ${counted(faults.length - 1, 'more', 'more')})`
      return `Before it can start: ${faults[0] ?? ''}${more}`
    }
    if (estimate.fault !== null) return `No estimate: ${estimate.fault.message}`
    if (estimate.value === undefined) return 'Estimating…'
    const { seconds, basis, names, batchesPerEpoch } = estimate.value
    const place = basis === 'another-machine' ? ' on the machine that made the shipped model' : ''
    const time =
      seconds === null ? 'How long it takes is known after a first run' : `About ${duration(seconds)}${place}`
    return `${time} · ${counted(names, 'name')} · ${counted(batchesPerEpoch, 'batch', 'batches')} an epoch`
  }
  return (
    <p className={styles.estimate} aria-live="polite">
      {text()}
    </p>
  )
}

/** Where nothing was chosen, the first architecture and the first model stand. */
function withChoices(
  draft: Draft,
  architectures: readonly ArchitectureView[],
  models: readonly { id: string }[]
): Draft {
  const architecture = architectures.some((one) => one.name === draft.architecture)
    ? draft.architecture
    : (architectures[0]?.name ?? '')
  const modelId = models.some((one) => one.id === draft.modelId) ? draft.modelId : (models[0]?.id ?? '')
  return { ...draft, architecture, modelId }
}
