import type { ReactNode } from 'react'
import { count } from '../design/format.ts'
import { visible } from '../design/visible.ts'
import styles from './broken-lines.module.css'

/** The first lines of a file that could not be read, each with its number and why. */
export function BrokenLines({
  lines,
}: {
  lines: readonly { line: number; text: string; reason: string }[]
}): ReactNode {
  return (
    <ol className={styles.lines}>
      {lines.map(({ line, text, reason }) => (
        <li key={line}>
          <span className={styles.number}>{count(line)}</span>
          <code className={styles.text}>{visible(text)}</code>
          <span className={styles.reason}>{visible(reason)}</span>
        </li>
      ))}
    </ol>
  )
}
