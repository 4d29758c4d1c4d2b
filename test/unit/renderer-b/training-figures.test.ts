import { describe, expect, it } from 'vitest'
import type { SplitMetrics } from '../../../core/training/metrics-view.ts'
import { changeOf, confusionCells, METRICS, type MetricKey } from '../../../renderer/src/training/figures.ts'
import { shareOf } from '../../../renderer/src/training/progress-share.ts'
import { thinned } from '../../../renderer/src/training/thinned.ts'

const metrics: SplitMetrics = {
  names: 100,
  confusion: { truePositive: 40, falsePositive: 5, trueNegative: 45, falseNegative: 10 },
  accuracy: 0.85,
  precision: 0.8889,
  recall: 0.8,
  f1: 0.8421,
  falsePositiveRate: 0.1,
  auc: 0.93,
  recallAt1: 0.5,
  recallAt01: null,
  loss: 0.31,
  ece: 0.02,
}

function change(key: MetricKey, ours: number | null) {
  const row = METRICS.find((one) => one.key === key)
  if (row === undefined) throw new Error(`no row for ${key}`)
  return changeOf(row, { ...metrics, [key]: ours }, metrics)
}

describe('a confusion matrix', () => {
  it('gives each count its share of the names of that kind', () => {
    const cells = confusionCells(metrics.confusion)
    expect(cells.benign.map(({ count, share }) => [count, share])).toEqual([
      [45, 0.9],
      [5, 0.1],
    ])
    expect(cells.malicious.map(({ count, share, right }) => [count, share, right])).toEqual([
      [10, 0.2, false],
      [40, 0.8, true],
    ])
  })

  it('has no share where a split has no name of that kind', () => {
    const one = confusionCells({ truePositive: 0, falsePositive: 1, trueNegative: 3, falseNegative: 0 })
    expect(one.malicious.map((cell) => cell.share)).toEqual([null, null])
  })
})

describe('a figure beside the serving model’s', () => {
  it('is better when it is higher, or lower where low is good', () => {
    expect(change('auc', 0.94)).toEqual({ text: '+0.0100', good: true })
    expect(change('falsePositiveRate', 0.08)).toEqual({ text: '−2.00 %', good: true })
    expect(change('loss', 0.4)).toEqual({ text: '+0.0900', good: false })
  })

  it('is the same when the shown digits are', () => {
    expect(change('auc', 0.930_000_01)).toEqual({ text: '=', good: null })
  })

  it('is not compared where one has none, nor by its number of names', () => {
    expect(change('recallAt01', 0.2)).toBeNull()
    expect(change('names', 200)).toBeNull()
  })
})

describe('the progress of a run', () => {
  const progress = {
    phase: 'fitting' as const,
    names: null,
    epoch: 2,
    epochs: 4,
    batch: 5,
    batches: 10,
    examplesPerSecond: null,
    secondsLeft: null,
  }

  it('counts whole epochs and the batches of the running one', () => {
    expect(shareOf(progress)).toBe(0.375)
  })

  it('is not known while it reads, measures or has not begun', () => {
    expect(shareOf(null)).toBeNull()
    expect(shareOf({ ...progress, phase: 'measuring' })).toBeNull()
  })
})

describe('a curve of many points', () => {
  it('is thinned evenly and keeps its ends', () => {
    const points = Array.from({ length: 1000 }, (_, i) => i)
    const few = thinned(points, 11)
    expect(few).toHaveLength(11)
    expect([few[0], few.at(-1)]).toEqual([0, 999])
    expect(thinned([1, 2], 11)).toEqual([1, 2])
  })
})
