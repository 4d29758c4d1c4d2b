import type { ReactNode } from 'react'
import { CheckBox, NumberField } from '../design/field.tsx'
import { addressesOf, linesOf } from './same-setting.ts'
import { NetworkRoutes } from './network-routes.tsx'
import { Setting } from './setting.tsx'
import { TextSetting } from './text-setting.tsx'
import type { SettingsForm } from './use-settings.ts'

/** Who is asked about some domains, and what is answered without asking anyone. */
export function AnswerSettings({ form }: { form: SettingsForm }): ReactNode {
  const { settings, change, fault, reset } = form
  return (
    <>
      <Setting
        title="Domains with upstreams of their own"
        does="One a line: a domain and the upstreams to ask about it and all below it, written as above, for a company’s or a home’s own names and reverse zones. Nothing else is ever asked about them."
        standard="none"
        onReset={reset('forwarding')}
      >
        <TextSetting
          label="Domains"
          rows={3}
          value={settings.forwarding.join('\n')}
          error={fault('forwarding')}
          placeholder={'corp.lan 192.168.1.1\n168.192.in-addr.arpa 192.168.1.1'}
          onCommit={(text) => change('forwarding', linesOf(text))}
        />
        <NetworkRoutes forwarding={settings.forwarding} onTake={(lines) => change('forwarding', lines)} />
      </Setting>
      <Setting
        title="Local records"
        does="One a line as in a hosts file: an address and its names. They are answered here before any list or model, in both directions."
        standard="none"
        onReset={reset('localRecords')}
      >
        <TextSetting
          label="Records"
          rows={3}
          value={settings.localRecords.join('\n')}
          error={fault('localRecords')}
          placeholder={'192.168.1.5 nas.lan files.lan'}
          onCommit={(text) => change('localRecords', linesOf(text))}
        />
      </Setting>
      <PrivateAddresses form={form} />
      <Setting
        title="Keep browsers here"
        does="Firefox, and Apple’s Private Relay, ask for special names before they go round a network’s resolver. On: they are told not to."
        standard="on"
        onReset={reset('keepBrowsers')}
      >
        <CheckBox checked={settings.keepBrowsers} onChange={(value) => change('keepBrowsers', value)}>
          Tell programs to keep to this resolver
        </CheckBox>
      </Setting>
      <Setting
        title="Old answers when no upstream answers"
        does="On: a name that was asked in the last day is answered as before, marked as stale, until an upstream answers again."
        standard="on"
        onReset={reset('serveStale')}
      >
        <CheckBox checked={settings.serveStale} onChange={(value) => change('serveStale', value)}>
          Give the last answer
        </CheckBox>
      </Setting>
      <Setting
        title="Questions of one client in a second"
        does="For clients on other machines, where the resolver is opened to them; programs on this machine are never held back. 0: no limit."
        standard="200"
        onReset={reset('queriesPerSecond')}
      >
        <NumberField
          label="Questions"
          min={0}
          max={100_000}
          value={settings.queriesPerSecond}
          error={fault('queriesPerSecond')}
          onChange={(value) => !Number.isNaN(value) && change('queriesPerSecond', value)}
        />
      </Setting>
    </>
  )
}

function PrivateAddresses({ form: { settings, change, fault, reset } }: { form: SettingsForm }): ReactNode {
  return (
    <Setting
      title="Private addresses"
      does="A web page can let its own name lead to a machine of your network (DNS rebinding). On: a public name that leads to a private, loopback or link-local address is answered as empty, but for the domains below."
      standard="on, without exceptions"
      onReset={reset('refusePrivateAddresses') ?? reset('privateAddressesAllowed')}
    >
      <CheckBox checked={settings.refusePrivateAddresses} onChange={(value) => change('refusePrivateAddresses', value)}>
        Refuse them for public names
      </CheckBox>
      <TextSetting
        label="Except below"
        rows={2}
        value={settings.privateAddressesAllowed.join('\n')}
        error={fault('privateAddressesAllowed')}
        placeholder="intranet.example.com"
        onCommit={(text) => change('privateAddressesAllowed', addressesOf(text))}
      />
    </Setting>
  )
}
