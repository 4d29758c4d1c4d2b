import type { ReactNode } from 'react'
import { ProgressBar as AriaProgressBar } from 'react-aria-components'
import styles from './progress-bar.module.css'

export type ProgressBarProps = {
  label: string
  /** 0..1; null while it cannot be known. */
  share: number | null
  /** Rate, time left. */
  detail?: ReactNode
  hideLabel?: boolean
}

export function ProgressBar({ label, share, detail, hideLabel = false }: ProgressBarProps): ReactNode {
  const percentage = share === null ? 0 : Math.min(1, Math.max(0, share)) * 100
  return (
    <AriaProgressBar
      className={styles.progress ?? ''}
      aria-label={label}
      value={percentage}
      isIndeterminate={share === null}
    >
      {!hideLabel && <span className={styles.label}>{label}</span>}
      <span className={styles.track}>
        <span
          className={share === null ? styles.unknown : styles.fill}
          style={share === null ? {} : { width: `${percentage}%` }}
        />
      </span>
      {detail !== undefined && <span className={styles.detail}>{detail}</span>}
    </AriaProgressBar>
  )
}
