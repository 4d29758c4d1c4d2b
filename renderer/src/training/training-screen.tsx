import { useEffect, useEffectEvent, type ReactNode } from 'react'
import type { ModelCard, ModelEntry } from '../../../core/registry/card.ts'
import type { TrainingRun } from '../../../core/training/run.ts'
import { Select } from '../design/field.tsx'
import { clockTime } from '../design/format.ts'
import { Panel } from '../design/panel.tsx'
import { Empty, Fault, Loading } from '../design/states.tsx'
import { useAddress } from '../frame/address.ts'
import { useCall } from '../wire/call.ts'
import type { KnownModel } from './known-model.ts'
import { InterruptedRuns } from './interrupted-runs.tsx'
import { ModelView } from './model-view.tsx'
import { PlanForm } from './plan-form.tsx'
import { Registry } from './registry.tsx'
import { RunView } from './run-view.tsx'
import styles from './training.module.css'
import { usePromotion } from './use-promotion.ts'
import { useRuns } from './use-runs.ts'

const NO_MODELS: ModelEntry[] = []
const NO_RUNS: TrainingRun[] = []

/** The plan, the run, the registry: a model is taught, judged and promoted without leaving the screen. */
export function TrainingScreen(): ReactNode {
  const { params, set } = useAddress()
  const runs = useRuns()
  const models = useCall('models.all', {})
  const entries = models.value ?? NO_MODELS
  const all = runs.value ?? NO_RUNS
  const known = entries.filter((model): model is KnownModel => model.kind === 'usable')
  const serving = known.find((model) => model.serving)?.card ?? null
  const { promote, promoting } = usePromotion(serving)
  const running = all.some((run) => run.state === 'running')
  const run = all.find((one) => one.id === params['run']) ?? all[0] ?? null
  const modelOf = (id: string | null | undefined) => known.find(({ card }) => card.id === id) ?? null
  const model = modelOf(params['model'])
  const showRun = (id: string) => set({ run: id, model: null }, { replace: true })

  // The finished model is in the registry by now.
  const finished = run?.state === 'finished' ? run.modelId : null
  const refresh = useEffectEvent(() => {
    if (finished !== null && modelOf(finished) === null) models.retry()
  })
  useEffect(() => refresh(), [finished])

  return (
    <div className={styles.screen}>
      <Panel title="Plan" fill flush>
        <PlanForm models={entries} running={running} onStarted={showRun} />
      </Panel>
      <Panel
        title={model === null ? 'Run' : 'Model'}
        fill
        aside={<RunChoice runs={all} shown={model === null ? (run?.id ?? null) : null} onShow={showRun} />}
      >
        <InterruptedRuns running={running} onResumed={showRun} />
        <Centre
          runs={runs}
          run={run}
          model={model}
          made={modelOf(run?.modelId)}
          serving={serving}
          promoting={promoting}
          onPromote={promote}
        />
      </Panel>
      <Panel title="Models" fill flush>
        {models.fault !== null ? (
          <Fault what="The models" fault={models.fault} retry={() => models.retry()} />
        ) : models.value === undefined ? (
          <Loading what="the models" />
        ) : (
          <Registry
            models={entries}
            shown={model?.card.id ?? null}
            promoting={promoting}
            onShow={(id) => set({ model: id }, { replace: true })}
            onPromote={promote}
          />
        )}
      </Panel>
    </div>
  )
}

type CentreProps = {
  runs: ReturnType<typeof useRuns>
  run: TrainingRun | null
  /** Chosen in the registry. */
  model: KnownModel | null
  /** What the run made. */
  made: KnownModel | null
  serving: ModelCard | null
  promoting: boolean
  onPromote: (id: string, note?: string) => void
}

function Centre({ runs, run, model, made, serving, promoting, onPromote }: CentreProps): ReactNode {
  if (model !== null) {
    return <ModelView model={model} serving={serving} promoting={promoting} onPromote={onPromote} />
  }
  if (runs.fault !== null) return <Fault what="The runs" fault={runs.fault} retry={() => runs.retry()} />
  if (runs.value === undefined) return <Loading what="the runs" />
  if (run === null) {
    return (
      <Empty title="Nothing was trained since the start">
        Choose a file of labelled names on the left, look at what was found in it, and start. The model that serves
        keeps serving, and DNS keeps answering, while another one learns.
      </Empty>
    )
  }
  return <RunView run={run} made={made} serving={serving} promoting={promoting} onPromote={onPromote} />
}

const STATES: Record<TrainingRun['state'], string> = {
  running: 'running',
  finished: 'finished',
  cancelled: 'cancelled',
  failed: 'failed',
}

function RunChoice({
  runs,
  shown,
  onShow,
}: {
  runs: readonly TrainingRun[]
  shown: string | null
  onShow: (id: string) => void
}): ReactNode {
  if (runs.length === 0 || (runs.length === 1 && shown !== null)) return null
  const options = runs.map((run) => ({ value: run.id, text: `${clockTime(run.startedAt)}, ${STATES[run.state]}` }))
  return (
    <div className={styles.choice}>
      <Select label="Run" hideLabel value={shown} placeholder="Show a run" options={options} onChange={onShow} />
    </div>
  )
}
