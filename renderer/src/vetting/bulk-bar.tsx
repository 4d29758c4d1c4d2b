import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { VettingClass } from '../../../core/verdict/verdict.ts'
import { Button, IconButton } from '../design/button.tsx'
import { counted } from '../design/format.ts'
import { TextField } from '../design/field.tsx'
import { ClassMark } from '../design/verdict-mark.tsx'
import { useCall } from '../wire/call.ts'
import styles from './vetting.module.css'
import { CLASS_KEYS, CLASS_TITLES, reachText } from './words.ts'

export type BulkBarProps = {
  names: readonly string[]
  /** The class that was chosen but not yet confirmed. */
  to: VettingClass | null
  classes: readonly VettingClass[]
  note: string
  pending: boolean
  onNote: (note: string) => void
  onChoose: (to: VettingClass | null) => void
  onDecide: () => void
  onClear: () => void
}

/** Decides many names at once, with one note. What it reaches is said before it is done. */
export function BulkBar({
  names,
  to,
  classes,
  note,
  pending,
  onNote,
  onChoose,
  onDecide,
  onClear,
}: BulkBarProps): ReactNode {
  return (
    <section className={styles.bulk} aria-label="Selected names">
      <div className={styles.bulkRow}>
        <strong className={styles.selected}>{counted(names.length, 'name')} selected</strong>
        <div className={styles.note}>
          <TextField
            label="Note for all of them"
            hideLabel
            placeholder="One note for all of them"
            value={note}
            onChange={onNote}
            onSubmit={onDecide}
            maxLength={1000}
          />
        </div>
        <div className={styles.choices} role="group" aria-label="Decide them as">
          {classes.map((one) => (
            <Button
              key={one}
              tone={one === to ? 'primary' : 'plain'}
              shortcut={CLASS_KEYS[one]}
              onPress={() => onChoose(one === to ? null : one)}
            >
              {CLASS_TITLES[one]}
            </Button>
          ))}
        </div>
        <IconButton label="Select nothing" shortcut="Esc" onPress={onClear}>
          <X size={15} aria-hidden />
        </IconButton>
      </div>
      {to !== null && (
        <div className={styles.confirm}>
          <ClassMark kind={to} />
          <ReachLine names={names} to={to} />
          <Button tone="primary" shortcut={`${CLASS_KEYS[to]} again`} pending={pending} onPress={onDecide}>
            Decide {counted(names.length, 'name')}
          </Button>
        </div>
      )}
    </section>
  )
}

function ReachLine({ names, to }: { names: readonly string[]; to: VettingClass }): ReactNode {
  const reach = useCall('vetting.reach', { names: [...names], class: to }, { keep: true })
  const text =
    reach.fault !== null
      ? `Its reach could not be counted: ${reach.fault.message}`
      : reach.value === undefined
        ? 'Counting what it reaches…'
        : reachText(to, reach.value)
  return (
    <p className={styles.reach} aria-live="polite">
      {text}
    </p>
  )
}
