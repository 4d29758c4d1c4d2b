import type { ReactNode } from 'react'
import type { Thresholds } from '../../../core/model/calibration.ts'
import type { Confusion } from '../../../core/training/metrics-view.ts'
import { count, percent } from '../design/format.ts'
import { Fault } from '../design/states.tsx'
import { useCall } from '../wire/call.ts'
import { ratesOf } from './curve-points.ts'
import type { KnownModel } from './known-model.ts'
import { NoScores } from './no-scores.tsx'
import styles from './thresholds.module.css'

/** What the thresholds give on the test split: names that the model has not learnt. */
export function ThresholdRates({ model, thresholds }: { model: KnownModel; thresholds: Thresholds }): ReactNode {
  const rates = useCall('models.rates', { id: model.card.id, split: 'test', thresholds }, { keep: true })
  if (rates.fault?.kind === 'unavailable') return <NoScores why={rates.fault.message} metrics={model.card.metrics} />
  if (rates.fault !== null) return <Fault what="The rates" fault={rates.fault} retry={rates.retry} />
  return (
    <section>
      <h3 className={styles.title}>On the test names</h3>
      <table className={styles.rates} aria-live="polite">
        <thead>
          <tr>
            <td />
            <th scope="col">Recall</th>
            <th scope="col">False-positive rate</th>
            <th scope="col">Precision</th>
          </tr>
        </thead>
        <tbody>
          <Row title="Blocked" confusion={rates.value?.malicious ?? null} />
          <Row title="Blocked or unsure" confusion={rates.value?.unsure ?? null} />
        </tbody>
      </table>
    </section>
  )
}

function Row({ title, confusion }: { title: string; confusion: Confusion | null }): ReactNode {
  const { recall, falsePositiveRate, precision } = confusion === null ? NONE : ratesOf(confusion)
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>
        {percent(recall)}
        <span>
          {confusion !== null && of(confusion.truePositive, confusion.truePositive + confusion.falseNegative)}
        </span>
      </td>
      <td>
        {percent(falsePositiveRate, 2)}
        <span>
          {confusion !== null && of(confusion.falsePositive, confusion.falsePositive + confusion.trueNegative)}
        </span>
      </td>
      <td>
        {percent(precision)}
        <span>
          {confusion !== null && of(confusion.truePositive, confusion.truePositive + confusion.falsePositive)}
        </span>
      </td>
    </tr>
  )
}

const NONE = { recall: null, falsePositiveRate: null, precision: null }

function of(part: number, whole: number): string {
  return `${count(part)} of ${count(whole)}`
}
