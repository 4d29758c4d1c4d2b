import type { ReactNode } from 'react'
import type { OverrideRow } from '../../../core/vetting/override-entry.ts'
import { Button } from '../design/button.tsx'
import { count } from '../design/format.ts'
import { Name } from '../design/name.tsx'
import { Time } from '../design/time.tsx'
import { visible } from '../design/visible.ts'
import { useInActiveRow, type GridColumn } from '../grid/index.ts'
import styles from './overrides.module.css'
import { EFFECT_VERBS, STATE_WORDS } from './words.ts'

export function overrideColumns(shown: 'holding' | 'over', end: (row: OverrideRow) => void): GridColumn<OverrideRow>[] {
  const last: GridColumn<OverrideRow>[] =
    shown === 'over'
      ? [
          { id: 'over', title: 'Over since', width: 92, align: 'end', cell: (row) => <Time at={row.overAt} /> },
          { id: 'state', title: 'Why', width: 164, cell: (row) => STATE_WORDS[row.state] },
        ]
      : [
          {
            id: 'until',
            title: 'Ends',
            width: 100,
            align: 'end',
            cell: (row) => (row.until === null ? 'never' : <Time at={row.until} />),
          },
          {
            id: 'end',
            title: '',
            help: 'End the override',
            width: 64,
            hideable: false,
            acts: true,
            cell: (row) => <End row={row} end={end} />,
          },
        ]
  return [
    {
      id: 'scope',
      title: 'Name',
      width: 200,
      grows: true,
      hideable: false,
      cell: ({ scope }) =>
        scope.kind === 'client' ? <em className={styles.faint}>whatever it asks</em> : <Name name={scope.name} />,
    },
    {
      id: 'covers',
      title: 'Covers',
      width: 108,
      cell: ({ scope }) => ({ name: 'the name alone', tree: 'with all below', client: 'every name' })[scope.kind],
    },
    {
      id: 'client',
      title: 'Client',
      width: 116,
      cell: ({ scope }) => (scope.client === null ? 'everybody' : scope.client),
    },
    {
      id: 'effect',
      title: 'Effect',
      width: 84,
      cell: ({ effect }) => (
        <span className={styles.effect} data-effect={effect}>
          {EFFECT_VERBS[effect]}
        </span>
      ),
    },
    {
      id: 'hits',
      title: 'Hits',
      width: 64,
      align: 'end',
      help: 'Answers that it decided',
      cell: (row) => count(row.hits),
    },
    { id: 'actor', title: 'By', width: 76, cell: (row) => visible(row.actor) },
    { id: 'made', title: 'Made', width: 84, align: 'end', cell: (row) => <Time at={row.madeAt} /> },
    {
      id: 'note',
      title: 'Note',
      width: 132,
      cell: (row) => <span title={visible(row.note)}>{visible(row.note)}</span>,
    },
    ...last,
  ]
}

function End({ row, end }: { row: OverrideRow; end: (row: OverrideRow) => void }): ReactNode {
  const reached = useInActiveRow()
  return (
    <Button
      tone="quiet"
      aria-label={`End the override of ${subject(row)}`}
      excludeFromTabOrder={!reached}
      onPress={() => end(row)}
    >
      End
    </Button>
  )
}

function subject({ scope }: OverrideRow): string {
  return visible(scope.kind === 'client' ? scope.client : scope.name)
}
