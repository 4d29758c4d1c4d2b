import type { ReactNode } from 'react'
import type { VettingClass } from '../../../core/verdict/verdict.ts'
import { count } from '../design/format.ts'
import { ClassMark } from '../design/verdict-mark.tsx'
import { useAddress } from '../frame/address.ts'
import { useCall } from '../wire/call.ts'
import styles from './lists.module.css'

const OWN: readonly VettingClass[] = ['benign', 'honeypot', 'malicious']

/** The analyst's own lists are fed by vetting and decide before every subscribed one. */
export function OwnLists(): ReactNode {
  const address = useAddress()
  const page = useCall('vetting.page', { class: 'benign', order: 'name', search: '', offset: 0, limit: 1 })
  return (
    <div className={styles.own}>
      <span className={styles.ownTitle}>Your own, before all others:</span>
      {OWN.map((one) => (
        <button
          key={one}
          type="button"
          className={styles.ownList}
          onClick={() => address.go('vetting', { class: one })}
          title={`Show the names vetted ${one}`}
        >
          <ClassMark kind={one} />
          <span className={styles.ownCount}>{page.value === undefined ? '–' : count(page.value.counts[one])}</span>
        </button>
      ))}
    </div>
  )
}
