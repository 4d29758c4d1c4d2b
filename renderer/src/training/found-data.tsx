import type { ReactNode } from 'react'
import type { FoundData as Found } from '../../../core/training/run.ts'
import { count, counted } from '../design/format.ts'
import { NameSample, Provenance } from './provenance.tsx'
import styles from './run.module.css'

/** What a run found in its data: what was left out, what was taught, and where the names come from. */
export function FoundData({ found }: { found: Found }): ReactNode {
  const { vettedWeight, conflicting, conflictingNames, repeated, vetted, provenance, fingerprint } = found
  const parts = [
    vetted > 0 ? `${counted(vetted, 'vetted name')}, each counting ${Number(vettedWeight.toPrecision(3))}` : '',
    repeated > 0 ? `${count(repeated)} repeated left out` : '',
    conflicting > 0 ? `${counted(conflicting, 'name')} with both labels left out` : '',
    `fingerprint ${fingerprint.slice(0, 12)}`,
  ].filter((part) => part !== '')
  return (
    <div className={styles.found}>
      <p>{parts.join(' · ')}</p>
      {conflictingNames.length > 0 && (
        <details>
          <summary>Names with both labels</summary>
          <NameSample names={conflictingNames} of={conflicting} />
        </details>
      )}
      <Provenance columns={provenance} />
    </div>
  )
}
