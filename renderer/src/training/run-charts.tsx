import { useDeferredValue, useMemo, type ReactNode } from 'react'
import { LineChart, type LineSeries } from '../charts/line-chart.tsx'
import { percent, score } from '../design/format.ts'
import type { ChartPoint, TrainingRun } from '../../../core/training/run.ts'
import { thinned } from './thinned.ts'
import styles from './run.module.css'

const MOST_POINTS = 600
const HEIGHT = 190

/** Loss and accuracy as they come: a point each few batches, validation after each epoch. */
export function RunCharts({ run }: { run: TrainingRun }): ReactNode {
  const points = useDeferredValue(run.points)
  const loss = useMemo(() => linesOf(points, 'loss', 'validationLoss'), [points])
  const accuracy = useMemo(() => linesOf(points, 'accuracy', 'validationAccuracy'), [points])
  const x = useMemo(() => ({ title: 'epoch', min: 0, max: run.plan.epochs }), [run.plan.epochs])
  const last = points.at(-1)
  const validated = points.findLast((point) => point.validationLoss !== null)
  return (
    <div className={styles.charts}>
      <LineChart
        label="Loss"
        series={loss}
        x={x}
        y={LOSS_AXIS}
        height={HEIGHT}
        summary={`Loss ${score(last?.loss ?? null)} in training, ${score(validated?.validationLoss ?? null)} in validation.`}
      />
      <LineChart
        label="Accuracy"
        series={accuracy}
        x={x}
        y={ACCURACY_AXIS}
        height={HEIGHT}
        summary={`Accuracy ${percent(last?.accuracy ?? null)} in training, ${percent(validated?.validationAccuracy ?? null)} in validation.`}
      />
    </div>
  )
}

const LOSS_AXIS = { title: 'loss', format: (value: number) => score(value) }
const ACCURACY_AXIS = { title: 'accuracy', format: (value: number) => percent(value) }

function linesOf(
  points: readonly ChartPoint[],
  training: 'loss' | 'accuracy',
  validation: 'validationLoss' | 'validationAccuracy'
): LineSeries[] {
  const own = thinned(points, MOST_POINTS).map((point) => ({ x: point.x, y: point[training] }))
  const seen = points.flatMap((point) => (point[validation] === null ? [] : [{ x: point.x, y: point[validation] }]))
  return [
    { label: 'Training', points: own },
    { label: 'Validation', points: seen, dashed: true, marks: true, ink: 1 },
  ]
}
