import type { ReactNode } from 'react'
import type { WorkstationState } from '../../../core/contract/workstation.ts'
import type { Settings } from '../../../core/settings/settings.ts'
import { Segments } from '../design/button.tsx'
import { CheckBox, NumberField, Select } from '../design/field.tsx'
import { AnswerSettings } from './answer-settings.tsx'
import { BlockAnswerSettings } from './block-answer-settings.tsx'
import { HoneypotSettings } from './honeypot-settings.tsx'
import { addressesOf } from './same-setting.ts'
import { Setting } from './setting.tsx'
import styles from './settings.module.css'
import { TextSetting } from './text-setting.tsx'
import { UpstreamSettings } from './upstream-settings.tsx'
import { useSettings, type SettingsForm } from './use-settings.ts'

type Option<T extends string> = { value: T; text: string; help?: string }

const ANSWERS: readonly Option<Settings['blockingAnswer']>[] = [
  { value: 'blackhole', text: 'Null address', help: '0.0.0.0 and ::, refused at once by most systems' },
  { value: 'nxdomain', text: 'NXDOMAIN', help: 'the name does not exist; some programs then try another name' },
  { value: 'nodata', text: 'NODATA', help: 'the name exists without an address' },
  { value: 'refused', text: 'REFUSED', help: 'clients may ask another resolver' },
  { value: 'honeypot', text: 'Honeypot', help: 'the address below, where you can see what connects' },
]

const ACTIONS: readonly Option<Settings['modelAction']>[] = [
  { value: 'block', text: 'Block' },
  { value: 'observe', text: 'Observe' },
  { value: 'off', text: 'Off' },
]

const LOOK_UPS: readonly Option<Settings['lookUps']>[] = [
  { value: 'ask', text: 'Ask' },
  { value: 'offline', text: 'Offline' },
]

const APPEARANCES: readonly Option<Settings['appearance']>[] = [
  { value: 'system', text: 'System' },
  { value: 'dark', text: 'Dark' },
  { value: 'light', text: 'Light' },
]

type SettingsFormProps = Pick<WorkstationState, 'settings' | 'honeypotPage'>

/** Every setting with what it does and its default; each holds as soon as it is chosen. */
export function SettingsFormView({ settings, honeypotPage }: SettingsFormProps): ReactNode {
  const form = useSettings(settings)
  const { change, fault, reset } = form
  return (
    <div className={styles.settings}>
      <Setting
        title="What the model may do"
        does="Block: a malicious score is answered as below. Observe: such names pass and wait for vetting. Off: lists alone decide."
        standard="block"
        onReset={reset('modelAction')}
      >
        <Segments
          label="What the model may do"
          value={settings.modelAction}
          options={ACTIONS}
          onChange={(value) => change('modelAction', value)}
        />
      </Setting>
      <Setting
        title="Answer to a blocked name"
        does="For address questions; every other type is answered as empty. Lists with the effect honeypot always lead to the honeypot."
        standard="null address"
        onReset={reset('blockingAnswer')}
      >
        <Select
          label="Answer to a blocked name"
          hideLabel
          value={settings.blockingAnswer}
          options={ANSWERS}
          error={fault('blockingAnswer')}
          onChange={(value) => change('blockingAnswer', value)}
        />
      </Setting>
      <BlockAnswerSettings form={form} />
      <HoneypotSettings form={form} page={honeypotPage} />
      <Setting
        title="Upstreams"
        does="The resolvers that are asked what is not blocked and not cached, one a line: an address for plain DNS, tls://NAME@ADDRESS for DNS over TLS, https://NAME/PATH@ADDRESS for DNS over HTTPS. An encrypted one is never asked in plain."
        standard="the machine’s own resolver as found at start"
        onReset={reset('upstreams')}
      >
        <TextSetting
          label="Addresses"
          rows={3}
          value={settings.upstreams.join('\n')}
          error={fault('upstreams')}
          placeholder={'192.0.2.53\ntls://dns.example@192.0.2.1\nhttps://dns.example/dns-query@192.0.2.1'}
          onCommit={(text) => change('upstreams', addressesOf(text))}
        />
      </Setting>
      <UpstreamSettings form={form} />
      <AnswerSettings form={form} />
      <Setting
        title="Wait for a score"
        does="How long an answer waits for the model, in milliseconds. A score that comes later lets the name pass and decides the next time."
        standard="50 ms"
        onReset={reset('scoreWaitMs')}
      >
        <NumberField
          label="Milliseconds"
          min={1}
          max={1000}
          value={settings.scoreWaitMs}
          error={fault('scoreWaitMs')}
          onChange={(value) => !Number.isNaN(value) && change('scoreWaitMs', value)}
        />
      </Setting>
      <Setting
        title="Ask while scoring"
        does="On: the upstream is asked while the model scores, so that nothing is slower. Off: a name that the model blocks never leaves this machine."
        standard="on"
        onReset={reset('askWhileScoring')}
      >
        <CheckBox checked={settings.askWhileScoring} onChange={(value) => change('askWhileScoring', value)}>
          Ask the upstream at once
        </CheckBox>
      </Setting>
      <Retention form={form} />
      <Setting
        title="Look-ups of registrations"
        does="RDAP and WHOIS questions tell a registry which domain you look at. Offline: none leaves this machine, and what is in the cache is shown."
        standard="ask"
        onReset={reset('lookUps')}
      >
        <Segments
          label="Look-ups of registrations"
          value={settings.lookUps}
          options={LOOK_UPS}
          onChange={(value) => change('lookUps', value)}
        />
      </Setting>
      <Setting
        title="Appearance"
        does="Dark, light, or as the system says."
        standard="system"
        onReset={reset('appearance')}
      >
        <Segments
          label="Appearance"
          value={settings.appearance}
          options={APPEARANCES}
          onChange={(value) => change('appearance', value)}
        />
      </Setting>
    </div>
  )
}

function Retention({ form: { settings, change, fault, reset } }: { form: SettingsForm }): ReactNode {
  const { retention } = settings
  return (
    <Setting
      title="How long answers are kept"
      does="Whole days are deleted, oldest first, until both limits hold; the disk gets its room back. Decisions and models stay."
      standard="90 days, 2,048 MB"
      onReset={reset('retention')}
    >
      <div className={styles.pair}>
        <NumberField
          label="Days"
          min={1}
          max={3650}
          value={retention.days}
          error={fault('retention.days')}
          onChange={(days) => !Number.isNaN(days) && change('retention', { ...retention, days })}
        />
        <NumberField
          label="Megabytes"
          min={16}
          max={10_000_000}
          value={retention.megabytes}
          error={fault('retention.megabytes')}
          onChange={(megabytes) => !Number.isNaN(megabytes) && change('retention', { ...retention, megabytes })}
        />
      </div>
    </Setting>
  )
}
