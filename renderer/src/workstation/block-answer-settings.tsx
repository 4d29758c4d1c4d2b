import type { ReactNode } from 'react'
import type { Settings } from '../../../core/settings/settings.ts'
import { NumberField, Select } from '../design/field.tsx'
import { Setting } from './setting.tsx'
import type { SettingsForm } from './use-settings.ts'

const USUAL = 'usual'
type Choice = typeof USUAL | Settings['blockingAnswer']

const CHOICES: readonly { value: Choice; text: string }[] = [
  { value: USUAL, text: 'as every blocked name' },
  { value: 'blackhole', text: 'null address' },
  { value: 'nxdomain', text: 'NXDOMAIN: no such name' },
  { value: 'nodata', text: 'NODATA: nothing of this type' },
  { value: 'refused', text: 'REFUSED' },
  { value: 'honeypot', text: 'honeypot' },
]

const WHOSE = [
  {
    key: 'modelAnswer',
    title: 'Answer to what the model blocks',
    does: 'A honeypot shows on the machine itself that a name was blocked; NXDOMAIN makes programs give up at once.',
  },
  {
    key: 'decisionAnswer',
    title: 'Answer to what you decided',
    does: 'For names that you vetted malicious, and for overrides that block.',
  },
] as const

/** How what the model and a person block is answered, and how often lists are fetched. Each list has its own answer on Lists. */
export function BlockAnswerSettings({ form }: { form: SettingsForm }): ReactNode {
  const { settings, change, fault, reset } = form
  return (
    <>
      {WHOSE.map(({ key, title, does }) => (
        <Setting key={key} title={title} does={does} standard="as every blocked name" onReset={reset(key)}>
          <Select<Choice>
            label={title}
            hideLabel
            value={settings[key] ?? USUAL}
            options={CHOICES}
            error={fault(key)}
            onChange={(value) => change(key, value === USUAL ? null : value)}
          />
        </Setting>
      ))}
      <Setting
        title="Fetch lists"
        does="Hours between two fetches of a list at an address, unless the list says otherwise. A server that fails is asked less and less."
        standard="24"
        onReset={reset('listHours')}
      >
        <NumberField
          label="Hours"
          min={1}
          max={8760}
          value={settings.listHours}
          error={fault('listHours')}
          onChange={(value) => !Number.isNaN(value) && change('listHours', value)}
        />
      </Setting>
    </>
  )
}
