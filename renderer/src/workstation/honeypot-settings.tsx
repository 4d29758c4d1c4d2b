import type { ReactNode } from 'react'
import { honeypotOf } from '../../../core/settings/honeypot-page.ts'
import type { WorkstationState } from '../../../core/contract/workstation.ts'
import { CheckBox, NumberField } from '../design/field.tsx'
import { DoorNote } from './door-note.tsx'
import { Command } from './point-machine.tsx'
import { Setting } from './setting.tsx'
import styles from './settings.module.css'
import { TextSetting } from './text-setting.tsx'
import type { SettingsForm } from './use-settings.ts'

type HoneypotProps = { form: SettingsForm; page: WorkstationState['honeypotPage'] }

/** Where names of the honeypot lead, and the page that the product itself can show there. */
export function HoneypotSettings({ form, page }: HoneypotProps): ReactNode {
  return (
    <>
      <Addresses form={form} />
      <Page form={form} page={page} />
    </>
  )
}

function Addresses({ form: { settings, change, fault, reset } }: { form: SettingsForm }): ReactNode {
  const { honeypot } = settings
  const { ipv4, ipv6 } = honeypotOf(settings)
  // Where an answer was refused that needs an address.
  const missing = ipv4 === null && ipv6 === null ? fault('honeypot') : null
  return (
    <Setting
      title="Honeypot"
      does="Where names of class honeypot lead. A question for the family that has no address is answered as empty."
      standard="no address"
      onReset={reset('honeypot')}
    >
      <div className={styles.pair}>
        <TextSetting
          label="IPv4"
          value={honeypot.ipv4 ?? ''}
          error={fault('honeypot.ipv4')}
          placeholder="192.0.2.66"
          onCommit={(text) => change('honeypot', { ...honeypot, ipv4: text === '' ? null : text })}
        />
        <TextSetting
          label="IPv6"
          value={honeypot.ipv6 ?? ''}
          error={fault('honeypot.ipv6')}
          placeholder="2001:db8::66"
          onCommit={(text) => change('honeypot', { ...honeypot, ipv6: text === '' ? null : text })}
        />
      </div>
      {missing !== null && <DoorNote text={missing} />}
    </Setting>
  )
}

function Page({ form: { settings, change, fault, reset }, page }: HoneypotProps): ReactNode {
  const { honeypotPage } = settings
  const elsewhere = honeypotPage.on && honeypotOf(settings) === settings.honeypot
  return (
    <Setting
      title="Honeypot’s page"
      does="Says to a browser on this machine why a name is blocked, and writes down who came. Plain HTTP alone: whoever asks for https:// sees a refused connection. Browsers come by themselves at port 80 only."
      standard="off; 127.0.0.1, port 80"
      onReset={reset('honeypotPage')}
    >
      <CheckBox checked={honeypotPage.on} onChange={(on) => change('honeypotPage', { ...honeypotPage, on })}>
        Show the page
      </CheckBox>
      <div className={styles.pair}>
        <TextSetting
          label="Loopback address"
          value={honeypotPage.address}
          error={fault('honeypotPage.address')}
          onCommit={(address) => change('honeypotPage', { ...honeypotPage, address })}
        />
        <NumberField
          label="Port"
          min={1}
          max={65_535}
          value={honeypotPage.port}
          error={fault('honeypotPage.port')}
          onChange={(port) => !Number.isNaN(port) && change('honeypotPage', { ...honeypotPage, port })}
        />
      </div>
      {page.open !== null && <Command text={page.open} />}
      {page.note !== null && <DoorNote text={page.note} />}
      {elsewhere && <DoorNote text="The addresses above are set, so blocked names lead there and not to this page." />}
    </Setting>
  )
}
