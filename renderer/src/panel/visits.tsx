import { useState, type ReactNode } from 'react'
import { Button } from '../design/button.tsx'
import { count } from '../design/format.ts'
import { Time } from '../design/time.tsx'
import { visible } from '../design/visible.ts'
import { useCall } from '../wire/call.ts'
import styles from './panel.module.css'
import { Section } from './section.tsx'

const FEW = 5
const MORE = 100
const EVERY_MS = 5000

/** Who came to the honeypot's page by this name. Nothing stands here where nobody ever did. */
export function Visits({ name }: { name: string }): ReactNode {
  const [all, setAll] = useState(false)
  const { value } = useCall(
    'honeypot.visits',
    { name, offset: 0, limit: all ? MORE : FEW },
    { keep: true, refreshMs: EVERY_MS }
  )
  if (value === undefined || value.total === 0) return null
  return (
    <Section title="Visits to the honeypot" aside={<span className={styles.faint}>{count(value.total)}</span>}>
      <ol className={styles.rows}>
        {value.visits.map((visit, at) => (
          <li key={`${visit.time} ${at}`} className={styles.row} title={visible(visit.agent)}>
            <span className={styles.rowText}>
              {visible(visit.method)} {visible(visit.path)}
            </span>
            <span className={styles.faint}>{visible(visit.client)}</span>
            <span className={styles.faint}>
              <Time at={visit.time} />
            </span>
          </li>
        ))}
      </ol>
      {value.total > FEW && (
        <Button tone="quiet" onPress={() => setAll(!all)}>
          {all ? 'Fewer' : `The newest ${count(Math.min(value.total, MORE))}`}
        </Button>
      )}
    </Section>
  )
}
