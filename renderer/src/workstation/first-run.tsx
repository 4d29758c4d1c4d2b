import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { RadioButton, RadioField, RadioGroup } from 'react-aria-components'
import type { WorkstationState } from '../../../core/contract/workstation.ts'
import type { Settings } from '../../../core/settings/settings.ts'
import { Button } from '../design/button.tsx'
import { visible } from '../design/visible.ts'
import { useAct } from '../wire/call.ts'
import styles from './first-run.module.css'
import { CONSEQUENCES, whatIsChanged } from './machine-dns-words.ts'
import { Obstacle } from './machine-dns.tsx'
import { Command, PointMachine } from './point-machine.tsx'
import { messageAt } from './same-setting.ts'

type Choice<T extends string> = { value: T; title: string; consequence: string; disabled?: boolean }

const ACTIONS: readonly Choice<'block' | 'observe'>[] = [
  {
    value: 'observe',
    title: 'Observe',
    consequence:
      'Lists block. What the model would block passes and waits in Vetting, so that you see on your own traffic how often it is wrong before it decides anything.',
  },
  {
    value: 'block',
    title: 'Block',
    consequence:
      'Lists and model block from now. A benign name that the model misjudges does not open until you vet it; one key does that, and it holds at once.',
  },
]

const LOOK_UPS: readonly Choice<Settings['lookUps']>[] = [
  {
    value: 'ask',
    title: 'Ask registries',
    consequence:
      'When you open a name, its registration is asked with RDAP, else WHOIS. The registry learns which domain you look at.',
  },
  {
    value: 'offline',
    title: 'Stay offline',
    consequence: 'No question about a registration leaves this machine. The panel of a name says so.',
  },
]

function machineChoices(governor: string | null, disabled: boolean): Choice<'later' | 'now'>[] {
  return [
    {
      value: 'later',
      title: 'Not now',
      consequence:
        'Nothing on this machine is changed. The top bar says so, and the switch stands under Workstation. Programs that you point here are protected.',
    },
    {
      value: 'now',
      title: 'Yes, while it runs',
      consequence: [whatIsChanged(governor), ...CONSEQUENCES.slice(0, 3)].filter((text) => text !== '').join(' '),
      disabled,
    },
  ]
}

/** Asked once, before the desk is shown: what the model may do, who asks here, what may leave the machine. */
export function FirstRun({ state }: { state: WorkstationState }): ReactNode {
  const [action, setAction] = useState<'block' | 'observe'>(
    state.shell === 'headless' && state.settings.modelAction === 'block' ? 'block' : 'observe'
  )
  const [lookUps, setLookUps] = useState<Settings['lookUps']>(state.settings.lookUps)
  const client = useQueryClient()
  const save = useAct('settings.change', { onDone: (now) => client.setQueryData(['workstation.state', {}], now) })
  const [machine, setMachine] = useState<'later' | 'now'>('later')
  const point = useAct('settings.change', { quiet: true })
  const { obstacle, governor } = state.machineDns
  const begin = async () => {
    // First, since it may fail: then the sheet stays, and says why.
    if (machine === 'now' && (await point.run({ machineDns: true })) === null) return
    await save.run({ modelAction: action, lookUps, firstRunDone: true })
  }
  const { address, note } = state.dns
  return (
    <div className={styles.screen}>
      <div className={styles.sheet}>
        <header>
          <h1>Before it begins</h1>
          <p>Three answers; each can be changed later under Workstation. Nothing on this machine was changed so far.</p>
        </header>
        <Choices label="1. What may the model do?" value={action} choices={ACTIONS} onChange={setAction} />
        <section className={styles.part}>
          <h2>2. Who shall ask here?</h2>
          <div>
            The resolver answers on {address === null ? <strong>no address</strong> : <Command text={address} />}
            {note !== null && <p className={styles.quiet}>{visible(note)}</p>}
          </div>
          <p>Only what asks this address is protected.</p>
        </section>
        <Choices
          label="Shall it become this machine’s DNS?"
          value={machine}
          choices={machineChoices(governor, obstacle !== null)}
          onChange={setMachine}
        />
        <Obstacle obstacle={obstacle} />
        {point.fault !== null && <p className={styles.fault}>{visible(messageAt(point.fault))}</p>}
        <details className={styles.more}>
          <summary>By hand, or for one program</summary>
          <PointMachine address={address} />
        </details>
        <Choices label="3. May it look up registrations?" value={lookUps} choices={LOOK_UPS} onChange={setLookUps} />
        <footer className={styles.foot}>
          <Button tone="primary" pending={save.pending || point.pending} onPress={() => void begin()}>
            Begin
          </Button>
        </footer>
      </div>
    </div>
  )
}

type ChoicesProps<T extends string> = {
  label: string
  value: T
  choices: readonly Choice<T>[]
  onChange: (value: T) => void
}

function Choices<T extends string>({ label, value, choices, onChange }: ChoicesProps<T>): ReactNode {
  const choose = (chosen: string) => {
    const found = choices.find((choice) => choice.value === chosen)
    if (found !== undefined) onChange(found.value)
  }
  return (
    <RadioGroup className={styles.part ?? ''} value={value} onChange={choose} aria-label={label}>
      <h2>{label}</h2>
      <div className={styles.choices}>
        {choices.map((choice) => (
          <RadioField key={choice.value} value={choice.value} isDisabled={choice.disabled ?? false}>
            <RadioButton className={styles.choice ?? ''}>
              <strong>{choice.title}</strong>
              <span>{choice.consequence}</span>
            </RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  )
}
