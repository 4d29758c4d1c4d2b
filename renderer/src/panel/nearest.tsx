import type { ReactNode } from 'react'
import type { ScoreExplanation } from '../../../core/contract/names.ts'
import { Name } from '../design/name.tsx'
import { ClassMark } from '../design/verdict-mark.tsx'
import { useAddress } from '../frame/address.ts'
import styles from './moved-score.module.css'
import panel from './panel.module.css'
import { Section } from './section.tsx'

/** Names that somebody has labelled, one or two edits away: typo-squats of known names, and the families that a name belongs to. */
export function Nearest({ nearest }: { nearest: ScoreExplanation['nearest'] | undefined }): ReactNode {
  const { open } = useAddress()
  return (
    <Section title="Nearest labelled names">
      {nearest == null && <p className={panel.faint}>The labelled names are still being read.</p>}
      {nearest?.length === 0 && (
        <p className={panel.faint}>Nobody has labelled this name, or one that is two edits away from it.</p>
      )}
      <ul className={panel.rows}>
        {(nearest ?? []).map((near) => (
          <li key={`${near.source} ${near.name}`} className={styles.near}>
            <ClassMark kind={near.class} />
            <span className={panel.rowText}>
              <Name name={near.name} onOpen={open} />
            </span>
            <span className={panel.faint}>
              {EDITS[near.distance]}, {SOURCES[near.source]}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

const EDITS = ['the same', '1 edit', '2 edits']
const SOURCES = { vetted: 'vetted', 'replay-sample': 'replay sample' }
