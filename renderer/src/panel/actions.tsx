import { useState, type ReactNode } from 'react'
import type { VettingClass } from '../../../core/verdict/verdict.ts'
import { Button } from '../design/button.tsx'
import { count, counted } from '../design/format.ts'
import { TextField } from '../design/field.tsx'
import { ClassShape } from '../design/verdict-mark.tsx'
import { useAddress } from '../frame/address.ts'
import { useKeys } from '../frame/keys.ts'
import { OverrideActions } from '../overrides/override-actions.tsx'
import { useCall } from '../wire/call.ts'
import { useDecide } from './decide.tsx'
import styles from './panel.module.css'

const CHOICES: { kind: VettingClass; word: string; key: string }[] = [
  { kind: 'benign', word: 'Benign', key: 'b' },
  { kind: 'malicious', word: 'Malicious', key: 'm' },
  { kind: 'honeypot', word: 'Honeypot', key: 'h' },
  { kind: 'not-vetted', word: 'Not vetted', key: 'u' },
]

/** `clients`: who asked for it, the busiest first. */
type ActionsProps = { name: string; current: VettingClass | null; clients: readonly string[] }

/** What the name is, by a person's word. What that reaches stands there before, Undo comes after. */
export function Actions({ name, current, clients }: ActionsProps): ReactNode {
  const { view } = useAddress()
  const [note, setNote] = useState('')
  const { decide, undo, pending } = useDecide()
  const take = async (kind: VettingClass) => {
    if (kind !== (current ?? 'not-vetted') && (await decide(name, kind, note))) setNote('')
  }
  // On Vetting these keys decide about the rows; there the panel is only read.
  useKeys(
    'Detail panel',
    {
      ...Object.fromEntries(CHOICES.map(({ kind, word, key }) => [key, { says: word, run: () => void take(kind) }])),
      z: { says: 'Take the newest decision back', run: () => void undo() },
    },
    { enabled: view !== 'vetting' }
  )
  return (
    <footer className={styles.actions}>
      <Reach name={name} current={current} />
      <TextField
        label="Note"
        hideLabel
        placeholder="Note to the decision or override"
        value={note}
        onChange={setNote}
        maxLength={1000}
      />
      <div className={styles.choices} role="group" aria-label="Decide">
        {CHOICES.map(({ kind, word, key }) => (
          <Button
            key={kind}
            disabled={pending || kind === (current ?? 'not-vetted')}
            title={view === 'vetting' ? word : `${word} (${key})`}
            onPress={() => void take(kind)}
          >
            <ClassShape kind={kind} />
            {word}
          </Button>
        ))}
      </div>
      <OverrideActions name={name} clients={clients} note={note} onDone={() => setNote('')} />
    </footer>
  )
}

function Reach({ name, current }: { name: string; current: VettingClass | null }): ReactNode {
  const reach = useCall(
    'vetting.reach',
    { names: [name], class: current === 'malicious' ? 'benign' : 'malicious' },
    { keep: true }
  )
  if (reach.value === undefined) return <p className={styles.reach}>{reach.fault?.message ?? ' '}</p>
  const { queries, vettedBenign, vettedMalicious } = reach.value
  const below = [
    vettedBenign > 0 ? `${count(vettedBenign)} vetted benign` : '',
    vettedMalicious > 0 ? `${count(vettedMalicious)} vetted malicious` : '',
  ].filter((part) => part !== '')
  return (
    <p className={styles.reach}>
      A decision reaches this name and all below it: {counted(queries, 'query', 'queries')} of the last 30 days
      {below.length > 0 && `, ${below.join(', ')}`}.
    </p>
  )
}
