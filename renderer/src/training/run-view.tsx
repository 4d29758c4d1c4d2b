import type { ReactNode } from 'react'
import type { ModelCard } from '../../../core/registry/card.ts'
import type { TrainingRun } from '../../../core/training/run.ts'
import { assertNever } from '../../../core/system/result.ts'
import { Button } from '../design/button.tsx'
import { duration } from '../design/format.ts'
import { Empty } from '../design/states.tsx'
import { Time } from '../design/time.tsx'
import { visible } from '../design/visible.ts'
import { FoundData } from './found-data.tsx'
import { Judgement, usePart } from './judgement.tsx'
import type { KnownModel } from './known-model.ts'
import { RunCharts } from './run-charts.tsx'
import { RunProgress } from './run-progress.tsx'
import styles from './run.module.css'

export type RunViewProps = {
  run: TrainingRun
  /** The model that came of it, once the registry has it. */
  made: KnownModel | null
  serving: ModelCard | null
  promoting: boolean
  onPromote: (id: string, note?: string) => void
}

/** One run, from its first batch to its figures. */
export function RunView({ run, made, serving, promoting, onPromote }: RunViewProps): ReactNode {
  const part = usePart()
  return (
    <div className={styles.run}>
      <Head run={run} made={made} serving={serving} promoting={promoting} onPromote={onPromote} />
      {run.metrics !== null && (
        <Judgement metrics={run.metrics} model={made} serving={serving} promoting={promoting} onPromote={onPromote} />
      )}
      {run.points.length > 0
        ? (made === null || part === 'figures') && <RunCharts run={run} />
        : run.state === 'running' && <p className={styles.soon}>The curves begin with the first batches.</p>}
      {run.state !== 'running' && run.found !== null && part === 'figures' && <FoundData found={run.found} />}
    </div>
  )
}

function Head({ run, made, serving, promoting, onPromote }: RunViewProps): ReactNode {
  const part = usePart()
  switch (run.state) {
    case 'running':
      return <RunProgress run={run} />
    case 'finished': {
      const serves = serving !== null && serving.id === run.modelId
      const took = duration(((run.endedAt ?? run.startedAt) - run.startedAt) / 1000)
      return (
        <div className={styles.done}>
          <div>
            <h2>{visible(made?.card.title ?? run.modelId ?? '')}</h2>
            <p>
              {run.modelId}. {run.stoppedEarly ? 'Stopped early with the best weights' : 'Finished'} after {took},{' '}
              <Time at={run.endedAt} />.{' '}
              {serves ? 'It serves now.' : 'It does not serve yet: compare it, then promote it.'}
            </p>
          </div>
          {/* Beside the gate's own button there is no second one. */}
          {run.modelId !== null && !serves && part !== 'compare' && (
            <Button
              tone="primary"
              pending={promoting}
              title="From then on it scores every name; the model that serves now can be taken back at any time"
              onPress={() => run.modelId !== null && onPromote(run.modelId)}
            >
              Promote
            </Button>
          )}
        </div>
      )
    }
    case 'cancelled':
      return <Empty title="The run was cancelled">Nothing of it was kept; the serving model is as it was.</Empty>
    case 'failed':
      return (
        <div className={styles.failed} role="alert">
          <h2>The run failed</h2>
          <p>{visible(run.message ?? 'The trainer gave no reason.')}</p>
          <p>The serving model is as it was. The plan on the left is still there: change it and start again.</p>
        </div>
      )
    default:
      return assertNever(run.state)
  }
}
