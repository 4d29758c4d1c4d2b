import { useMemo, useState, type ReactNode } from 'react'
import { vettingOrderSchema, type VettingRow } from '../../../core/vetting/decision.ts'
import { vettingClassSchema, type VettingClass } from '../../../core/verdict/verdict.ts'
import { count } from '../design/format.ts'
import { Empty, Fault } from '../design/states.tsx'
import { Tabs } from '../design/tabs.tsx'
import { useAddress } from '../frame/address.ts'
import { useKeys, type KeyMap } from '../frame/keys.ts'
import { Grid, useGrid, usePages, type GridModel } from '../grid/index.ts'
import { useWorkstation } from '../wire/workstation.ts'
import { BulkBar } from './bulk-bar.tsx'
import { vettingColumns } from './columns.tsx'
import { LastDecision } from './last-decision.tsx'
import { QueueTools } from './queue-tools.tsx'
import { useDecisions } from './use-decisions.ts'
import styles from './vetting.module.css'
import { CLASS_KEYS, CLASS_TITLES, CLASSES } from './words.ts'

/** The desk of decisions: one key for a name, one note for many, and the way back. */
export function VettingScreen(): ReactNode {
  const { params, set, open } = useAddress()
  const shown = vettingClassSchema.catch('not-vetted').parse(params['class'])
  const order = vettingOrderSchema.catch('most-useful').parse(params['order'])
  const search = params['search'] ?? ''
  const args = useMemo(() => ({ class: shown, order, search }), [shown, order, search])
  const decisions = useDecisions()
  const pages = usePages('vetting.page', args, { rowsOf, keyOf, left: decisions.left })
  const grid = useGrid({ rows: pages.rows, keyOf, selectable: true, starts: true })
  const [bulk, setBulk] = useState<{ to: VettingClass | null; note: string; pending: boolean }>(NO_BULK)
  const model = useWorkstation()?.servingModel ?? null
  const columns = useMemo(() => vettingColumns(shown, model), [shown, model])

  const clear = () => {
    grid.clear()
    setBulk(NO_BULK)
  }
  const decideMany = async (to: VettingClass) => {
    setBulk((now) => ({ ...now, pending: true }))
    const done = await decisions.decide([...grid.selected], to, bulk.note)
    if (done) clear()
    else setBulk((now) => ({ ...now, pending: false }))
  }
  const decide = (to: VettingClass) => {
    if (grid.selected.size > 0) {
      if (bulk.to === to) void decideMany(to)
      else setBulk((now) => ({ ...now, to }))
      return
    }
    const row = grid.active
    if (row === undefined || decisions.pending.has(row.name)) return
    goOn(grid, decisions.pending)
    if (row.class !== to) void decisions.decide([row.name], to, '')
  }
  const undo = () => void decisions.undo().then(([name]) => name !== undefined && grid.seek(name))
  const turn = (by: number) =>
    set({ class: CLASSES[(CLASSES.indexOf(shown) + by + CLASSES.length) % CLASSES.length] ?? shown })

  const keys: KeyMap = {
    ...Object.fromEntries(CLASSES.map((to) => [CLASS_KEYS[to], { says: CLASS_TITLES[to], run: () => decide(to) }])),
    s: { says: 'Skip', run: () => goOn(grid, decisions.pending) },
    z: { says: 'Undo the newest decision', run: undo },
    '[': { says: 'The tab before', run: () => turn(-1) },
    ']': { says: 'The next tab', run: () => turn(1) },
  }
  useKeys('Vetting', keys)

  return (
    <div className={styles.screen}>
      <Tabs
        label="Classes"
        value={shown}
        tabs={CLASSES.map((id) => ({
          id,
          text: CLASS_TITLES[id],
          count: pages.head === undefined ? null : count(pages.head.counts[id]),
        }))}
        onChange={(id) => {
          clear()
          set({ class: id })
        }}
        aside={
          <QueueTools
            order={order}
            search={search}
            onOrder={(next) => set({ order: next })}
            onSearch={(text) => set({ search: text }, { replace: true })}
          />
        }
      >
        <Grid
          grid={grid}
          columns={columns}
          label={`Names: ${CLASS_TITLES[shown].toLowerCase()}`}
          remember={shown === 'not-vetted' ? 'vetting.waiting' : 'vetting.decided'}
          key={shown === 'not-vetted' ? 'waiting' : 'decided'}
          onOpen={(row) => open(row.name)}
          loading={pages.loading}
          rowClass={(row) => (decisions.pending.has(row.name) ? styles.pending : undefined)}
          main
          {...instead(pages, shown, search)}
        />
        {grid.selected.size > 0 && (
          <BulkBar
            names={[...grid.selected]}
            to={bulk.to}
            classes={CLASSES.filter((one) => one !== shown)}
            note={bulk.note}
            pending={bulk.pending}
            onNote={(note) => setBulk((now) => ({ ...now, note }))}
            onChoose={(to) => setBulk((now) => ({ ...now, to }))}
            onDecide={() => bulk.to !== null && void decideMany(bulk.to)}
            onClear={clear}
          />
        )}
        <LastDecision effect={decisions.last} onUndo={undo} />
      </Tabs>
    </div>
  )
}

const NO_BULK = { to: null, note: '', pending: false }
const keyOf = (row: VettingRow) => row.name
const rowsOf = (page: { rows: VettingRow[] }) => page.rows

/** To the next row whose decision is not already on its way. */
function goOn(grid: GridModel<VettingRow>, pending: ReadonlySet<string>): void {
  let next = grid.activeIndex + 1
  while (pending.has(grid.rows.at(next)?.name ?? '')) next++
  if (next < grid.rows.total) grid.goTo(next)
}

type Shown = {
  rows: { total: number }
  loading: boolean
  fault: Parameters<typeof Fault>[0]['fault'] | null
  retry: () => void
}

function instead({ rows, loading, fault, retry }: Shown, shown: VettingClass, search: string): { instead?: ReactNode } {
  if (fault !== null) return { instead: <Fault what="The names" fault={fault} retry={retry} /> }
  if (loading || rows.total > 0) return {}
  if (search !== '')
    return {
      instead: (
        <Empty title={`No name here holds “${search}”`}>
          Another tab may have it: the counts above are of all names.
        </Empty>
      ),
    }
  return { instead: <Empty title={EMPTY[shown][0]}>{EMPTY[shown][1]}</Empty> }
}

const EMPTY: Record<VettingClass, [title: string, text: string]> = {
  'not-vetted': [
    'Nothing waits',
    'A name comes here when the model is not sure of it. Until then there is nothing to decide.',
  ],
  benign: [
    'No name is vetted benign',
    'Names that you decide with b pass from then on, whatever lists and model say, and teach the next model.',
  ],
  honeypot: [
    'No name leads to the honeypot',
    'Names that you decide with h are answered with the address of your honeypot (Workstation, settings).',
  ],
  malicious: [
    'No name is vetted malicious',
    'Names that you decide with m are blocked from then on, with all names below them, and teach the next model.',
  ],
}
