import { useState, type ReactNode } from 'react'
import type { InterruptedRun } from '../../../core/training/run.ts'
import { Button } from '../design/button.tsx'
import { bytes, counted } from '../design/format.ts'
import { Time } from '../design/time.tsx'
import { visible } from '../design/visible.ts'
import { useAct, useCall } from '../wire/call.ts'
import styles from './interrupted-runs.module.css'

export type InterruptedRunsProps = { running: boolean; onResumed: (runId: string) => void }

/** Runs that broke off with the program or their thread: each goes on, or is thrown away. */
export function InterruptedRuns({ running, onResumed }: InterruptedRunsProps): ReactNode {
  const runs = useCall('training.interrupted', {})
  if (runs.value === undefined || runs.value.length === 0) return null
  return (
    <section className={styles.runs} aria-label="Interrupted runs">
      {runs.value.map((run) => (
        <Interrupted key={run.runId} run={run} running={running} onResumed={onResumed} onDone={runs.retry} />
      ))}
    </section>
  )
}

type Props = { run: InterruptedRun; running: boolean; onResumed: (runId: string) => void; onDone: () => void }

function Interrupted({ run, running, onResumed, onDone }: Props): ReactNode {
  const [asked, setAsked] = useState(false)
  const resume = useAct('training.resume', {
    quiet: true,
    onDone(going) {
      onDone()
      onResumed(going.id)
    },
  })
  const discard = useAct('training.discard', { quiet: true, onDone })
  const fault = run.fault ?? resume.fault?.message ?? discard.fault?.message ?? null
  const { plan, epochs } = run
  return (
    <article className={styles.interrupted}>
      <div className={styles.what}>
        <h3>
          A run broke off {epochs === 0 ? 'in its first epoch' : `after ${epochs} of ${counted(plan.epochs, 'epoch')}`}
        </h3>
        <p>
          {visible(plan.start.kind === 'new' ? plan.start.architecture : `Retraining of ${plan.start.modelId}`)} on{' '}
          {visible(run.description)}
          {run.vetted > 0 && `, ${counted(run.vetted, 'vetted name')}`}; {epochs === 0 ? 'started' : 'saved'}{' '}
          <Time at={run.savedAt} />
          {run.bytes > 0 && `, ${bytes(run.bytes)}`}.{' '}
          {run.fault === null &&
            (epochs === 0
              ? 'No epoch was done, so it begins again.'
              : 'It goes on to the weights that it would have had without the break, as long as its data is unchanged.')}
        </p>
        {fault !== null && (
          <p className={styles.fault} role="alert">
            {visible(fault)}
          </p>
        )}
      </div>
      <div className={styles.actions}>
        {asked ? (
          <>
            <Button tone="danger" pending={discard.pending} onPress={() => void discard.run({ runId: run.runId })}>
              Throw {epochs === 0 ? 'it' : counted(epochs, 'epoch')} away
            </Button>
            <Button tone="quiet" onPress={() => setAsked(false)}>
              Keep it
            </Button>
          </>
        ) : (
          <>
            {run.fault === null && (
              <Button
                tone="primary"
                disabled={running}
                pending={resume.pending}
                title={running ? 'One run at a time' : ''}
                onPress={() => void resume.run({ runId: run.runId })}
              >
                Resume
              </Button>
            )}
            <Button tone="quiet" onPress={() => setAsked(true)}>
              Discard
            </Button>
          </>
        )}
      </div>
    </article>
  )
}
