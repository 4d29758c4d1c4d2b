import type { ReactNode } from 'react'
import { Button } from '../design/button.tsx'
import styles from './settings.module.css'

export type SettingProps = {
  title: string
  /** What it does, in the words of the person whom it serves. */
  does: ReactNode
  /** Its default, as a person reads it. */
  standard: string
  /** Back to the default; null while it stands there. */
  onReset: (() => void) | null
  children: ReactNode
}

/** One setting: what it does on the left, its value on the right. */
export function Setting({ title, does, standard, onReset, children }: SettingProps): ReactNode {
  return (
    <div className={styles.setting}>
      <div className={styles.about}>
        <h4>{title}</h4>
        <p>{does}</p>
        <p className={styles.standard}>
          Default: {standard}
          {onReset !== null && (
            <Button tone="quiet" onPress={onReset}>
              Reset
            </Button>
          )}
        </p>
      </div>
      <div className={styles.control}>{children}</div>
    </div>
  )
}
