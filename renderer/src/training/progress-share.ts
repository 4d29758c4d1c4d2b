import type { Progress } from '../../../core/training/run.ts'

/** Null where the length of a phase is not known. */
export function shareOf(progress: Progress | null): number | null {
  if (progress === null || progress.phase !== 'fitting' || progress.epochs === 0) return null
  const inside = progress.batches === 0 ? 0 : progress.batch / progress.batches
  return Math.min(1, Math.max(0, progress.epoch - 1 + inside) / progress.epochs)
}
