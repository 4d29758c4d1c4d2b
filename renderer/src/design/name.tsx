import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './name.module.css'
import { visible } from './visible.ts'

export type NameProps = {
  name: string
  /** Wraps instead of ending in an ellipsis. */
  wrap?: boolean
  /** The subject of a panel. */
  large?: boolean
  /** The model is not sure of it. */
  unsure?: boolean
  /** Presses open the detail panel. */
  onOpen?: (name: string) => void
}

/** A domain name: monospaced, left to right whatever it holds, in full on hover. */
export function Name({ name, wrap = false, large = false, unsure = false, onOpen }: NameProps): ReactNode {
  const text = name === '' ? '(root)' : visible(name)
  const className = classes(styles.name, wrap && styles.wrap, large && styles.large, unsure && styles.unsure)
  if (onOpen === undefined) {
    return (
      <bdi dir="ltr" className={className} title={wrap ? undefined : text} translate="no">
        {text}
      </bdi>
    )
  }
  return (
    <button type="button" className={classes(className, styles.link)} title={text} onClick={() => onOpen(name)}>
      <bdi dir="ltr" translate="no">
        {text}
      </bdi>
    </button>
  )
}
