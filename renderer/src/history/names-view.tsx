import { useMemo, type ReactNode } from 'react'
import type { NameRow, NameSort, NatureTab } from '../../../core/analysis/views.ts'
import type { Criteria } from '../../../core/query/criteria.ts'
import { TopBars } from '../charts/top-bars.tsx'
import { natureTone } from '../design/nature-mark.tsx'
import { Fault, Loading } from '../design/states.tsx'
import { useAddress } from '../frame/address.ts'
import { Grid, useGrid, usePages, type GridSort } from '../grid/index.ts'
import { useServing } from '../records/use-serving.ts'
import { useCall } from '../wire/call.ts'
import { formatSort, parseSort } from './sort.ts'
import styles from './history.module.css'
import { nameColumns } from './name-columns.tsx'
import { NothingFound } from './nothing-found.tsx'

const MOST_ASKED: NameSort = { by: 'count', descending: true }
export const TOP = 20

/** The names of one tab: the most asked as bars beside the table, or the table alone. */
export function NamesView({ criteria, tab, bars }: { criteria: Criteria; tab: NatureTab; bars: boolean }): ReactNode {
  const top = useCall('history.names', { criteria, tab, sort: MOST_ASKED, offset: 0, limit: TOP }, { keep: true })
  // The table says why there is nothing, or what went wrong; saying it twice helps nobody.
  const shown = bars && top.fault === null && top.value?.total !== 0
  return (
    <div className={styles.names} data-bars={shown || undefined}>
      {shown && <MostAsked rows={top.value?.rows ?? null} />}
      <NamesTable criteria={criteria} tab={tab} />
    </div>
  )
}

function MostAsked({ rows }: { rows: readonly NameRow[] | null }): ReactNode {
  const { name, open } = useAddress()
  return (
    <section className={styles.top} aria-label={`The ${TOP} most asked`}>
      <h3>The {TOP} most asked</h3>
      {rows === null ? (
        <Loading what="the most asked names" rows={12} />
      ) : (
        <TopBars
          label="Most asked names"
          selected={name}
          onChoose={open}
          bars={rows.map((row) => ({
            key: row.name,
            name: row.name,
            value: row.count,
            tone: natureTone(row.nature),
            ...(row.nature.unsure ? { note: 'unsure' } : {}),
          }))}
        />
      )}
    </section>
  )
}

function NamesTable({ criteria, tab }: { criteria: Criteria; tab: NatureTab }): ReactNode {
  const { open, set, params, name } = useAddress()
  const serving = useServing()
  const sort = useMemo(() => parseSort(params['sort']), [params])
  const args = useMemo(() => ({ criteria, tab, sort }), [criteria, tab, sort])
  const pages = usePages('history.names', args, NAME_PAGES)
  const columns = useMemo(() => nameColumns(serving), [serving])
  const grid = useGrid({ rows: pages.rows, keyOf: nameOf })
  const instead =
    pages.fault !== null ? (
      <Fault what="The names" fault={pages.fault} retry={pages.retry} />
    ) : pages.head !== undefined && pages.head.total === 0 ? (
      <NothingFound tab={tab} filtered={criteria.filter !== ''} />
    ) : undefined
  return (
    <Grid
      grid={grid}
      columns={columns}
      label="Names"
      remember="history-names"
      sort={sort}
      onSort={(next: GridSort) => set({ sort: formatSort(next) }, { replace: true })}
      onOpen={(row) => open(row.name)}
      loading={pages.loading}
      rowClass={(row) => (row.name === name ? styles.open : row.nature.unsure ? styles.unsure : undefined)}
      {...(instead === undefined ? {} : { instead })}
    />
  )
}

const NAME_PAGES = { rowsOf: (page: { rows: NameRow[] }) => page.rows, keyOf: nameOf }

function nameOf(row: NameRow): string {
  return row.name
}
