import type { CSSProperties, ReactNode } from 'react'
import type { Confusion } from '../../../core/training/metrics-view.ts'
import { count, percent } from '../design/format.ts'
import { confusionCells, type ConfusionCell } from './figures.ts'
import styles from './outcome.module.css'

/** Counts at probability 0.5, each with its share of the row. */
export function ConfusionMatrix({ title, confusion }: { title: string; confusion: Confusion }): ReactNode {
  const cells = confusionCells(confusion)
  const total = confusion.truePositive + confusion.falsePositive + confusion.trueNegative + confusion.falseNegative
  return (
    <table className={styles.confusion}>
      <caption>
        {title} <span>{count(total)} names</span>
      </caption>
      <thead>
        <tr>
          <td />
          <th scope="col">says benign</th>
          <th scope="col">says malicious</th>
        </tr>
      </thead>
      <tbody>
        {(['benign', 'malicious'] as const).map((actual) => (
          <tr key={actual}>
            <th scope="row">is {actual}</th>
            {cells[actual].map((cell) => (
              <Cell key={cell.says} cell={cell} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cell({ cell }: { cell: ConfusionCell }): ReactNode {
  const style = { '--share': `${((cell.share ?? 0) * 60).toFixed(1)}%` } as CSSProperties
  return (
    <td style={style} data-right={cell.right} title={`${count(cell.count)} ${cell.says}`}>
      <strong>{count(cell.count)}</strong>
      <span>{percent(cell.share, 2)}</span>
    </td>
  )
}
