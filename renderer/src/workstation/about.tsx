import type { ReactNode } from 'react'
import type { WorkstationState } from '../../../core/contract/workstation.ts'
import { LICENCES } from './licences.ts'
import styles from './places.module.css'

const SHELLS: Record<WorkstationState['shell'], string> = { electron: 'desktop', headless: 'headless, in a browser' }

/** Versions and licences. */
export function About({ state, node }: { state: WorkstationState; node: string | null }): ReactNode {
  const facts: [string, string][] = [
    ['Version', `${state.version}, ${SHELLS[state.shell]}`],
    ['Node', node ?? '–'],
    ['Model backend', state.backend ?? 'none: names pass unscored'],
    ['Serving model', state.servingModel?.id ?? 'none'],
    ['Licence', 'MIT'],
  ]
  return (
    <div className={styles.places}>
      <dl className={styles.list}>
        {facts.map(([term, text]) => (
          <div key={term} className={styles.place}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <details className={styles.more}>
        <summary>Licences of what it is made of</summary>
        <ul className={styles.licences}>
          {LICENCES.map((one) => (
            <li key={one.package}>
              <span>{one.package}</span>
              <span className={styles.quiet}>{one.licence}</span>
            </li>
          ))}
        </ul>
      </details>
    </div>
  )
}
