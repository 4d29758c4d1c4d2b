import { useMemo, type ReactNode } from 'react'
import { thresholdsInForce } from '../../../core/registry/card.ts'
import type { Mistake, MistakeKind } from '../../../core/training/curves-view.ts'
import { Segments } from '../design/button.tsx'
import { counted, percent } from '../design/format.ts'
import { Name } from '../design/name.tsx'
import { ScoreBar } from '../design/score-bar.tsx'
import { Empty, Fault } from '../design/states.tsx'
import { useAddress } from '../frame/address.ts'
import { Grid, useGrid, usePages, type GridColumn } from '../grid/index.ts'
import styles from './mistakes.module.css'
import type { KnownModel } from './known-model.ts'
import { NoScores } from './no-scores.tsx'
import { SplitChoice, useSplit } from './split-choice.tsx'

const PLACES = ['malicious', 'unsure', 'half'] as const
type Place = (typeof PLACES)[number]

/** The names that the model is wrong about, the surest mistakes first. */
export function MistakesView({ model }: { model: KnownModel }): ReactNode {
  const { params, set, open, name } = useAddress()
  const { id } = model.card
  const split = useSplit()
  const kind: MistakeKind = params['kind'] === 'false-negative' ? 'false-negative' : 'false-positive'
  const place = PLACES.find((one) => one === params['at']) ?? 'unsure'
  const { unsure, malicious } = thresholdsInForce(model)
  const threshold = { malicious, unsure, half: 0.5 }[place]
  const args = useMemo(() => ({ id, split, kind, threshold }), [id, split, kind, threshold])
  const pages = usePages('models.mistakes', args, MISTAKE_PAGES)
  const grid = useGrid({ rows: pages.rows, keyOf: nameOf })
  const columns = useMemo(() => columnsFor({ unsure, malicious }), [unsure, malicious])
  const { fault, head } = pages
  if (fault?.kind === 'unavailable') return <NoScores why={fault.message} metrics={model.card.metrics} />
  const instead =
    fault !== null ? (
      <Fault what="The names" fault={fault} retry={pages.retry} />
    ) : head?.total === 0 ? (
      <Empty title={kind === 'false-positive' ? 'No false alarm here' : 'Nothing missed here'}>
        At this threshold the model is right about every {kind === 'false-positive' ? 'benign' : 'malicious'} name of
        this split.
      </Empty>
    ) : undefined
  return (
    <div className={styles.view}>
      <div className={styles.tools}>
        <Segments
          label="Mistakes"
          value={kind}
          options={KINDS}
          onChange={(next) => set({ kind: next }, { replace: true })}
        />
        <Segments
          label="Threshold"
          value={place}
          options={placesFor({ unsure, malicious })}
          onChange={(next) => set({ at: next }, { replace: true })}
        />
        <SplitChoice />
      </div>
      {head !== undefined && (
        <p className={styles.note}>
          {counted(head.total, 'name')}, {percent(head.of === 0 ? null : head.total / head.of, 2)} of the{' '}
          {kind === 'false-positive' ? 'benign' : 'malicious'} ones. The label comes from the data and may itself be
          wrong.
        </p>
      )}
      <div className={styles.grid}>
        <Grid
          grid={grid}
          columns={columns}
          label={kind === 'false-positive' ? 'False alarms' : 'Missed names'}
          remember="training-mistakes"
          onOpen={(row) => open(row.name)}
          loading={pages.loading}
          rowClass={(row) => (row.name === name ? styles.open : undefined)}
          {...(instead === undefined ? {} : { instead })}
        />
      </div>
    </div>
  )
}

const KINDS = [
  {
    value: 'false-positive' as const,
    text: 'False alarms',
    title: 'Benign by the data, but scored above the threshold',
  },
  { value: 'false-negative' as const, text: 'Missed', title: 'Malicious by the data, but scored below the threshold' },
]

function placesFor({
  unsure,
  malicious,
}: {
  unsure: number
  malicious: number
}): { value: Place; text: string; title: string }[] {
  return [
    { value: 'malicious', text: 'Blocks', title: `From ${malicious.toFixed(4)} a name is blocked` },
    { value: 'unsure', text: 'Unsure', title: `From ${unsure.toFixed(4)} a name waits for you` },
    { value: 'half', text: '0.5', title: 'More likely malicious than not' },
  ]
}

const MISTAKE_PAGES = { rowsOf: (page: { rows: Mistake[] }) => page.rows, keyOf: nameOf }

function nameOf(row: Mistake): string {
  return row.name
}

function columnsFor(thresholds: { unsure: number; malicious: number }): GridColumn<Mistake>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      width: 280,
      minWidth: 140,
      grows: true,
      hideable: false,
      cell: (row) => <Name name={row.name} />,
    },
    {
      id: 'score',
      title: 'Score',
      help: 'P(malicious) when the model was measured',
      width: 130,
      align: 'end',
      cell: (row) => <ScoreBar value={row.probability} thresholds={thresholds} />,
    },
  ]
}
