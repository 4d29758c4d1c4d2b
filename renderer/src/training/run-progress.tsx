import { Square, X } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { Progress, TrainingRun } from '../../../core/training/run.ts'
import { Button } from '../design/button.tsx'
import { count, counted, duration, sentence } from '../design/format.ts'
import { ProgressBar } from '../design/progress-bar.tsx'
import { useNow } from '../design/time.tsx'
import { visible } from '../design/visible.ts'
import { useKeys } from '../frame/keys.ts'
import { useAct } from '../wire/call.ts'
import { FoundData } from './found-data.tsx'
import { shareOf } from './progress-share.ts'
import styles from './run.module.css'

const PHASES: Record<Progress['phase'], string> = {
  reading: 'Reading the data',
  encoding: 'Encoding the names',
  fitting: 'Learning',
  measuring: 'Measuring on all three splits',
  saving: 'Saving the model',
}

/** How far it is, how fast it goes, how long it takes yet, and the two ways to end it. */
export function RunProgress({ run }: { run: TrainingRun }): ReactNode {
  const now = useNow()
  const stop = useAct('training.stop')
  const cancel = useAct('training.cancel')
  const [asked, setAsked] = useState(false)
  const runStop = () => void stop.run({ runId: run.id })
  useKeys('Training', { s: { says: 'Stop and keep the best weights', run: runStop } })
  const { progress, sizes } = run
  return (
    <div className={styles.progress}>
      <ProgressBar
        label={progress === null ? 'Starting' : PHASES[progress.phase]}
        share={shareOf(progress)}
        detail={progress === null ? undefined : detailOf(progress)}
      />
      <dl className={styles.facts}>
        <Fact term="Epoch" value={progress === null ? '–' : `${progress.epoch} of ${progress.epochs}`} />
        <Fact term="Batch" value={progress === null ? '–' : `${count(progress.batch)} of ${count(progress.batches)}`} />
        <Fact
          term="Names a second"
          value={progress?.examplesPerSecond == null ? '–' : count(progress.examplesPerSecond)}
        />
        <Fact term="Time left" value={progress?.secondsLeft == null ? '–' : duration(progress.secondsLeft)} />
        <Fact term="Running for" value={duration((Math.max(now, run.startedAt) - run.startedAt) / 1000)} />
        <Fact
          term="Training / validation / test"
          value={sizes === null ? '–' : [sizes.training, sizes.validation, sizes.test].map(count).join(' / ')}
        />
      </dl>
      {run.notice !== null && (
        <p className={styles.notice} role="status">
          {sentence(visible(run.notice))}.
        </p>
      )}
      <div className={styles.ends}>
        {asked ? (
          <>
            <span>
              Throws {counted(Math.max(0, (progress?.epoch ?? 1) - 1), 'epoch')} of work away. The serving model stays.
            </span>
            <Button tone="danger" pending={cancel.pending} onPress={() => void cancel.run({ runId: run.id })}>
              Cancel the run
            </Button>
            <Button tone="quiet" onPress={() => setAsked(false)}>
              Go on
            </Button>
          </>
        ) : (
          <>
            <Button
              shortcut="s"
              pending={stop.pending}
              title="Ends the run and keeps the best weights so far"
              onPress={runStop}
            >
              <Square size={12} aria-hidden /> Stop, keep the best
            </Button>
            <Button tone="quiet" title="Ends the run and keeps nothing" onPress={() => setAsked(true)}>
              <X size={13} aria-hidden /> Cancel
            </Button>
          </>
        )}
      </div>
      {run.found !== null && <FoundData found={run.found} />}
    </div>
  )
}

function Fact({ term, value }: { term: string; value: string }): ReactNode {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function detailOf(progress: Progress): string {
  if (progress.names !== null) return `${counted(progress.names, 'name')} so far`
  const share = shareOf(progress)
  return share === null ? '' : `${Math.floor(share * 100)} %`
}
