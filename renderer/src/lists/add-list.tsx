import { useState, type ReactNode } from 'react'
import type { CallArgs } from '../../../core/contract/contract.ts'
import type { CallFault } from '../../../core/contract/fault.ts'
import type { ListAnswer, ListEffect, ListPreview } from '../../../core/lists/list.ts'
import { Button, Segments } from '../design/button.tsx'
import { counted } from '../design/format.ts'
import { Select, TextField } from '../design/field.tsx'
import { FormArea } from '../design/form-area.tsx'
import { Name } from '../design/name.tsx'
import { toast } from '../design/toasts.tsx'
import { BrokenLines } from '../files/broken-lines.tsx'
import { fileName, PathField } from '../files/path-field.tsx'
import { useAct, useCall } from '../wire/call.ts'
import { messageAt } from '../workstation/same-setting.ts'
import styles from './lists.module.css'
import { EffectHelp } from './effect-help.tsx'
import { addedText, ANSWERS, EFFECT_WORDS, previewText, reachText } from './words.ts'

type Source = CallArgs<'lists.add'>['source']
type Draft = {
  kind: Source['kind']
  path: string
  url: string
  text: string
  name: string
  effect: ListEffect
  answer: ListAnswer
}

const EMPTY: Draft = { kind: 'address', path: '', url: '', text: '', name: '', effect: 'block', answer: 'usual' }
const EFFECTS = (['block', 'allow', 'honeypot'] as const).map((value) => ({ value, text: EFFECT_WORDS[value] }))

/** Subscribes a list: first it is read and shown for what it seems to be, then it is added. */
export function AddList({ onAdded, onClose }: { onAdded: (id: string) => void; onClose: () => void }): ReactNode {
  const [draft, setDraft] = useState(EMPTY)
  const [checked, setChecked] = useState<ListPreview | null>(null)
  const preview = useAct('lists.preview', { quiet: true })
  const add = useAct('lists.add', { quiet: true })
  const change = (part: Partial<Draft>) => {
    if ('path' in part || 'url' in part || 'text' in part || 'kind' in part) setChecked(null)
    preview.reset()
    add.reset()
    setDraft((now) => ({ ...now, ...part }))
  }
  const check = async (next: Draft) => {
    const value = await preview.run({ source: sourceOf(next) })
    setChecked(value)
    if (value !== null && next.name === '' && next.kind !== 'pasted')
      setDraft((now) => ({ ...now, name: listName(next.kind === 'file' ? next.path : next.url) }))
  }
  const submit = async () => {
    const list = await add.run({
      name: draft.name,
      effect: draft.effect,
      answer: draft.answer,
      source: sourceOf(draft),
    })
    if (list === null) return
    toast({ tone: 'good', text: addedText(list) })
    onAdded(list.id)
  }
  const empty = { file: draft.path, address: draft.url, pasted: draft.text }[draft.kind].trim() === ''
  const sourceFault = messageOf(preview.fault) ?? (add.fault?.field === 'name' ? null : messageOf(add.fault))
  return (
    <FormArea className={styles.form} begins onClose={onClose}>
      <div>
        <Segments
          label="Where it comes from"
          value={draft.kind}
          options={[
            { value: 'address', text: 'An address' },
            { value: 'file', text: 'A file' },
            { value: 'pasted', text: 'Pasted text' },
          ]}
          onChange={(kind) => change({ kind })}
        />
      </div>
      {draft.kind === 'address' ? (
        <div className={styles.tryRow}>
          <div className={styles.grow}>
            <TextField
              label="Address"
              value={draft.url}
              error={sourceFault}
              placeholder="https://lists.example/names.txt"
              help="Fetched now, and again once a day or as the settings say; the last good copy decides meanwhile."
              onChange={(url) => change({ url })}
              onSubmit={() => void (!empty && check(draft))}
              maxLength={2000}
            />
          </div>
          <div className={styles.beside}>
            <Button disabled={empty} pending={preview.pending} onPress={() => void check(draft)}>
              Fetch
            </Button>
          </div>
        </div>
      ) : draft.kind === 'file' ? (
        <PathField
          label="File"
          title="Choose a list of names"
          value={draft.path}
          error={sourceFault}
          onChange={(path) => change({ path })}
          onChosen={([path = '']) => {
            change({ path })
            void check({ ...draft, path })
          }}
        >
          <Button disabled={empty} pending={preview.pending} onPress={() => void check(draft)}>
            Read
          </Button>
        </PathField>
      ) : (
        <>
          <TextField
            label="The list's text"
            names
            rows={5}
            value={draft.text}
            error={sourceFault}
            placeholder={'ads.quietharbor.example\n0.0.0.0 track.pixelriver.example'}
            onChange={(text) => change({ text })}
            maxLength={8_000_000}
          />
          <div>
            <Button disabled={empty} pending={preview.pending} onPress={() => void check(draft)}>
              Read
            </Button>
          </div>
        </>
      )}
      {checked !== null && <Preview preview={checked} />}
      {checked !== null && checked.names > 0 && <ReachBefore source={sourceOf(draft)} effect={draft.effect} />}
      <div className={styles.formRow}>
        <div className={styles.grow}>
          <TextField
            label="Name of the list"
            value={draft.name}
            error={add.fault?.field === 'name' ? messageOf(add.fault) : null}
            placeholder="Trackers and advertisements"
            onChange={(name) => change({ name })}
            maxLength={80}
          />
        </div>
        <div className={styles.labelled}>
          <span className={styles.label}>Effect</span>
          <Segments label="Effect" value={draft.effect} options={EFFECTS} onChange={(effect) => change({ effect })} />
        </div>
      </div>
      {draft.effect === 'block' && (
        <Select label="Answer" value={draft.answer} options={ANSWERS} onChange={(answer) => change({ answer })} />
      )}
      <p className={styles.help}>
        <EffectHelp effect={draft.effect} />
      </p>
      <div>
        <Button
          tone="primary"
          disabled={checked === null || checked.names === 0 || draft.name.trim() === ''}
          pending={add.pending}
          title={checked === null ? 'Read it first: then it is known what it holds' : ''}
          onPress={() => void submit()}
        >
          {checked === null ? 'Add' : `Add ${counted(checked.names, 'name')}`}
        </Button>
      </div>
    </FormArea>
  )
}

function Preview({ preview }: { preview: ListPreview }): ReactNode {
  return (
    <div className={styles.preview} aria-live="polite">
      <strong>{previewText(preview)}</strong>
      {preview.names === 0 && <p className={styles.broken}>No name could be read from it: it cannot be added.</p>}
      <ul className={styles.sample} aria-label="First names">
        {preview.sample.slice(0, 6).map((name) => (
          <li key={name}>
            <Name name={name} />
          </li>
        ))}
      </ul>
      {preview.brokenLines.length > 0 && <BrokenLines lines={preview.brokenLines.slice(0, 5)} />}
    </div>
  )
}

/** Told before it is done: what of the log it would have decided. */
function ReachBefore({ source, effect }: { source: Source; effect: ListEffect }): ReactNode {
  const reach = useCall('lists.reach', { what: { source }, effect }, { keep: true })
  if (reach.value === undefined)
    return <p className={styles.help}>{reach.fault?.message ?? 'Looking back on the last 30 days …'}</p>
  return (
    <p className={styles.reach} aria-live="polite">
      {reachText(reach.value, effect)}
    </p>
  )
}

function messageOf(fault: CallFault | null): string | null {
  return fault === null ? null : messageAt(fault)
}

function sourceOf({ kind, path, url, text }: Draft): Source {
  switch (kind) {
    case 'file':
      return { kind, path: path.trim() }
    case 'address':
      return { kind, url: url.trim() }
    case 'pasted':
      return { kind, text }
  }
}

function listName(path: string): string {
  return fileName(path)
    .replace(/\.(txt|list|hosts|conf|gz)$/i, '')
    .slice(0, 80)
}
