import type { ReactNode } from 'react'
import type { WorkstationState } from '../../../core/contract/workstation.ts'
import { visible } from '../design/visible.ts'
import { Command } from './point-machine.tsx'
import styles from './places.module.css'

/** Where everything is: the resolver, the doors for other programs, the data. */
export function Places({ state }: { state: WorkstationState }): ReactNode {
  const { dns, api, plugin, dataFolder } = state
  return (
    <div className={styles.places}>
      <dl className={styles.list}>
        <Place term="Resolver" value={dns.address} missing="not answering" note={dns.note} />
        <Place
          term="JSON API"
          value={api}
          missing="not open"
          note="Wants a bearer token; openapi.json stands beside it."
        />
        <Place
          term="CoreDNS plugin"
          value={plugin}
          missing="not open"
          note="The original’s protocol: POST / with a name, answered with its probability."
        />
        <Place
          term="Data folder"
          value={dataFolder}
          missing=""
          note="Settings, decisions, lists, models and the log. Backup and restore stand below."
        />
      </dl>
    </div>
  )
}

function Place({
  term,
  value,
  missing,
  note,
}: {
  term: string
  value: string | null
  missing: string
  note: string | null
}): ReactNode {
  return (
    <div className={styles.place}>
      <dt>{term}</dt>
      <dd>
        {value === null ? missing : <Command text={value} />}
        {note !== null && <p className={styles.quiet}>{visible(note)}</p>}
      </dd>
    </div>
  )
}
