import type { ReactNode } from 'react'
import { classes } from '../design/classes.ts'
import { count } from '../design/format.ts'
import { Name } from '../design/name.tsx'
import styles from './top-bars.module.css'

export type TopBar = {
  key: string
  name: string
  value: number
  tone: 'malicious' | 'benign' | 'unsure' | 'none'
  /** Beside the number, such as "unsure". */
  note?: string
}

export type TopBarsProps = {
  label: string
  bars: readonly TopBar[]
  /** The bar whose detail panel is open. */
  selected: string | null
  onChoose: (key: string) => void
}

/** The most asked, as bars. Real text rather than a canvas: names can be read aloud, marked, reached by key and pressed. */
export function TopBars({ label, bars, selected, onChoose }: TopBarsProps): ReactNode {
  const most = Math.max(1, ...bars.map((bar) => bar.value))
  return (
    <ol className={styles.bars} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key}>
          <button
            type="button"
            className={classes(styles.row, bar.key === selected && styles.selected)}
            aria-current={bar.key === selected || undefined}
            onClick={() => onChoose(bar.key)}
          >
            <span className={styles.name}>
              <Name name={bar.name} unsure={bar.tone === 'unsure'} />
              {bar.note !== undefined && <span className={styles.note}>{bar.note}</span>}
            </span>
            <span className={styles.value}>{count(bar.value)}</span>
            <span className={styles.track} aria-hidden>
              <span
                className={classes(styles.fill, styles[bar.tone])}
                style={{ width: `${(bar.value / most) * 100}%` }}
              />
            </span>
          </button>
        </li>
      ))}
    </ol>
  )
}
