import { TriangleAlert } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { DoorState } from '../../../core/contract/doors.ts'
import { defaultSettings } from '../../../core/settings/settings.ts'
import { Button } from '../design/button.tsx'
import { DoorNote } from './door-note.tsx'
import styles from './doors.module.css'
import { addressesOf, sameSetting } from './same-setting.ts'
import { list, wordsOf } from './settings/control.ts'
import { ControlView } from './settings/control-view.tsx'
import type { SettingsForm } from './use-settings.ts'

const NETWORK = [
  list('network.addresses', 'Answer on these addresses of this machine too (0.0.0.0 and :: mean all)', {
    placeholder: 'none: this machine alone',
    read: addressesOf,
  }),
  list('network.clients', 'Networks whose machines may ask; anyone else is refused', {
    rows: 3,
    placeholder: '192.168.0.0/16\nfd00::/8',
    read: addressesOf,
  }),
  list('proxies', 'Proxies whose X-Forwarded-For is believed', {
    placeholder: 'none: who connects is who asks',
    read: addressesOf,
  }),
]

/** One of them with its default, and the way back there. */
function NetworkField({ control, form }: { control: (typeof NETWORK)[number]; form: SettingsForm }): ReactNode {
  const [resets, setResets] = useState(0)
  const { at } = control
  const standard = at.of(defaultSettings)
  const isStandard = sameSetting(at.of(form.settings), standard) && form.fault(at.path) === null
  const reset = () => {
    setResets(resets + 1)
    at.set(form, standard)
  }
  return (
    <div>
      <ControlView key={resets} control={control} form={form} title="Other machines" />
      <p className={styles.standard}>
        Default: {wordsOf(control, defaultSettings)}
        {!isStandard && (
          <Button tone="quiet" onPress={reset}>
            Reset
          </Button>
        )}
      </p>
    </div>
  )
}

type NetworkSettingsProps = { form: SettingsForm; door: DoorState | null; openTo: readonly string[] }

/** Opening to other machines: where, and to whom. */
export function NetworkSettings({ form, door, openTo }: NetworkSettingsProps): ReactNode {
  return (
    <section className={styles.door}>
      <h3>Other machines</h3>
      {openTo.length > 0 && (
        <p className={styles.warning} role="status">
          <TriangleAlert size={15} aria-hidden />
          <span>
            Other machines can ask here: {openTo.join(', ')}. Whoever they are, their questions stand in your log.
          </span>
        </p>
      )}
      {door?.open.map((open) => (
        <p key={open} className={styles.open}>
          {open}
        </p>
      ))}
      {door?.notes.map((note) => (
        <DoorNote key={note} text={note} />
      ))}
      {NETWORK.map((control) => (
        <NetworkField key={control.at.path} control={control} form={form} />
      ))}
    </section>
  )
}
