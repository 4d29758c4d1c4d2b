import type { NameRow } from '../../../core/analysis/views.ts'
import { count } from '../design/format.ts'
import { Name } from '../design/name.tsx'
import { NatureMark } from '../design/nature-mark.tsx'
import { ScoreBar } from '../design/score-bar.tsx'
import { Time } from '../design/time.tsx'
import { VerdictMark } from '../design/verdict-mark.tsx'
import type { GridColumn } from '../grid/index.ts'
import type { ServingThresholds } from '../records/record-columns.tsx'

/** Each sortable column's id is a field that the store sorts by over everything (nameSortSchema). */
export function nameColumns(serving: ServingThresholds): GridColumn<NameRow>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      width: 200,
      minWidth: 140,
      grows: true,
      sortable: true,
      hideable: false,
      cell: (row) => <Name name={row.name} unsure={row.nature.unsure} />,
    },
    {
      id: 'nature',
      title: 'Nature',
      width: 142,
      help: 'What holds now: vetted, else listed, else the side of 0.5 its score is on',
      cell: (row) => <NatureMark nature={row.nature} />,
    },
    { id: 'count', title: 'Queries', width: 78, align: 'end', sortable: true, cell: (row) => count(row.count) },
    { id: 'clients', title: 'Clients', width: 68, align: 'end', sortable: true, cell: (row) => count(row.clients) },
    {
      id: 'score',
      title: 'Score',
      help: 'P(malicious) at its last scoring, with the thresholds of the model that serves',
      width: 112,
      align: 'end',
      sortable: true,
      cell: (row) =>
        row.score === null ? (
          '–'
        ) : (
          <ScoreBar value={row.score} thresholds={serving?.id === row.modelId ? serving : null} />
        ),
    },
    {
      id: 'lastSeen',
      title: 'Last seen',
      width: 104,
      align: 'end',
      sortable: true,
      cell: (row) => <Time at={row.lastSeen} />,
    },
    {
      id: 'firstSeen',
      title: 'First seen',
      width: 112,
      align: 'end',
      sortable: true,
      hidden: true,
      help: 'In the chosen range',
      cell: (row) => <Time at={row.firstSeen} />,
    },
    {
      id: 'lastVerdict',
      title: 'Last verdict',
      width: 140,
      hidden: true,
      cell: (row) => <VerdictMark kind={row.lastVerdict} />,
    },
    { id: 'model', title: 'Model', width: 130, hidden: true, cell: (row) => row.modelId ?? '–' },
  ]
}
