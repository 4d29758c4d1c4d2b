import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { RadioButton, RadioField, RadioGroup } from 'react-aria-components'
import type { WorkstationState } from '../../../core/contract/workstation.ts'
import type { Settings } from '../../../core/settings/settings.ts'
import { Button } from '../design/button.tsx'
import { visible } from '../design/visible.ts'
import { useAct } from '../wire/call.ts'
import styles from './first-run.module.css'
import { Command, PointMachine } from './point-machine.tsx'

type Choice<T extends string> = { value: T; title: string; consequence: string }

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

/** Asked once, before the desk is shown: what the model may do, who asks here, what may leave the machine. */
export function FirstRun({ state }: { state: WorkstationState }): ReactNode {
  const [action, setAction] = useState<'block' | 'observe'>(
    state.shell === 'headless' && state.settings.modelAction === 'block' ? 'block' : 'observe'
  )
  const [lookUps, setLookUps] = useState<Settings['lookUps']>(state.settings.lookUps)
  const client = useQueryClient()
  const save = useAct('settings.change', { onDone: (now) => client.setQueryData(['workstation.state', {}], now) })
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
          <p>
            Only what asks this address is protected. The workstation does not change the system’s DNS settings: you do,
            with a command below, now or later. As long as the machine asks here, it resolves nothing while the
            workstation is closed; take the setting back first.
          </p>
          <PointMachine address={address} />
        </section>
        <Choices label="3. May it look up registrations?" value={lookUps} choices={LOOK_UPS} onChange={setLookUps} />
        <footer className={styles.foot}>
          <Button
            tone="primary"
            pending={save.pending}
            onPress={() => void save.run({ modelAction: action, lookUps, firstRunDone: true })}
          >
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
          <RadioField key={choice.value} value={choice.value}>
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
