import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './tile.module.css'

export type TileProps = {
  label: string
  value: ReactNode
  /** A word on what the figure means or over what time. */
  note?: ReactNode
  title?: string
  tone?: 'plain' | 'unsure' | 'bad' | 'blocked'
  onPress?: () => void
}

export function Tile({ label, value, note, title, tone = 'plain', onPress }: TileProps): ReactNode {
  const content = (
    <>
      <span className={styles.label}>{label}</span>
      <span className={classes(styles.value, styles[tone])}>{value}</span>
      {note !== undefined && <span className={styles.note}>{note}</span>}
    </>
  )
  if (onPress === undefined) {
    return (
      <div className={styles.tile} title={title}>
        {content}
      </div>
    )
  }
  return (
    <button type="button" className={classes(styles.tile, styles.pressable)} title={title} onClick={onPress}>
      {content}
    </button>
  )
}

export function Tiles({ children }: { children: ReactNode }): ReactNode {
  return <div className={styles.tiles}>{children}</div>
}
