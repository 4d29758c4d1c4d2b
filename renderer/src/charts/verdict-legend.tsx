import type { ReactNode } from 'react'
import type { VerdictKind } from '../../../core/verdict/verdict.ts'
import { count } from '../design/format.ts'
import { VerdictMark } from '../design/verdict-mark.tsx'
import { VERDICT_ORDER } from '../design/verdict-words.ts'
import { verdictTotals, type Bucket } from './buckets.ts'
import styles from './charts.module.css'

/** The verdicts that are drawn, with their shapes, words and counts; a press filters by one where that means something. */
export function VerdictLegend({
  buckets,
  onChoose,
}: {
  buckets: readonly Bucket[]
  onChoose?: (kind: VerdictKind) => void
}): ReactNode {
  const totals = verdictTotals(buckets)
  return (
    <ul className={styles.legend} aria-label="Verdicts">
      {VERDICT_ORDER.filter((kind) => totals[kind] > 0).map((kind) => (
        <li key={kind}>
          {onChoose === undefined ? (
            <VerdictMark kind={kind} />
          ) : (
            <button
              type="button"
              className={styles.choice}
              title="Filter by this verdict"
              onClick={() => onChoose(kind)}
            >
              <VerdictMark kind={kind} />
            </button>
          )}
          <span className={styles.total}>{count(totals[kind])}</span>
        </li>
      ))}
    </ul>
  )
}
