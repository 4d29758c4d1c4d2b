import type { ChartOptions } from 'chart.js'
import { useId, useMemo, useRef, type ReactNode } from 'react'
import { Bar } from 'react-chartjs-2'
import { count } from '../design/format.ts'
import { VERDICT_ORDER, VERDICT_WORDS } from '../design/verdict-words.ts'
import styles from './charts.module.css'
import { BUCKET_MS, bucketLabel, bucketTitle, bucketTotal, summary, type Bucket, type BucketPeriod } from './buckets.ts'
import { useInk, type Ink } from './ink.ts'
import './register.ts'
import { useDragRange } from './use-drag-range.ts'

export type BarTimelineProps = {
  /** What is counted, for the figure's name. */
  label: string
  /** Without a gap, oldest first. */
  buckets: readonly Bucket[]
  period: BucketPeriod
  height: number
  /** Dragging over the bars gives the range from the first bucket's start to the last one's end. */
  onZoom?: (from: number, to: number) => void
}

/** Answers over time, stacked by verdict. */
export function BarTimeline({ label, buckets, period, height, onZoom }: BarTimelineProps): ReactNode {
  const ink = useInk()
  const holder = useRef<HTMLDivElement>(null)
  const said = useId()
  const data = useMemo(() => stack(buckets, ink), [buckets, ink])
  const options = useMemo(() => optionsOf(buckets, period, ink), [buckets, period, ink])
  const drag = useDragRange(holder, buckets.length, (first, last) => {
    const [from, to] = [buckets[first], buckets[last]]
    if (from !== undefined && to !== undefined) onZoom?.(from.start, to.start + BUCKET_MS[period])
  })
  return (
    <figure className={styles.figure} aria-label={label} aria-describedby={said}>
      <div
        ref={holder}
        className={styles.holder}
        style={{ height }}
        {...(onZoom === undefined ? {} : drag.handlers)}
        data-zooms={onZoom !== undefined || undefined}
      >
        <Bar data={data} options={options} aria-hidden />
        {drag.selected !== null && <div className={styles.selection} style={drag.selected} />}
      </div>
      <figcaption id={said} className="visually-hidden">
        {summary(buckets, period)}
      </figcaption>
    </figure>
  )
}

function stack(buckets: readonly Bucket[], ink: Ink) {
  const dense = buckets.length > 240
  return {
    labels: buckets.map((bucket) => bucket.start),
    datasets: VERDICT_ORDER.map((kind) => ({
      label: VERDICT_WORDS[kind],
      data: buckets.map((bucket) => bucket.counts[kind] ?? 0),
      backgroundColor: ink.verdicts[kind],
      hoverBackgroundColor: ink.verdicts[kind],
      categoryPercentage: 1,
      barPercentage: dense ? 1 : 0.86,
      maxBarThickness: 96,
    })),
  }
}

function optionsOf(buckets: readonly Bucket[], period: BucketPeriod, ink: Ink): ChartOptions<'bar'> {
  const span = (buckets.at(-1)?.start ?? 0) - (buckets[0]?.start ?? 0)
  const startOf = (index: number) => buckets[index]?.start ?? 0
  return {
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: {
        stacked: true,
        grid: { display: false },
        border: { color: ink.line },
        ticks: {
          color: ink.faint,
          maxRotation: 0,
          autoSkipPadding: 24,
          callback: (_value, index) => bucketLabel(startOf(index), period, span),
        },
      },
      y: {
        stacked: true,
        beginAtZero: true,
        suggestedMax: 4,
        grid: { color: ink.line },
        border: { display: false },
        ticks: { color: ink.faint, maxTicksLimit: 4, precision: 0, callback: (value) => count(Number(value)) },
      },
    },
    plugins: {
      tooltip: {
        backgroundColor: ink.raised,
        borderColor: ink.line,
        borderWidth: 1,
        titleColor: ink.text,
        bodyColor: ink.text,
        boxWidth: 8,
        boxHeight: 8,
        filter: (item) => item.parsed.y !== 0,
        itemSort: (a, b) => b.datasetIndex - a.datasetIndex,
        callbacks: {
          title: (items) => titleOf(buckets[items[0]?.dataIndex ?? -1], period),
          label: (item) => `${item.dataset.label ?? ''}: ${count(item.parsed.y ?? 0)}`,
        },
      },
    },
  }
}

function titleOf(bucket: Bucket | undefined, period: BucketPeriod): string {
  return bucket === undefined ? '' : `${bucketTitle(bucket.start, period)}: ${count(bucketTotal(bucket))}`
}
