import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DoorState } from '../../../core/contract/doors.ts'
import { DoorNote } from './door-note.tsx'
import styles from './doors.module.css'
import { addressesOf } from './same-setting.ts'
import { TextSetting } from './text-setting.tsx'
import type { SettingsForm } from './use-settings.ts'

type NetworkSettingsProps = { form: SettingsForm; door: DoorState | null; openTo: readonly string[] }

/** Opening to other machines: where, and to whom. */
export function NetworkSettings({ form, door, openTo }: NetworkSettingsProps): ReactNode {
  const { settings, change, fault } = form
  const { network, proxies } = settings
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
      <TextSetting
        label="Answer on these addresses of this machine too (0.0.0.0 and :: mean all)"
        value={network.addresses.join(' ')}
        error={fault('network.addresses')}
        placeholder="none: this machine alone"
        onCommit={(text) => change('network', { ...network, addresses: addressesOf(text) })}
      />
      <TextSetting
        label="Networks whose machines may ask; anyone else is refused"
        rows={3}
        value={network.clients.join('\n')}
        error={fault('network.clients')}
        placeholder={'192.168.0.0/16\nfd00::/8'}
        onCommit={(text) => change('network', { ...network, clients: addressesOf(text) })}
      />
      <TextSetting
        label="Proxies whose X-Forwarded-For is believed"
        value={proxies.join(' ')}
        error={fault('proxies')}
        placeholder="none: who connects is who asks"
        onCommit={(text) => change('proxies', addressesOf(text))}
      />
    </section>
  )
}
