import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DoorState } from '../../../core/contract/doors.ts'
import type { WorkstationState } from '../../../core/contract/workstation.ts'
import { Button } from '../design/button.tsx'
import { toast } from '../design/toasts.tsx'
import { Time } from '../design/time.tsx'
import { visible } from '../design/visible.ts'
import { copyText } from '../frame/copy.ts'
import { useAct } from '../wire/call.ts'
import { CheckBox } from '../design/field.tsx'
import { saidOnCommandLine } from './command-line.ts'
import { CertificateSetting } from './certificate-setting.tsx'
import { DoorNote } from './door-note.tsx'
import styles from './doors.module.css'
import { NetworkSettings } from './network-settings.tsx'
import { NumberSetting } from './number-setting.tsx'
import { Command } from './point-machine.tsx'
import { useSettings, type SettingsForm } from './use-settings.ts'

/** What is open beside plain DNS on this machine: each door as it is, and how it is wanted. */
export function Doors({ state }: { state: WorkstationState }): ReactNode {
  const form = useSettings(state.settings)
  const { doors, certificate, commandLine } = state
  const door = (kind: DoorState['kind']) => doors.find((one) => one.kind === kind) ?? null
  return (
    <div className={styles.doors}>
      <EncryptedDoor form={form} commandLine={commandLine} of={DOT} door={door('tls')} addresses={(open) => open} />
      <EncryptedDoor
        form={form}
        commandLine={commandLine}
        of={DOH}
        door={door('https')}
        addresses={(open) => `https://${open}${state.settings.encryptedDoors.path}`}
      />
      <EncryptedDoor
        form={form}
        commandLine={commandLine}
        of={PLAIN}
        door={door('plain')}
        addresses={(open) => `http://${open}${state.settings.encryptedDoors.path}`}
      />
      {certificate.facts !== null && <Certificate certificate={certificate} facts={certificate.facts} />}
      {certificate.fault !== null && <DoorNote text={certificate.fault} />}
      <CertificateSetting form={form} />
      <NetworkSettings form={form} door={door('dns')} openTo={state.openTo} />
    </div>
  )
}

type Encrypted = {
  on: 'tls' | 'https' | 'plain'
  port: 'tlsPort' | 'httpsPort' | 'plainPort'
  title: string
  does: string
  usual: number
}

const DOT: Encrypted = {
  on: 'tls',
  port: 'tlsPort',
  title: 'DNS over TLS',
  does: 'Android’s private DNS, systemd-resolved, stubby.',
  usual: 853,
}
const DOH: Encrypted = {
  on: 'https',
  port: 'httpsPort',
  title: 'DNS over HTTPS',
  does: 'Browsers, Windows 11, curl. Over HTTP/2, and HTTP/1.1 for who has no other.',
  usual: 443,
}
const PLAIN: Encrypted = {
  on: 'plain',
  port: 'plainPort',
  title: 'The same behind a proxy',
  does: 'HTTP without TLS, on this machine alone, for a reverse proxy that has the certificate.',
  usual: 8053,
}

type EncryptedDoorProps = {
  form: SettingsForm
  commandLine: WorkstationState['commandLine']
  of: Encrypted
  door: DoorState | null
  addresses: (open: string) => string
}

function EncryptedDoor({ form, commandLine, of, door, addresses }: EncryptedDoorProps): ReactNode {
  const { settings, change, fault } = form
  const { encryptedDoors } = settings
  const port = encryptedDoors[of.port]
  const overruled = saidOnCommandLine(of.on, commandLine)
  const refused = fault(`encryptedDoors.${of.on}`)
  return (
    <section className={styles.door}>
      <div className={styles.head}>
        <DoorIcon door={door} />
        <CheckBox
          checked={encryptedDoors[of.on]}
          onChange={(on) => change('encryptedDoors', { ...encryptedDoors, [of.on]: on }, `encryptedDoors.${of.on}`)}
        >
          <strong>{of.title}</strong>
        </CheckBox>
        <div className={styles.port}>
          <span className={styles.quiet} aria-hidden>
            Port
          </span>
          <NumberSetting
            label={`Port of ${of.title}`}
            hideLabel
            mayBeEmpty
            plain
            min={1}
            max={65_535}
            value={port ?? NaN}
            error={fault(`encryptedDoors.${of.port}`)}
            onCommit={(value) =>
              change(
                'encryptedDoors',
                { ...encryptedDoors, [of.port]: Number.isNaN(value) ? null : value },
                `encryptedDoors.${of.port}`
              )
            }
          />
        </div>
      </div>
      <p className={styles.quiet}>
        {of.does} {port === null ? `Port ${of.usual} unless it says another one.` : ''}
      </p>
      {refused !== null && <DoorNote text={refused} />}
      {overruled !== null && <DoorNote text={overruled} />}
      {door !== null && door.open.length > 0 && (
        <div className={styles.addresses}>
          {door.open.map((open) => (
            <Command key={open} text={addresses(open)} />
          ))}
        </div>
      )}
      {door?.notes.map((note) => (
        <DoorNote key={note} text={note} />
      ))}
    </section>
  )
}

function DoorIcon({ door }: { door: DoorState | null }): ReactNode {
  if (door?.wanted !== true) return <CircleDashed size={15} aria-label="shut" data-state="off" />
  if (door.open.length === 0) return <CircleAlert size={15} aria-label="not open" data-state="failed" />
  return <CircleCheck size={15} aria-label="open" data-state="open" />
}

type CertificateProps = {
  certificate: WorkstationState['certificate']
  facts: NonNullable<WorkstationState['certificate']['facts']>
}

function Certificate({ certificate, facts }: CertificateProps): ReactNode {
  const { trustFile } = certificate
  return (
    <section className={styles.door}>
      <h3>Certificate</h3>
      <dl className={styles.facts}>
        <dt>Names</dt>
        <dd>{facts.names.map(visible).join(', ')}</dd>
        <dt>Ends</dt>
        <dd>
          <Time at={facts.until} />
        </dd>
        <dt>SHA-256</dt>
        <dd className={styles.fingerprint}>{facts.fingerprint}</dd>
        {trustFile !== null && (
          <>
            <dt>To be trusted</dt>
            <dd>
              <Command text={trustFile} />
            </dd>
          </>
        )}
      </dl>
      {trustFile !== null && (
        <div className={styles.trust}>
          <CopyAuthority />
          <p className={styles.quiet}>
            Clients that trust this authority trust the doors. It can speak for the names above and for nothing else.
          </p>
        </div>
      )}
    </section>
  )
}

function CopyAuthority(): ReactNode {
  const trusted = useAct('workstation.trustedCertificate')
  const copy = async () => {
    const got = await trusted.run({})
    if (got?.pem == null) return
    const copied = await copyText(got.pem)
    toast(
      copied
        ? { tone: 'plain', text: 'Copied the authority’s certificate in PEM form' }
        : { tone: 'bad', text: 'The browser refused to copy' }
    )
  }
  return <Button onPress={() => void copy()}>Copy the authority’s certificate</Button>
}
