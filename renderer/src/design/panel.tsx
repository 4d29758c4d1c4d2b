import type { ReactNode } from 'react'
import styles from './panel.module.css'

export type PanelProps = {
  title?: ReactNode
  /** At the end of the title's row. */
  aside?: ReactNode
  /** Between title and aside where there is room, else on a line of its own. */
  legend?: ReactNode
  /** Takes the room that is left and scrolls inside. */
  fill?: boolean
  /** Content up to the border. */
  flush?: boolean
  children: ReactNode
  'aria-label'?: string
}

/** A quiet surface with a title. */
export function Panel({ title, aside, legend, fill = false, flush = false, children, ...rest }: PanelProps): ReactNode {
  return (
    <section {...rest} className={styles.panel} data-fill={fill || undefined}>
      {(title !== undefined || aside !== undefined) && (
        <header className={styles.head}>
          <h2>{title}</h2>
          {legend !== undefined && <div className={styles.legend}>{legend}</div>}
          {aside !== undefined && <div className={styles.aside}>{aside}</div>}
        </header>
      )}
      <div className={styles.body} data-flush={flush || undefined}>
        {children}
      </div>
    </section>
  )
}
