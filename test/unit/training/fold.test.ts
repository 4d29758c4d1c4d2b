import { expect, test } from 'vitest'
import { foldRun, startedRun } from '../../../core/training/fold.ts'
import type { TrainingPlan } from '../../../core/training/plan.ts'
import type { TrainingEvent } from '../../../core/training/run.ts'

const plan: TrainingPlan = {
  start: { kind: 'new', architecture: 'ngram-linear', parameters: {} },
  epochs: 2,
  batchSize: 32,
  sampleSize: null,
  seed: 1,
  files: [],
  vettedWeight: 1,
}
const start = startedRun('run-1', plan, 1000)
const point = (x: number): TrainingEvent => ({
  kind: 'point',
  runId: 'run-1',
  point: { x, loss: 0.5, accuracy: 0.8, validationLoss: null, validationAccuracy: null },
})
const fold = (...events: TrainingEvent[]) => events.reduce((run, event) => foldRun(run, event, 2000), start)

test('points gather in the order in which they come', () => {
  expect(fold(point(0.5), point(1)).points.map(({ x }) => x)).toEqual([0.5, 1])
})

test('a run that has ended stays as it ended', () => {
  const failed = fold(point(1), { kind: 'failed', runId: 'run-1', message: 'the disk is full' }, point(2), {
    kind: 'cancelled',
    runId: 'run-1',
  })
  expect(failed).toMatchObject({ state: 'failed', message: 'the disk is full', endedAt: 2000 })
  expect(failed.points).toHaveLength(1)
})

test('events of another run change nothing', () => {
  expect(fold({ kind: 'cancelled', runId: 'run-2' })).toEqual(start)
})

test('folding leaves the run before as it was', () => {
  const before = structuredClone(start)
  fold(point(1), { kind: 'cancelled', runId: 'run-1' })
  expect(start).toEqual(before)
})
