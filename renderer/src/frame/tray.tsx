import { useState, type ReactNode } from 'react'
import type { Progress } from '../../../core/training/run.ts'
import { Button } from '../design/button.tsx'
import { count, duration } from '../design/format.ts'
import { ProgressBar } from '../design/progress-bar.tsx'
import { useAct } from '../wire/call.ts'
import { useEvent } from '../wire/events.ts'
import { useWorkstation } from '../wire/workstation.ts'
import { useAddress } from './address.ts'
import { trainingShare, type RunningTraining } from './training-share.ts'
import { ListFetchTray } from './list-fetch-tray.tsx'
import styles from './tray.module.css'

/** Running work, whatever screen is shown. */
export function Tray(): ReactNode {
  const running = useWorkstation()?.runningTraining ?? null
  const [latest, setLatest] = useState<{ runId: string; progress: Progress } | null>(null)
  const { go } = useAddress()
  const stop = useAct('training.stop')
  useEvent('training.event', (event) => {
    if (event.kind === 'progress') setLatest({ runId: event.runId, progress: event.progress })
  })
  if (running === null) return <ListFetchTray />
  const progress = latest?.runId === running.runId ? latest.progress : null
  return (
    <footer className={styles.tray} aria-label="Running work">
      <ProgressBar label="Training" share={trainingShare(running, progress)} detail={detailOf(running, progress)} />
      <Button tone="quiet" onPress={() => go('training')}>
        Show
      </Button>
      <Button
        tone="quiet"
        pending={stop.pending}
        title="Ends the run and keeps the best weights so far"
        onPress={() => void stop.run({ runId: running.runId })}
      >
        Stop
      </Button>
    </footer>
  )
}

const PHASES: Record<Exclude<Progress['phase'], 'fitting'>, string> = {
  reading: 'reading the data',
  encoding: 'encoding the names',
  measuring: 'measuring',
  saving: 'saving the model',
}

function detailOf(running: RunningTraining, progress: Progress | null): string {
  if (progress !== null && progress.phase !== 'fitting') return PHASES[progress.phase]
  const left = progress?.secondsLeft ?? running.secondsLeft
  const rate = progress?.examplesPerSecond ?? null
  const parts = [
    `epoch ${progress?.epoch ?? running.epoch} of ${running.epochs}`,
    rate === null ? '' : `${count(rate)} names a second`,
    left === null ? '' : `${duration(left)} left`,
  ]
  return parts.filter((part) => part !== '').join(' · ')
}
