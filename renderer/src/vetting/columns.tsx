import type { VettingClass } from '../../../core/verdict/verdict.ts'
import type { VettingRow } from '../../../core/vetting/decision.ts'
import { count, duration } from '../design/format.ts'
import { Name } from '../design/name.tsx'
import { ScoreBar, type Thresholds } from '../design/score-bar.tsx'
import { Time, useNow } from '../design/time.tsx'
import { visible } from '../design/visible.ts'
import type { GridColumn } from '../grid/index.ts'

/** The serving model's thresholds are drawn under the scores that it gave, and under no other model's. */
export type Serving = (Thresholds & { id: string }) | null

export function vettingColumns(shown: VettingClass, serving: Serving): GridColumn<VettingRow>[] {
  const thresholds = (row: VettingRow) => (serving !== null && row.modelId === serving.id ? serving : null)
  const waits = shown === 'not-vetted'
  const decided: GridColumn<VettingRow>[] = [
    {
      id: 'by',
      title: 'Decided by',
      width: 110,
      cell: (row) => (row.decidedBy === null ? '–' : visible(row.decidedBy)),
    },
    { id: 'when', title: 'Decided', width: 100, cell: (row) => <Time at={row.decidedAt} /> },
  ]
  return [
    {
      id: 'name',
      title: 'Name',
      width: 250,
      minWidth: 160,
      grows: true,
      hideable: false,
      cell: (row) => <Name name={row.name} />,
    },
    {
      id: 'score',
      title: 'Score',
      help: 'The probability that the name is malicious, as the model last gave it, with its two thresholds',
      width: 128,
      cell: (row) => <ScoreBar value={row.score} thresholds={thresholds(row)} />,
    },
    {
      id: 'why',
      title: waits ? 'Why it waits' : 'Note',
      width: 226,
      cell: (row) => <span title={visible(row.why)}>{visible(row.why)}</span>,
    },
    ...(waits ? [] : decided),
    { id: 'queries', title: 'Queries', width: 84, align: 'end', cell: (row) => count(row.queries) },
    { id: 'clients', title: 'Clients', width: 72, align: 'end', cell: (row) => count(row.clients) },
    {
      id: 'first',
      title: 'First seen',
      width: 100,
      align: 'end',
      hidden: waits,
      cell: (row) => <Time at={row.firstSeen} />,
    },
    { id: 'last', title: 'Last seen', width: 96, align: 'end', cell: (row) => <Time at={row.lastSeen} /> },
    {
      id: 'age',
      title: waits ? 'Waiting' : 'Age',
      help: waits ? 'Since it was first asked' : 'Since it was decided',
      width: 92,
      align: 'end',
      cell: (row) => <Age since={waits ? row.firstSeen : row.decidedAt} />,
    },
  ]
}

function Age({ since }: { since: number | null }) {
  const now = useNow()
  return since === null ? '–' : duration(roughly((now - since) / 1000))
}

/** A table of ages to the second is noise: whole minutes below an hour, whole hours below a day, whole days above. */
function roughly(seconds: number): number {
  const unit = seconds < 3600 ? 60 : seconds < 86_400 ? 3600 : 86_400
  return Math.floor(seconds / unit) * unit
}
