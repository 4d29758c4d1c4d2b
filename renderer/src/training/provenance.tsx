import type { ReactNode } from 'react'
import type { ColumnCount } from '../../../core/dataset/provenance.ts'
import { count } from '../design/format.ts'
import { Name } from '../design/name.tsx'
import { visible } from '../design/visible.ts'
import styles from './plan.module.css'

const TITLES: Record<string, string> = { source: 'Sources', licence: 'Licences', kind: 'Kinds', shape: 'Shapes' }

/** Where names come from and what may be done with them, as their files say. */
export function Provenance({ columns }: { columns: readonly ColumnCount[] }): ReactNode {
  if (columns.length === 0) return null
  return (
    <details className={styles.details}>
      <summary>
        {columns.map(({ title, distinct }) => `${count(distinct)} ${title}${distinct === 1 ? '' : 's'}`).join(', ')}
      </summary>
      <dl className={styles.provenance}>
        {columns.map((column) => (
          <div key={column.title}>
            <dt>{TITLES[column.title] ?? column.title}</dt>
            <dd>{provenanceText(column)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

/** The first of the names, and how many more there are. */
export function NameSample({ names, of }: { names: readonly string[]; of: number }): ReactNode {
  return (
    <ul className={styles.nameSample}>
      {names.map((name) => (
        <li key={name}>
          <Name name={name} />
        </li>
      ))}
      {of > names.length && <li className={styles.quiet}>and {count(of - names.length)} more</li>}
    </ul>
  )
}

export function provenanceText({ distinct, values, others }: ColumnCount): string {
  const shown = values.map(({ value, names }) => `${visible(value)} ${count(names)}`).join(', ')
  return others === 0 ? shown : `${shown}, ${count(distinct - values.length)} others ${count(others)}`
}
