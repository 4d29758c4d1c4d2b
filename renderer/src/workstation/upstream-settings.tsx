import type { ReactNode } from 'react'
import type { Settings } from '../../../core/settings/settings.ts'
import { Segments } from '../design/button.tsx'
import { Select } from '../design/field.tsx'
import { addressesOf } from './same-setting.ts'
import { Setting } from './setting.tsx'
import { TextSetting } from './text-setting.tsx'
import type { SettingsForm } from './use-settings.ts'

const STRATEGIES: readonly { value: Settings['upstreamStrategy']; text: string; help: string }[] = [
  { value: 'ordered', text: 'In order', help: 'the next one when one fails' },
  { value: 'fastest', text: 'Fastest', help: 'the two that were quickest lately' },
  { value: 'parallel', text: 'All at once', help: 'the first answer counts' },
  { value: 'random', text: 'Random', help: 'each time another one first' },
]

const AUTHENTICATED: readonly { value: Settings['authenticated']; text: string }[] = [
  { value: 'secured', text: 'Encrypted and local' },
  { value: 'all', text: 'All' },
  { value: 'none', text: 'None' },
]

/** How upstreams are asked, found and believed. */
export function UpstreamSettings({ form }: { form: SettingsForm }): ReactNode {
  const { settings, change, fault, reset } = form
  return (
    <>
      <Setting
        title="Which upstream is asked"
        does="In order: the next one when one fails. Fastest: the two that were quickest lately, the first answer counts. All at once: all of them learn what you ask. Random: each time another one first."
        standard="in order"
        onReset={reset('upstreamStrategy')}
      >
        <Select
          label="Which upstream is asked"
          hideLabel
          value={settings.upstreamStrategy}
          options={STRATEGIES}
          error={fault('upstreamStrategy')}
          onChange={(value) => change('upstreamStrategy', value)}
        />
      </Setting>
      <Setting
        title="Where encrypted upstreams are"
        does="An encrypted upstream without an address behind its name has to be found first. These resolvers are asked for that one name, in plain, and for nothing else; the upstream then has to prove that it is who was meant."
        standard="the machine’s own resolver"
        onReset={reset('bootstrap')}
      >
        <TextSetting
          label="Addresses"
          rows={2}
          value={settings.bootstrap.join('\n')}
          error={fault('bootstrap')}
          placeholder="192.0.2.53"
          onCommit={(text) => change('bootstrap', addressesOf(text))}
        />
      </Setting>
      <Setting
        title="Whose DNSSEC checks are believed"
        does="This resolver does not validate DNSSEC itself. It passes on that an upstream did (AD) only from upstreams whose answers nobody on the way can change; or from all, or from none."
        standard="encrypted and local"
        onReset={reset('authenticated')}
      >
        <Segments
          label="Whose DNSSEC checks are believed"
          value={settings.authenticated}
          options={AUTHENTICATED}
          onChange={(value) => change('authenticated', value)}
        />
      </Setting>
    </>
  )
}
