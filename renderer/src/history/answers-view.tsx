import { useMemo, type ReactNode } from 'react'
import type { QueryRecord } from '../../../core/log/record.ts'
import type { Criteria } from '../../../core/query/criteria.ts'
import { Fault } from '../design/states.tsx'
import { useAddress } from '../frame/address.ts'
import { Grid, useGrid, usePages } from '../grid/index.ts'
import { recordColumns } from '../records/record-columns.tsx'
import { useServing } from '../records/use-serving.ts'
import styles from './history.module.css'
import { NothingFound } from './nothing-found.tsx'

/** Every answer given, newest first; the one whose evidence id was looked for is marked. */
export function AnswersView({ criteria }: { criteria: Criteria }): ReactNode {
  const { open, params } = useAddress()
  const serving = useServing()
  const args = useMemo(() => ({ criteria }), [criteria])
  const pages = usePages('history.records', args, RECORD_PAGES)
  const columns = useMemo(() => recordColumns({ serving, time: 'relative' }), [serving])
  const grid = useGrid({ rows: pages.rows, keyOf: evidenceOf })
  const instead =
    pages.fault !== null ? (
      <Fault what="The answers" fault={pages.fault} retry={pages.retry} />
    ) : pages.head !== undefined && pages.head.total === 0 ? (
      <NothingFound tab="answers" filtered={criteria.filter !== ''} />
    ) : undefined
  return (
    <Grid
      grid={grid}
      columns={columns}
      label="Answers, newest first"
      remember="history-answers"
      onOpen={(record) => open(record.name)}
      loading={pages.loading}
      rowClass={(record) => (record.evidence === params['evidence'] ? styles.sought : undefined)}
      {...(instead === undefined ? {} : { instead })}
    />
  )
}

const RECORD_PAGES = { rowsOf: (page: { records: QueryRecord[] }) => page.records, keyOf: evidenceOf }

function evidenceOf(record: QueryRecord): string {
  return record.evidence
}
