import type { Progress } from '../../../core/training/run.ts'

export type RunningTraining = { epoch: number; epochs: number; secondsLeft: number | null }

/** Epochs count from 1 while they run; before the first one there is nothing to measure. */
export function trainingShare(running: RunningTraining, progress: Progress | null): number | null {
  if (progress === null) return running.epoch === 0 ? null : (running.epoch - 1) / running.epochs
  if (progress.phase !== 'fitting') return null
  const inside = progress.batches === 0 ? 0 : progress.batch / progress.batches
  return Math.max(0, progress.epoch - 1 + inside) / progress.epochs
}
