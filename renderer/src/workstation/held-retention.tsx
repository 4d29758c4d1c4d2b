import type { ReactNode } from 'react'
import type { Settings } from '../../../core/settings/settings.ts'
import { Button } from '../design/button.tsx'
import { bytes, count, counted } from '../design/format.ts'
import { DoorNote } from './door-note.tsx'
import styles from './settings.module.css'
import type { SettingsForm } from './use-settings.ts'

/** What a shorter time to keep answers deletes, before it does. */
export function HeldRetentionNote({ form: { holding, settled } }: { form: SettingsForm }): ReactNode {
  const { held, confirm, leave } = holding
  if (held === null || held.effect === null) return null
  const kept = keptWords(settled.retention, held.retention)
  const { days, bytes: size } = held.effect
  return (
    <div className={styles.held} role="alert">
      <DoorNote text={`Keeping ${kept} deletes ${counted(days, 'day')}, ${bytes(size)}. They do not come back.`} />
      <div className={styles.choices}>
        <Button tone="danger" onPress={() => void confirm()}>
          Delete and keep {kept}
        </Button>
        <Button onPress={leave}>Leave it</Button>
      </div>
    </div>
  )
}

/** Of both limits those that change. */
export function keptWords(before: Settings['retention'], { days, megabytes }: Settings['retention']): string {
  const changed = [
    days === before.days ? null : counted(days, 'day'),
    megabytes === before.megabytes ? null : `${count(megabytes)} MB`,
  ]
  return changed.filter((words) => words !== null).join(' and ')
}
