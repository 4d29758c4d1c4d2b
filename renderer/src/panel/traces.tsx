import { useState, type ReactNode } from 'react'
import type { NameProfile } from '../../../core/contract/names.ts'
import { Button } from '../design/button.tsx'
import { count } from '../design/format.ts'
import { Name } from '../design/name.tsx'
import { Time } from '../design/time.tsx'
import { ClassMark } from '../design/verdict-mark.tsx'
import { visible } from '../design/visible.ts'
import { useAddress } from '../frame/address.ts'
import { clientTerm, filterOf } from '../history/pivot.ts'
import styles from './panel.module.css'
import { Section } from './section.tsx'

/** Who asked. A press shows all that this client asked. */
export function Clients({ profile }: { profile: NameProfile }): ReactNode {
  const { go } = useAddress()
  return (
    <Counted
      title="Clients"
      rows={profile.clients.map((row) => ({
        key: row.client,
        value: row.count,
        text: (
          <button
            type="button"
            className={styles.link}
            title="Show all that this client asked"
            onClick={() => go('history', { filter: filterOf(clientTerm(row.client)), tab: 'all', name: profile.name })}
          >
            {visible(row.client)}
          </button>
        ),
        aside: <Time at={row.lastSeen} />,
      }))}
      none="No client asked in this range."
    />
  )
}

export function Answers({ profile }: { profile: NameProfile }): ReactNode {
  const rows = profile.answers.map(({ answer, count }) => ({ key: answer, value: count, text: visible(answer) }))
  return <Counted title="Answers" rows={rows} none="No answer held a record in this range." />
}

/** Other names under the same registered domain. */
export function Siblings({ profile }: { profile: NameProfile }): ReactNode {
  const { open } = useAddress()
  if (profile.registeredDomain === null) return null
  return (
    <Counted
      title={`Beside it under ${profile.registeredDomain}`}
      rows={profile.siblings.map((row) => ({
        key: row.name,
        value: row.count,
        text: <Name name={row.name} onOpen={open} />,
      }))}
      none="No other name under this domain was asked in this range."
    />
  )
}

export function Decisions({ profile }: { profile: NameProfile }): ReactNode {
  return (
    <Section title="Decisions">
      {profile.decisions.length === 0 ? (
        <p className={styles.faint}>Nobody has decided about this name.</p>
      ) : (
        <ol className={styles.rows}>
          {profile.decisions.map((one) => (
            <li key={one.id} className={styles.decision} data-undone={one.undone || undefined}>
              <ClassMark kind={one.class} />
              <span className={styles.faint}>
                {visible(one.actor)}, <Time at={one.time} />
                {one.undone && ', taken back'}
              </span>
              {one.note !== '' && <span className={styles.noteText}>{visible(one.note)}</span>}
            </li>
          ))}
        </ol>
      )}
    </Section>
  )
}

type CountedRow = { key: string; value: number; text: ReactNode; aside?: ReactNode }

const FEW = 6

function Counted({ title, rows, none }: { title: string; rows: readonly CountedRow[]; none: string }): ReactNode {
  const [all, setAll] = useState(false)
  const shown = all ? rows : rows.slice(0, FEW)
  return (
    <Section
      title={title}
      aside={rows.length > 1 ? <span className={styles.faint}>{count(rows.length)}</span> : undefined}
    >
      {rows.length === 0 && <p className={styles.faint}>{none}</p>}
      <ul className={styles.rows}>
        {shown.map((row) => (
          <li key={row.key} className={styles.row}>
            <span className={styles.rowText}>{row.text}</span>
            {row.aside !== undefined && <span className={styles.faint}>{row.aside}</span>}
            <span className={styles.figure}>{count(row.value)}</span>
          </li>
        ))}
      </ul>
      {rows.length > FEW && (
        <Button tone="quiet" onPress={() => setAll(!all)}>
          {all ? 'Fewer' : `All ${count(rows.length)}`}
        </Button>
      )}
    </Section>
  )
}
