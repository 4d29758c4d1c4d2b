import { useMemo, type ReactNode } from 'react'
import type { ClientRow } from '../../../core/analysis/views.ts'
import type { Criteria } from '../../../core/query/criteria.ts'
import { count, percent } from '../design/format.ts'
import { Fault } from '../design/states.tsx'
import { Time } from '../design/time.tsx'
import { visible } from '../design/visible.ts'
import { useAddress } from '../frame/address.ts'
import { Grid, rowsOf, useGrid, type GridColumn } from '../grid/index.ts'
import { useCall } from '../wire/call.ts'
import { clientTerm, withTerm } from './pivot.ts'
import styles from './history.module.css'
import { NothingFound } from './nothing-found.tsx'

/** As many as one call gives: a home or an office, not the Internet. */
const MOST_CLIENTS = 1000

/** Who asked. A press filters everything by that client. */
export function ClientsView({ criteria }: { criteria: Criteria }): ReactNode {
  const { set } = useAddress()
  const clients = useCall('history.clients', { criteria, limit: MOST_CLIENTS }, { keep: true })
  const all = useMemo(() => clients.value ?? [], [clients.value])
  const rows = useMemo(() => rowsOf(all, clientOf), [all])
  const columns = useMemo(() => clientColumns(all.reduce((sum, row) => sum + row.count, 0)), [all])
  const grid = useGrid({ rows, keyOf: clientOf })
  const instead =
    clients.fault !== null ? (
      <Fault what="The clients" fault={clients.fault} retry={clients.retry} />
    ) : clients.value?.length === 0 ? (
      <NothingFound tab="clients" filtered={criteria.filter !== ''} />
    ) : undefined
  return (
    <Grid
      grid={grid}
      columns={columns}
      label="Clients"
      remember="history-clients"
      onOpen={(row) => set({ filter: withTerm(criteria.filter, clientTerm(row.client)), tab: 'all' })}
      loading={clients.loading}
      {...(instead === undefined ? {} : { instead })}
    />
  )
}

function clientColumns(total: number): GridColumn<ClientRow>[] {
  return [
    { id: 'client', title: 'Client', width: 220, hideable: false, cell: (row) => visible(row.client) },
    { id: 'count', title: 'Queries', width: 90, align: 'end', cell: (row) => count(row.count) },
    {
      id: 'share',
      title: 'Share',
      width: 160,
      grows: true,
      cell: (row) => <Share share={total === 0 ? 0 : row.count / total} />,
    },
    {
      id: 'firstSeen',
      title: 'First seen',
      width: 110,
      align: 'end',
      help: 'In the chosen range',
      cell: (row) => <Time at={row.firstSeen} />,
    },
    { id: 'lastSeen', title: 'Last seen', width: 110, align: 'end', cell: (row) => <Time at={row.lastSeen} /> },
  ]
}

function Share({ share }: { share: number }): ReactNode {
  return (
    <span className={styles.share}>
      <span>{percent(share)}</span>
      <span className={styles.track} aria-hidden>
        <span style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  )
}

function clientOf(row: ClientRow): string {
  return row.client
}
