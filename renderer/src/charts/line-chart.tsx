import type { ChartOptions } from 'chart.js'
import { useId, useMemo, type ReactNode } from 'react'
import { Line } from 'react-chartjs-2'
import type { VerdictKind } from '../../../core/verdict/verdict.ts'
import styles from './charts.module.css'
import { useInk, type Ink } from './ink.ts'
import './register.ts'

export type LineSeries = {
  label: string
  points: readonly { x: number; y: number }[]
  /** Such as validation beside training. */
  dashed?: boolean
  /** Draws a mark at each point: for few points. */
  marks?: boolean
  /** Points without a line between them, drawn larger. */
  lone?: boolean
  /** Index into the ink's series, or what it is about; the position of the series when left out. */
  ink?: number | VerdictKind
}

export type LineChartProps = {
  label: string
  series: readonly LineSeries[]
  x: AxisProps
  y: AxisProps
  height: number
  /** What the drawing says, for those who do not see it. */
  summary: string
}

export type AxisProps = {
  title: string
  min?: number
  max?: number
  format?: (value: number) => string
  /** Powers of ten at even distances; no value may be 0. */
  logarithmic?: boolean
}

/** Values over a number: a training run's loss, a precision-recall curve. The legend is text, above. */
export function LineChart({ label, series, x, y, height, summary }: LineChartProps): ReactNode {
  const ink = useInk()
  const said = useId()
  const data = useMemo(() => ({ datasets: series.map((one, index) => lineOf(one, index, ink)) }), [series, ink])
  const options = useMemo(() => optionsOf(x, y, ink), [x, y, ink])
  return (
    <figure className={styles.figure} aria-label={label} aria-describedby={said}>
      <ul className={styles.legend}>
        {series.map((one, index) => (
          <li key={one.label}>
            <span
              className={one.lone === true ? styles.dot : styles.stroke}
              data-dashed={one.dashed === true || undefined}
              style={{ color: colourOf(one, index, ink) }}
              aria-hidden
            />
            {one.label}
          </li>
        ))}
      </ul>
      <div className={styles.holder} style={{ height }}>
        <Line data={data} options={options} aria-hidden />
      </div>
      <figcaption id={said} className="visually-hidden">
        {summary}
      </figcaption>
    </figure>
  )
}

function colourOf(series: LineSeries, index: number, ink: Ink): string {
  if (typeof series.ink === 'string') return ink.verdicts[series.ink]
  return ink.series[(series.ink ?? index) % ink.series.length] ?? ink.accent
}

function lineOf(series: LineSeries, index: number, ink: Ink) {
  const colour = colourOf(series, index, ink)
  return {
    label: series.label,
    data: [...series.points],
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 1.75,
    showLine: series.lone !== true,
    borderDash: series.dashed === true ? [5, 4] : [],
    pointRadius: series.lone === true ? 5 : series.marks === true ? 2.5 : 0,
    pointHoverRadius: series.lone === true ? 6 : 4,
    pointHitRadius: 6,
    tension: 0,
  }
}

/** Charts that stand under each other begin at one place, whatever their numbers look like. */
const Y_WIDTH = 74

function optionsOf(x: AxisProps, y: AxisProps, ink: Ink): ChartOptions<'line'> {
  return {
    parsing: false,
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    scales: {
      x: x.logarithmic === true ? { type: 'logarithmic', ...axisOf(x, ink) } : { type: 'linear', ...axisOf(x, ink) },
      y: {
        type: 'linear',
        ...axisOf(y, ink),
        afterFit: (scale) => void (scale.width = Math.max(scale.width, Y_WIDTH)),
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
        callbacks: {
          title: (items) => `${x.title} ${(x.format ?? String)(items[0]?.parsed.x ?? 0)}`,
          label: (item) => `${item.dataset.label ?? ''}: ${(y.format ?? String)(item.parsed.y ?? 0)}`,
        },
      },
    },
  }
}

function axisOf(axis: AxisProps, ink: Ink) {
  const { format, min, max, logarithmic = false } = axis
  return {
    title: { display: true, text: axis.title, color: ink.faint, font: { size: 11 } },
    grid: { color: ink.line },
    border: { display: false },
    ticks: {
      color: ink.faint,
      maxRotation: 0,
      maxTicksLimit: 7,
      ...(format === undefined
        ? {}
        : {
            callback: (value: number | string) =>
              logarithmic && !isPowerOfTen(Number(value)) ? null : format(Number(value)),
          }),
    },
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  }
}

function isPowerOfTen(value: number): boolean {
  const power = Math.log10(value)
  return Math.abs(power - Math.round(power)) < 1e-9
}
