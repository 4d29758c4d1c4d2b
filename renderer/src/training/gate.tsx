import { CircleCheck, OctagonX } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { Comparison } from '../../../core/registry/gate-view.ts'
import { Button } from '../design/button.tsx'
import { TextField } from '../design/field.tsx'
import { sentence } from '../design/format.ts'
import { visible } from '../design/visible.ts'
import type { ComparisonViewProps } from './comparison.tsx'
import styles from './comparison.module.css'

type GateProps = Omit<ComparisonViewProps, 'id'> & { comparison: Comparison }

/** Whether this model may take the serving one's place, why not, and the second step for who wants it all the same. */
export function Gate({ comparison, promoting, onPromote }: GateProps): ReactNode {
  const { open, servedBefore, reasons, remarks, challenger, champion } = comparison
  const [asked, ask] = useState(false)
  const [note, setNote] = useState('')
  return (
    <section className={styles.gate} data-open={open} aria-label="The gate">
      {open ? <CircleCheck size={20} aria-hidden /> : <OctagonX size={20} aria-hidden />}
      <div>
        <h3>{headline(comparison)}</h3>
        <ul className={styles.reasons}>
          {reasons.map(({ text }) => (
            <li key={text}>{sentence(visible(text))}.</li>
          ))}
          {remarks.map((text) => (
            <li key={text} className={styles.note}>
              {sentence(visible(text))}.
            </li>
          ))}
        </ul>
        {servedBefore && reasons.length > 0 && (
          <p className={styles.note}>It served before or came with the product: going back is always allowed.</p>
        )}
        <div className={styles.actions}>
          {open && (
            <Button tone="primary" pending={promoting} onPress={() => onPromote(challenger.id)}>
              {servedBefore && champion !== null ? 'Go back to it' : 'Promote'}
            </Button>
          )}
          {!open && !asked && (
            <Button tone="quiet" onPress={() => ask(true)}>
              Promote anyway…
            </Button>
          )}
        </div>
        {!open && asked && (
          <div className={styles.anyway}>
            <TextField
              label="Why all the same"
              help="Kept with your name, the time and the reasons above"
              value={note}
              maxLength={1000}
              onChange={setNote}
            />
            <div className={styles.actions}>
              <Button
                tone="danger"
                disabled={note.trim() === ''}
                pending={promoting}
                onPress={() => onPromote(challenger.id, note.trim())}
              >
                Promote anyway
              </Button>
              <Button tone="quiet" onPress={() => ask(false)}>
                Leave it
              </Button>
            </div>
          </div>
        )}
      </div>
    </section>
  )
}

function headline({ open, servedBefore, champion }: Comparison): string {
  if (!open) return 'It should not serve'
  if (champion === null) return 'No model serves: it may'
  return servedBefore ? 'It may serve again' : 'It may take the serving model’s place'
}
