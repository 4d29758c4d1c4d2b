import { ChevronDown } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import type { ListEffect } from '../../../core/lists/list.ts'
import type { OverrideRow } from '../../../core/vetting/override-entry.ts'
import { Button } from '../design/button.tsx'
import { counted } from '../design/format.ts'
import { Select } from '../design/field.tsx'
import { Menu } from '../design/menu.tsx'
import { Time } from '../design/time.tsx'
import { visible } from '../design/visible.ts'
import { useKeys } from '../frame/keys.ts'
import { Section } from '../panel/section.tsx'
import { useCall } from '../wire/call.ts'
import styles from './overrides.module.css'
import { useOverride } from './use-override.tsx'
import { coversName, DURATIONS, EFFECT_DONE, EFFECT_VERBS, scopeRest, type Ends } from './words.ts'

const EFFECTS = ['allow', 'block', 'honeypot'] as const
const EVERYBODY = ''
type Coverage = 'tree' | 'name'

export type OverrideActionsProps = { name: string; clients: readonly string[]; note: string; onDone: () => void }

/** In the detail panel: what holds for this name for a while, or for one client only, whatever it is. */
export function OverrideActions({ name, clients, note, onDone }: OverrideActionsProps): ReactNode {
  const { set } = useOverride()
  const [client, setClient] = useState(EVERYBODY)
  const [kind, setKind] = useState<Coverage>('tree')
  const row = useRef<HTMLDivElement>(null)
  useKeys('Detail panel', {
    o: {
      says: 'Override it for a while',
      run: () => row.current?.querySelector<HTMLElement>('button[aria-haspopup]')?.focus(),
    },
  })
  const run = async (effect: ListEffect, ends: Ends) => {
    const scope = { kind, name, client: client === EVERYBODY ? null : client }
    if (await set({ scope, effect, ends, note })) onDone()
  }
  return (
    <div className={styles.actions}>
      <div className={styles.choices} role="group" aria-label="Override" ref={row}>
        {EFFECTS.map((effect) => (
          <Menu
            key={effect}
            label={`${EFFECT_VERBS[effect]} for a while`}
            className={styles.menu ?? ''}
            trigger={
              <>
                {EFFECT_VERBS[effect]} for <ChevronDown size={12} aria-hidden />
              </>
            }
            choices={DURATIONS.map(({ id, text, ends }) => ({
              id,
              text: `${EFFECT_VERBS[effect]} ${text}`,
              run: () => void run(effect, ends),
            }))}
          />
        ))}
      </div>
      <div className={styles.scopes}>
        <Select<Coverage>
          label="What it covers"
          hideLabel
          value={kind}
          options={[
            { value: 'tree', text: 'with all below it' },
            { value: 'name', text: 'this name alone' },
          ]}
          onChange={setKind}
        />
        <Select
          label="Whose questions"
          hideLabel
          value={client}
          options={[
            { value: EVERYBODY, text: 'for everybody' },
            ...clients.map((one) => ({ value: one, text: `for ${visible(one)} only` })),
          ]}
          onChange={setClient}
        />
      </div>
    </div>
  )
}

/** Those that hold for this name, for somebody. */
export function NameOverrides({ name }: { name: string }): ReactNode {
  const all = useCall('overrides.all', {})
  const { end } = useOverride()
  const holding = (all.value?.holding ?? []).filter((row) => coversName(row, name))
  if (holding.length === 0) return null
  return (
    <Section title={counted(holding.length, 'override holds', 'overrides hold')}>
      <ul className={styles.held}>
        {holding.map((row) => (
          <Held key={row.id} row={row} onEnd={() => void end(row)} />
        ))}
      </ul>
    </Section>
  )
}

function Held({ row, onEnd }: { row: OverrideRow; onEnd: () => void }): ReactNode {
  const { scope, effect, until, note, actor, hits } = row
  return (
    <li className={styles.heldRow}>
      <span>
        <span className={styles.effect} data-effect={effect}>
          {EFFECT_DONE[effect]}
        </span>{' '}
        {'name' in scope && visible(scope.name)} {scopeRest(scope)},{' '}
        {until === null ? (
          'for ever'
        ) : (
          <>
            ends <Time at={until} />
          </>
        )}
        <span className={styles.faint}>
          {' '}
          by {visible(actor)}, {counted(hits, 'hit')}
          {note !== '' && `: ${visible(note)}`}
        </span>
      </span>
      <Button tone="quiet" onPress={onEnd}>
        End
      </Button>
    </li>
  )
}
