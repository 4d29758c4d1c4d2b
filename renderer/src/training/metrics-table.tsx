import type { ReactNode } from 'react'
import type { AllMetrics } from '../../../core/training/metrics-view.ts'
import { changeOf, METRICS, SPLITS, type MetricRow } from './figures.ts'
import styles from './outcome.module.css'

export type Rival = { title: string; metrics: AllMetrics; sameData: boolean }

/** Every figure of the three splits, and the serving model's on its own test split beside them. */
export function MetricsTable({ metrics, rival }: { metrics: AllMetrics; rival: Rival | null }): ReactNode {
  return (
    <>
      <table className={styles.metrics}>
        <thead>
          <tr>
            <td />
            {SPLITS.map((split) => (
              <th key={split.key} scope="col">
                {split.title}
              </th>
            ))}
            {rival !== null && (
              <>
                <th scope="col" className={styles.rival} title={rival.title}>
                  Serving, test
                </th>
                <th scope="col">Change</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {METRICS.map((row) => (
            <tr key={row.key}>
              <th scope="row" title={row.help}>
                {row.title}
              </th>
              {SPLITS.map((split) => (
                <td key={split.key}>{row.format(metrics[split.key][row.key])}</td>
              ))}
              {rival !== null && <Against row={row} metrics={metrics} rival={rival} />}
            </tr>
          ))}
        </tbody>
      </table>
      {rival !== null && !rival.sameData && (
        <p className={styles.caution}>
          {rival.title} was measured on the test split of other data: the change shows a direction, not a proof.
        </p>
      )}
    </>
  )
}

function Against({ row, metrics, rival }: { row: MetricRow; metrics: AllMetrics; rival: Rival }): ReactNode {
  const change = changeOf(row, metrics.test, rival.metrics.test)
  return (
    <>
      <td className={styles.rival}>{row.format(rival.metrics.test[row.key])}</td>
      <td className={change?.good === true ? styles.better : change?.good === false ? styles.worse : undefined}>
        {change?.text ?? ''}
      </td>
    </>
  )
}
