import { Unplug } from 'lucide-react'
import type { ReactNode } from 'react'
import { useConnection } from '../wire/connection.ts'
import styles from './frame.module.css'

export function ConnectionBanner(): ReactNode {
  if (useConnection() !== 'lost') return null
  return (
    <div className={styles.banner} role="alert">
      <Unplug size={16} aria-hidden />
      <span>
        The workstation does not answer. What stands here may be old, and nothing can be changed; trying again by
        itself.
      </span>
    </div>
  )
}
