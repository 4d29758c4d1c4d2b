import type { ReactNode } from 'react'
import styles from './panel.module.css'

export type PanelProps = {
  title?: ReactNode
  /** At the end of the title's row. */
  aside?: ReactNode
  /** Takes the room that is left and scrolls inside. */
  fill?: boolean
  /** Content up to the border. */
  flush?: boolean
  children: ReactNode
  'aria-label'?: string
}

/** A quiet surface with a title. */
export function Panel({ title, aside, fill = false, flush = false, children, ...rest }: PanelProps): ReactNode {
  return (
    <section {...rest} className={styles.panel} data-fill={fill || undefined}>
      {(title !== undefined || aside !== undefined) && (
        <header className={styles.head}>
          <h2>{title}</h2>
          {aside !== undefined && <div className={styles.aside}>{aside}</div>}
        </header>
      )}
      <div className={styles.body} data-flush={flush || undefined}>
        {children}
      </div>
    </section>
  )
}
