import type { ReactNode } from 'react'
import type { CalibrationBin } from '../../../core/training/curves-view.ts'
import { count, percent } from '../design/format.ts'
import styles from './curves.module.css'

/** The calibration plot in figures: a bin with few names tells little. */
export function CalibrationBins({ bins }: { bins: readonly CalibrationBin[] }): ReactNode {
  return (
    <details className={styles.bins}>
      <summary>The bins in figures</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Predicted</th>
            <th scope="col">Names</th>
            <th scope="col">Mean predicted</th>
            <th scope="col">Malicious</th>
          </tr>
        </thead>
        <tbody>
          {bins.map((bin) => (
            <tr key={bin.from}>
              <th scope="row">
                {percent(bin.from, 0)} to {percent(bin.to, 0)}
              </th>
              <td>{count(bin.count)}</td>
              <td>{percent(bin.meanPredicted)}</td>
              <td>{percent(bin.observedShare)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
