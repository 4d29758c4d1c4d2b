import { CircleSlash2, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { CallFault } from '../../../core/contract/fault.ts'
import { Button } from './button.tsx'
import { sentence } from './format.ts'
import styles from './states.module.css'

export type EmptyProps = {
  /** What would stand here, and that there is none: "No answers in this range". */
  title: string
  /** Why it is empty, and what to do next. */
  children?: ReactNode
  action?: { label: string; run: () => void }
}

export function Empty({ title, children, action }: EmptyProps): ReactNode {
  return (
    <div className={styles.state}>
      <CircleSlash2 size={18} aria-hidden />
      <h3>{title}</h3>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {action !== undefined && <Button onPress={action.run}>{action.label}</Button>}
    </div>
  )
}

/** Still bars in the shape of what comes; the words are for those who cannot see them. */
export function Loading({ what, rows = 6 }: { what: string; rows?: number }): ReactNode {
  return (
    <div className={styles.loading} role="status">
      <span className="visually-hidden">Loading {what}</span>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className={styles.bone} style={{ width: `${82 - ((row * 37) % 46)}%` }} aria-hidden />
      ))}
    </div>
  )
}

export type FaultProps = {
  /** What could not be shown: "The timeline". */
  what: string
  fault: CallFault
  retry?: () => void
}

export function Fault({ what, fault, retry }: FaultProps): ReactNode {
  return (
    <div className={styles.state} role="alert" data-fault={fault.kind}>
      <TriangleAlert size={18} aria-hidden className={styles.sign} />
      <h3>{what} could not be shown</h3>
      <div className={styles.text}>{sentence(fault.message)}</div>
      {fault.kind === 'bug' && (
        <div className={styles.text}>
          This is a fault of the program. Its log says more; asking again may still work.
        </div>
      )}
      {retry !== undefined && <Button onPress={retry}>Ask again</Button>}
    </div>
  )
}
