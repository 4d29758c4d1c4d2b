import { RotateCw, Trash2 } from 'lucide-react'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import type { BrokenLine, ListEffect, ListSummary } from '../../../core/lists/list.ts'
import { Button, Segments } from '../design/button.tsx'
import { bytes } from '../design/format.ts'
import { Select, TextField } from '../design/field.tsx'
import { FormArea } from '../design/form-area.tsx'
import { Empty, Fault } from '../design/states.tsx'
import { Time } from '../design/time.tsx'
import { toast } from '../design/toasts.tsx'
import { visible } from '../design/visible.ts'
import { Grid, useGrid, usePages, type GridColumn } from '../grid/index.ts'
import { useAct, useCall } from '../wire/call.ts'
import { messageAt } from '../workstation/same-setting.ts'
import { EffectHelp } from './effect-help.tsx'
import styles from './lists.module.css'
import type { Reload } from './use-reload.ts'
import { ListFetches } from './list-fetches.tsx'
import {
  ANSWERS,
  EFFECT_WORDS,
  FORMAT_WORDS,
  localDataText,
  PASTED,
  reachText,
  removalText,
  restoredText,
} from './words.ts'

const EFFECTS = (['block', 'allow', 'honeypot'] as const).map((value) => ({ value, text: EFFECT_WORDS[value] }))

export type ListDetailsProps = {
  list: ListSummary
  /** Asked by key; the answer is given in the panel. */
  removing: boolean
  onRemoving: (removing: boolean) => void
  onRemoved: () => void
  reload: Reload
  onClose: () => void
}

/** One list: what it does, where it comes from, what of it could not be read. */
export function ListDetails({ list, removing, onRemoving, onRemoved, reload, onClose }: ListDetailsProps): ReactNode {
  const change = useAct('lists.change')
  return (
    <FormArea className={styles.details} screenKeys onClose={removing ? () => onRemoving(false) : onClose}>
      {list.fault !== null && (
        <p className={styles.fault} role="alert">
          Its last reading failed: {visible(list.fault)}. The names read before keep deciding.
        </p>
      )}
      <div className={styles.formRow}>
        <div className={styles.grow}>
          <NameField list={list} />
        </div>
        <div className={styles.labelled}>
          <span className={styles.label}>Effect</span>
          <Segments<ListEffect>
            label="Effect"
            value={list.effect}
            options={EFFECTS}
            onChange={(effect) => void change.run({ id: list.id, effect })}
          />
        </div>
        <div className={styles.actions}>
          {list.source !== PASTED && (
            <Button
              pending={reload.pending === list.id}
              shortcut="r"
              title={list.fetching === null ? 'Reads its file again' : 'Asks its server for a newer copy'}
              onPress={() => reload.run(list)}
            >
              <RotateCw size={13} aria-hidden /> {list.fetching === null ? 'Reload' : 'Fetch now'}
            </Button>
          )}
          <Button tone="danger" disabled={removing} shortcut="Del" onPress={() => onRemoving(true)}>
            <Trash2 size={13} aria-hidden /> Remove
          </Button>
        </div>
      </div>
      {removing && <Removal list={list} onKeep={() => onRemoving(false)} onRemoved={onRemoved} />}
      {list.effect === 'block' && (
        <Select
          label="Answer"
          value={list.answer}
          options={ANSWERS}
          onChange={(answer) => void change.run({ id: list.id, answer })}
        />
      )}
      <p className={styles.help}>
        <EffectHelp effect={list.effect} /> <LookBack list={list} />
      </p>
      <dl className={styles.facts}>
        <dt>From</dt>
        <dd title={visible(list.source)}>{list.source === PASTED ? 'pasted text' : visible(list.source)}</dd>
        <dt>Read as</dt>
        <dd>
          {FORMAT_WORDS[list.format]}, {bytes(list.bytes)}, <Time at={list.loadedAt} />
        </dd>
        {list.localData > 0 && (
          <>
            <dt>Answers itself</dt>
            <dd>{localDataText(list)}</dd>
          </>
        )}
        {list.fetching !== null && <ListFetches list={list} fetching={list.fetching} />}
        <dt>Added</dt>
        <dd>
          <Time at={list.addedAt} />
        </dd>
      </dl>
      {list.broken > 0 && <BrokenLinesGrid id={list.id} />}
    </FormArea>
  )
}

/** Renamed by Enter or by leaving the field; what is wrong with the new name is said at it until it is another one. */
function NameField({ list }: { list: ListSummary }): ReactNode {
  const change = useAct('lists.change', { quiet: true })
  const [name, setName] = useState(list.name)
  const [known, setKnown] = useState(list.name)
  if (known !== list.name) {
    setKnown(list.name)
    setName(list.name)
  }
  const rename = () => {
    if (change.pending || change.fault !== null) return
    if (name.trim() === '') setName(list.name)
    else if (name.trim() !== list.name) void change.run({ id: list.id, name: name.trim() })
  }
  return (
    <TextField
      label="Name"
      value={name}
      error={change.fault === null ? null : messageAt(change.fault)}
      onChange={(next) => {
        change.reset()
        setName(next)
      }}
      onBlur={rename}
      onSubmit={rename}
      maxLength={80}
    />
  )
}

/** What it would have decided of the log, alone: to see before its effect is changed. */
function LookBack({ list }: { list: ListSummary }): ReactNode {
  const stayed = useStayed()
  const reach = useCall('lists.reach', { what: { id: list.id }, effect: list.effect }, { keep: true, enabled: stayed })
  return reach.value === undefined ? null : <>{reachText(reach.value, list.effect)}</>
}

/** Walking through the lists opens one after the other; only where somebody stops is the log looked through. */
function useStayed(): boolean {
  const [stayed, setStayed] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setStayed(true), STAYED_MS)
    return () => clearTimeout(timer)
  }, [])
  return stayed
}

const STAYED_MS = 250

function Removal({
  list,
  onKeep,
  onRemoved,
}: {
  list: ListSummary
  onKeep: () => void
  onRemoved: () => void
}): ReactNode {
  const remove = useAct('lists.remove')
  const { run: restore } = useAct('lists.restore')
  const question = useRef<HTMLDivElement>(null)
  useEffect(() => question.current?.querySelector('button')?.focus(), [])
  const run = async () => {
    if ((await remove.run({ id: list.id })) === null) return
    onRemoved()
    toast({ tone: 'good', text: `${list.name} is removed`, action: { label: 'Undo', run: () => void putBack() } })
  }
  const putBack = async () => {
    const back = await restore({ id: list.id })
    if (back !== null) toast({ tone: 'good', text: restoredText(back) })
  }
  return (
    <div className={styles.removal} role="alert" ref={question}>
      <p>{removalText(list)}</p>
      <Button tone="danger" pending={remove.pending} onPress={() => void run()}>
        Remove it
      </Button>
      <Button tone="quiet" onPress={onKeep}>
        Keep it
      </Button>
    </div>
  )
}

const COLUMNS: GridColumn<BrokenLine>[] = [
  { id: 'line', title: 'Line', width: 56, align: 'end', hideable: false, cell: (line) => String(line.line) },
  {
    id: 'text',
    title: 'Text',
    width: 160,
    cell: (line) => (
      <code className={styles.code} title={visible(line.text)}>
        {visible(line.text)}
      </code>
    ),
  },
  {
    id: 'reason',
    title: 'Why it could not be read',
    width: 240,
    grows: true,
    cell: (line) => <span title={visible(line.reason)}>{visible(line.reason)}</span>,
  },
]
const keyOf = (line: BrokenLine) => String(line.line)
const rowsOf = (page: { lines: BrokenLine[] }) => page.lines

function BrokenLinesGrid({ id }: { id: string }): ReactNode {
  const args = useMemo(() => ({ id }), [id])
  const pages = usePages('lists.brokenLines', args, { rowsOf, keyOf })
  const grid = useGrid({ rows: pages.rows, keyOf })
  const instead =
    pages.fault !== null ? (
      <Fault what="The broken lines" fault={pages.fault} retry={pages.retry} />
    ) : !pages.loading && pages.rows.total === 0 ? (
      <Empty title="No broken line" />
    ) : undefined
  return (
    <div className={styles.brokenGrid}>
      <Grid
        grid={grid}
        columns={COLUMNS}
        label="Broken lines"
        remember="lists.broken"
        loading={pages.loading}
        {...(instead === undefined ? {} : { instead })}
      />
    </div>
  )
}
