import { useState, type ReactNode } from 'react'
import type { ListEffect } from '../../../core/lists/list.ts'
import type { OverrideScope } from '../../../core/lists/override.ts'
import type { NewOverride, OverrideRow } from '../../../core/vetting/override-entry.ts'
import { Button, Segments } from '../design/button.tsx'
import { TextField } from '../design/field.tsx'
import { count, counted } from '../design/format.ts'
import { FormArea } from '../design/form-area.tsx'
import { Panel } from '../design/panel.tsx'
import { useCall } from '../wire/call.ts'
import { messageAt } from '../workstation/same-setting.ts'
import styles from './overrides.module.css'
import { useOverride } from './use-override.tsx'
import { DURATIONS, EFFECT_VERBS, type Ends } from './words.ts'

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
  const override = useOverride({ quiet: true })
  const change = (part: Partial<Draft>) => {
    override.reset()
    setDraft((now) => ({ ...now, ...part }))
  }
  const scope = scopeOf(draft)
  const wish = wishOf(draft, scope)
  const submit = async () => {
    if (wish !== null && (await override.set(wish))) onClose()
  }
  const { fault } = override
  const faultOf = (field: string) => (fault?.field?.startsWith(field) === true ? messageAt(fault) : null)
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
        {fault === null && <Before scope={scope} endless={wish === null} />}
        {fault !== null && !['scope.name', 'scope.client', 'ends'].some((field) => faultOf(field) !== null) && (
          <p className={styles.fault} role="alert">
            {messageAt(fault)}
          </p>
        )}
        <div>
          <Button tone="primary" disabled={wish === null} pending={override.pending} onPress={() => void submit()}>
            {EFFECT_VERBS[draft.effect]}
          </Button>
        </div>
      </FormArea>
    </Panel>
  )
}

/** Before it is made: what it still lacks, or what it would reach. */
function Before({ scope, endless }: { scope: OverrideScope | null; endless: boolean }): ReactNode {
  if (scope === null)
    return <p className={styles.faint}>Write what it is to cover: then it is told what it would reach.</p>
  return (
    <>
      {endless && <p className={styles.faint}>Say until when: the day and the time of its end are missing.</p>}
      <Reach scope={scope} />
    </>
  )
}

function Reach({ scope }: { scope: OverrideScope }): ReactNode {
  const reach = useCall('overrides.reach', { scope }, { keep: true })
  // What is being typed is no name yet; the field says what is wrong with it once it is sent.
  if (reach.value === undefined)
    return <p className={styles.faint}>{reach.fault === null ? ' ' : messageAt(reach.fault)}</p>
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

function scopeOf({ kind, name, client }: Draft): OverrideScope | null {
  const who = client.trim() === '' ? null : client.trim()
  if (kind === 'client') return who === null ? null : { kind, client: who }
  return name.trim() === '' ? null : { kind, name: name.trim(), client: who }
}

function wishOf(draft: Draft, scope: OverrideScope | null): NewOverride | null {
  const ends = endOf(draft)
  return scope === null || ends === null ? null : { scope, effect: draft.effect, ends, note: draft.note.trim() }
}

function endOf({ ends, until }: Draft): Ends | null {
  if (ends !== 'at') return DURATIONS.find(({ id }) => id === ends)?.ends ?? null
  const time = new Date(until).getTime()
  return Number.isNaN(time) ? null : { kind: 'at', time }
}

function draftOf({ scope, effect, note }: OverrideRow): Draft {
  const { kind, client } = scope
  return { ...EMPTY, kind, name: kind === 'client' ? '' : scope.name, client: client ?? '', effect, note }
}
