import { useState, type ReactNode } from 'react'
import type { ListEffect } from '../../../core/lists/list.ts'
import type { OverrideScope } from '../../../core/lists/override.ts'
import type { NewOverride, OverrideRow } from '../../../core/vetting/override-entry.ts'
import { Button, Segments } from '../design/button.tsx'
import { TextField } from '../design/field.tsx'
import { count, counted } from '../design/format.ts'
import { FormArea } from '../design/form-area.tsx'
import { Panel } from '../design/panel.tsx'
import { useAct, useCall } from '../wire/call.ts'
import styles from './overrides.module.css'
import { DURATIONS, EFFECT_VERBS } from './words.ts'

type Draft = {
  kind: OverrideScope['kind']
  name: string
  client: string
  effect: ListEffect
  /** A duration's id, or 'at'. */
  ends: string
  until: string
  note: string
}

const EMPTY: Draft = { kind: 'tree', name: '', client: '', effect: 'allow', ends: '60', until: '', note: '' }
const EFFECTS = (['allow', 'block', 'honeypot'] as const).map((value) => ({ value, text: EFFECT_VERBS[value] }))
const KINDS: { value: Draft['kind']; text: string }[] = [
  { value: 'tree', text: 'A name and all below' },
  { value: 'name', text: 'A name alone' },
  { value: 'client', text: 'A client, whatever it asks' },
]
const ENDS = [...DURATIONS.map(({ id, text }) => ({ value: id, text })), { value: 'at', text: 'until…' }]

/** `like`: one that is to be made again. */
export function AddOverride({ like, onClose }: { like: OverrideRow | null; onClose: () => void }): ReactNode {
  const [draft, setDraft] = useState<Draft>(() => (like === null ? EMPTY : draftOf(like)))
  const set = useAct('overrides.set', { quiet: true })
  const change = (part: Partial<Draft>) => {
    set.reset()
    setDraft((now) => ({ ...now, ...part }))
  }
  const wish = wishOf(draft)
  const submit = async () => {
    if (wish !== null && (await set.run(wish)) !== null) onClose()
  }
  const faultOf = (field: string) => (set.fault?.field?.startsWith(field) === true ? set.fault.message : null)
  return (
    <Panel
      title="Add an override"
      fill
      aside={
        <Button tone="quiet" onPress={onClose}>
          Close
        </Button>
      }
    >
      <FormArea className={styles.form} begins onClose={onClose}>
        <div>
          <Segments label="What it covers" value={draft.kind} options={KINDS} onChange={(kind) => change({ kind })} />
        </div>
        <div className={styles.formRow}>
          {draft.kind !== 'client' && (
            <div className={styles.grow}>
              <TextField
                label="Name"
                names
                value={draft.name}
                error={faultOf('scope.name')}
                placeholder="shop.brightfern.example"
                onChange={(name) => change({ name })}
                onSubmit={() => void submit()}
                maxLength={1000}
              />
            </div>
          )}
          <div className={styles.grow}>
            <TextField
              label={draft.kind === 'client' ? 'Client or network' : 'For this client or network only (else everybody)'}
              value={draft.client}
              error={faultOf('scope.client')}
              placeholder="192.168.1.7 or 192.168.1.0/24"
              onChange={(client) => change({ client })}
              onSubmit={() => void submit()}
              maxLength={100}
            />
          </div>
        </div>
        <div className={styles.formRow}>
          <Segments label="Effect" value={draft.effect} options={EFFECTS} onChange={(effect) => change({ effect })} />
          <Segments label="How long" value={draft.ends} options={ENDS} onChange={(ends) => change({ ends })} />
          {draft.ends === 'at' && (
            <label className={styles.until}>
              <span className="visually-hidden">Until</span>
              <input
                type="datetime-local"
                value={draft.until}
                onChange={(event) => change({ until: event.target.value })}
              />
            </label>
          )}
        </div>
        {faultOf('ends') !== null && (
          <p className={styles.fault} role="alert">
            {faultOf('ends')}
          </p>
        )}
        <TextField
          label="Note"
          value={draft.note}
          onChange={(note) => change({ note })}
          onSubmit={() => void submit()}
          maxLength={1000}
        />
        {wish === null ? (
          <p className={styles.faint}>Write what it is to cover: then it is told what it would reach.</p>
        ) : (
          <Reach scope={wish.scope} />
        )}
        {set.fault !== null && !['scope.name', 'scope.client', 'ends'].some((field) => faultOf(field) !== null) && (
          <p className={styles.fault} role="alert">
            {set.fault.message}
          </p>
        )}
        <div>
          <Button tone="primary" disabled={wish === null} pending={set.pending} onPress={() => void submit()}>
            {EFFECT_VERBS[draft.effect]}
          </Button>
        </div>
      </FormArea>
    </Panel>
  )
}

function Reach({ scope }: { scope: OverrideScope }): ReactNode {
  const reach = useCall('overrides.reach', { scope }, { keep: true })
  // What is being typed is no name yet; the field says what is wrong with it once it is sent.
  if (reach.value === undefined) return <p className={styles.faint}>{reach.fault?.message ?? ' '}</p>
  const { names, queries, vettedBenign, vettedMalicious } = reach.value
  const vetted = [
    vettedBenign > 0 ? `${count(vettedBenign)} vetted benign` : '',
    vettedMalicious > 0 ? `${count(vettedMalicious)} vetted malicious` : '',
  ].filter((part) => part !== '')
  return (
    <p className={styles.reach}>
      In the last 30 days it would have decided {counted(queries, 'query', 'queries')} for {counted(names, 'name')}
      {vetted.length > 0 && `, ${vetted.join(', ')}`}.
    </p>
  )
}

function wishOf({ kind, name, client, effect, ends, until, note }: Draft): NewOverride | null {
  const who = client.trim() === '' ? null : client.trim()
  const scope: OverrideScope | null =
    kind === 'client'
      ? who === null
        ? null
        : { kind, client: who }
      : name.trim() === ''
        ? null
        : { kind, name: name.trim(), client: who }
  const time = new Date(until).getTime()
  const end =
    ends === 'at'
      ? Number.isNaN(time)
        ? null
        : { kind: 'at' as const, time }
      : DURATIONS.find(({ id }) => id === ends)?.ends
  return scope === null || end === null || end === undefined ? null : { scope, effect, ends: end, note: note.trim() }
}

function draftOf({ scope, effect, note }: OverrideRow): Draft {
  const { kind, client } = scope
  return { ...EMPTY, kind, name: kind === 'client' ? '' : scope.name, client: client ?? '', effect, note }
}
