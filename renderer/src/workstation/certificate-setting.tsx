import { useState, type ReactNode } from 'react'
import type { Settings } from '../../../core/settings/settings.ts'
import { Segments } from '../design/button.tsx'
import { addressesOf } from './same-setting.ts'
import { DoorNote } from './door-note.tsx'
import styles from './doors.module.css'
import { TextSetting } from './text-setting.tsx'
import type { SettingsForm } from './use-settings.ts'

type Source = Settings['certificate']

const KINDS: readonly { value: Source['kind']; text: string }[] = [
  { value: 'own', text: 'Made here' },
  { value: 'files', text: 'From files' },
]

/** Where the certificate comes from. Files count once both are named. */
export function CertificateSetting({ form }: { form: SettingsForm }): ReactNode {
  const { settings, change, fault } = form
  const source = settings.certificate
  const [kind, setKind] = useState(source.kind)
  const [draft, setDraft] = useState({
    certificate: source.kind === 'files' ? source.certificate : '',
    key: source.kind === 'files' ? source.key : '',
  })
  const choose = (next: Source['kind']) => {
    setKind(next)
    if (next === 'own') change('certificate', { kind: 'own', names: [] })
  }
  const name = (part: 'certificate' | 'key', path: string) => {
    const files = { ...draft, [part]: path }
    setDraft(files)
    if (files.certificate !== '' && files.key !== '') change('certificate', { kind: 'files', ...files })
  }
  return (
    <section className={styles.door}>
      <h3>Where the certificate comes from</h3>
      <Segments label="Where the certificate comes from" value={kind} options={KINDS} onChange={choose} />
      {kind === 'own' ? (
        <TextSetting
          label="Further names and addresses of this machine"
          value={source.kind === 'own' ? source.names.join(' ') : ''}
          error={fault('certificate')}
          placeholder="dns.home.arpa 192.168.1.5"
          onCommit={(text) => change('certificate', { kind: 'own', names: addressesOf(text) })}
        />
      ) : (
        <>
          <TextSetting
            label="Certificate with its chain, PEM"
            value={draft.certificate}
            error={fault('certificate.certificate')}
            placeholder="/etc/letsencrypt/live/dns.example.com/fullchain.pem"
            onCommit={(path) => name('certificate', path)}
          />
          <TextSetting
            label="Key, PEM"
            value={draft.key}
            error={fault('certificate.key')}
            placeholder="/etc/letsencrypt/live/dns.example.com/privkey.pem"
            onCommit={(path) => name('key', path)}
          />
          {fault('certificate') !== null && <DoorNote text={fault('certificate') ?? ''} />}
        </>
      )}
    </section>
  )
}
