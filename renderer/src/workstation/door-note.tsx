import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { visible } from '../design/visible.ts'
import styles from './doors.module.css'

/** What did not go as wanted, and why. */
export function DoorNote({ text }: { text: string }): ReactNode {
  return (
    <p className={styles.note}>
      <CircleAlert size={14} aria-hidden />
      <span>{visible(text)}</span>
    </p>
  )
}
