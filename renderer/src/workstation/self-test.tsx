import { CircleAlert, CircleCheck, Stethoscope } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { SelfTestRow } from '../../../core/contract/workstation.ts'
import { Button } from '../design/button.tsx'
import { clockTime, milliseconds } from '../design/format.ts'
import { Loading } from '../design/states.tsx'
import { visible } from '../design/visible.ts'
import { useKeys } from '../frame/keys.ts'
import { useAct } from '../wire/call.ts'
import styles from './health.module.css'

/** Synthetic names through the live path, one row for each part of it. */
export function SelfTest(): ReactNode {
  const [result, setResult] = useState<{ rows: SelfTestRow[]; at: number } | null>(null)
  const test = useAct('workstation.selfTest', { quiet: true, onDone: (rows) => setResult({ rows, at: Date.now() }) })
  const run = () => void (test.pending || test.run({}))
  useKeys('Workstation', { t: { says: 'Run the self-test', run } })
  const failed = result?.rows.filter((row) => !row.passed).length ?? 0
  return (
    <div className={styles.test}>
      <div className={styles.testHead}>
        <Button shortcut="t" pending={test.pending} onPress={run}>
          <Stethoscope size={14} aria-hidden /> Self-test
        </Button>
        <span className={styles.said} aria-live="polite">
          {test.pending
            ? 'Asking synthetic names…'
            : test.fault !== null
              ? test.fault.message
              : result === null
                ? 'Asks synthetic names through the live path: lists, model, upstream, log.'
                : failed === 0
                  ? `All ${result.rows.length} checks passed at ${clockTime(result.at)}`
                  : `${failed} of ${result.rows.length} checks failed at ${clockTime(result.at)}`}
        </span>
      </div>
      {test.pending && result === null && <Loading what="the self-test" rows={4} />}
      {result !== null && (
        <ol className={styles.rows}>
          {result.rows.map((row) => (
            <li key={row.check} data-passed={row.passed}>
              {row.passed ? (
                <CircleCheck size={15} aria-label="passed" />
              ) : (
                <CircleAlert size={15} aria-label="failed" />
              )}
              <span>{visible(row.check)}</span>
              <span className={styles.detail}>{visible(row.detail)}</span>
              <span className={styles.took}>{milliseconds(row.milliseconds)}</span>
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}
