import type { ReactNode } from 'react'
import { score as scoreText } from './format.ts'
import styles from './score-bar.module.css'

export type Thresholds = { unsure: number; malicious: number }

export type ScoreBarProps = {
  /** Calibrated P(malicious); null when unscored. */
  value: number | null
  /** Those of the model that gave it; without them the bar stands alone. */
  thresholds?: Thresholds | null
  /** Bar over the whole width, with the thresholds written below. */
  wide?: boolean
}

/** P(malicious) against the thresholds: left of the first the model allows, right of the second it blocks, between them it is unsure. */
export function ScoreBar({ value, thresholds = null, wide = false }: ScoreBarProps): ReactNode {
  if (value === null) return <span className={styles.none}>unscored</span>
  const band =
    thresholds === null
      ? 'plain'
      : value >= thresholds.malicious
        ? 'malicious'
        : value >= thresholds.unsure
          ? 'unsure'
          : 'benign'
  return (
    <span className={wide ? styles.wide : styles.bar} data-band={band} title={title(value, thresholds)}>
      <span className={styles.track} aria-hidden>
        <span className={styles.fill} style={{ width: share(value) }} />
        {thresholds !== null && <span className={styles.threshold} style={{ left: share(thresholds.unsure) }} />}
        {thresholds !== null && <span className={styles.threshold} style={{ left: share(thresholds.malicious) }} />}
      </span>
      <span className={styles.figure}>{scoreText(value)}</span>
    </span>
  )
}

function title(value: number, thresholds: Thresholds | null): string {
  const said = `P(malicious) ${scoreText(value, 4)}`
  return thresholds === null
    ? said
    : `${said}; unsure from ${scoreText(thresholds.unsure)}, blocks from ${scoreText(thresholds.malicious)}`
}

function share(value: number): string {
  return `${(Math.min(1, Math.max(0, value)) * 100).toFixed(2)}%`
}
