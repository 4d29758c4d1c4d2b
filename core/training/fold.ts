import { assertNever } from '../system/result.ts'
import type { TrainingPlan } from './plan.ts'
import type { TrainingEvent, TrainingRun } from './run.ts'

/** A run before its first event. */
export function startedRun(id: string, plan: TrainingPlan, startedAt: number): TrainingRun {
  return {
    id,
    plan,
    state: 'running',
    startedAt,
    endedAt: null,
    progress: null,
    sizes: null,
    found: null,
    points: [],
    modelId: null,
    metrics: null,
    message: null,
    notice: null,
    stoppedEarly: false,
  }
}

/** A run's state is the fold of its events; one that has ended stays as it ended. Renderer-safe. */
export function foldRun(run: TrainingRun, event: TrainingEvent, now: number): TrainingRun {
  if (event.runId !== run.id || run.state !== 'running') return run
  switch (event.kind) {
    case 'progress':
      return { ...run, progress: event.progress }
    case 'data':
      return { ...run, sizes: event.sizes, found: event.found }
    case 'point':
      return { ...run, points: [...run.points, event.point] }
    case 'notice':
      return { ...run, notice: event.message }
    case 'finished':
      return {
        ...run,
        state: 'finished',
        endedAt: now,
        modelId: event.modelId,
        metrics: event.metrics,
        stoppedEarly: event.stoppedEarly,
      }
    case 'cancelled':
      return { ...run, state: 'cancelled', endedAt: now }
    case 'failed':
      return { ...run, state: 'failed', endedAt: now, message: event.message }
    default:
      return assertNever(event)
  }
}
