import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { SwitchButton, SwitchField } from 'react-aria-components'
import type { ListSummary } from '../../../core/lists/list.ts'
import { count } from '../design/format.ts'
import { Time } from '../design/time.tsx'
import { visible } from '../design/visible.ts'
import { useInActiveRow, type GridColumn } from '../grid/index.ts'
import styles from './lists.module.css'
import { EFFECT_WORDS, FORMAT_WORDS } from './words.ts'

type Enable = (list: ListSummary, enabled: boolean) => void

export function listColumns(enable: Enable): GridColumn<ListSummary>[] {
  return [
    {
      id: 'on',
      title: 'On',
      width: 52,
      hideable: false,
      acts: true,
      cell: (list) => <On list={list} enable={enable} />,
    },
    {
      id: 'name',
      title: 'List',
      width: 220,
      grows: true,
      hideable: false,
      cell: (list) => (
        <span
          className={styles.listName}
          data-off={!list.enabled || undefined}
          title={`${visible(list.name)}, from ${visible(list.source)}`}
        >
          {list.fault !== null && (
            <TriangleAlert size={14} className={styles.faultSign} aria-label="Its last reading failed" />
          )}
          <span className={styles.nameText}>{visible(list.name)}</span>
          <span className={styles.source}>{visible(list.source)}</span>
        </span>
      ),
    },
    {
      id: 'effect',
      title: 'Effect',
      width: 92,
      cell: (list) => (
        <span data-effect={list.effect} className={styles.effect}>
          {EFFECT_WORDS[list.effect]}
        </span>
      ),
    },
    { id: 'format', title: 'Format', width: 112, cell: (list) => FORMAT_WORDS[list.format] },
    { id: 'names', title: 'Names', width: 92, align: 'end', cell: (list) => count(list.names) },
    {
      id: 'repeated',
      title: 'Repeated',
      width: 84,
      align: 'end',
      help: 'Lines that repeat a name of the same list',
      cell: (list) => count(list.repeated),
    },
    {
      id: 'broken',
      title: 'Broken',
      width: 76,
      align: 'end',
      help: 'Lines that could not be read; the rest of the list works',
      cell: (list) => <span className={list.broken > 0 ? styles.broken : undefined}>{count(list.broken)}</span>,
    },
    {
      id: 'hits',
      title: 'Hits',
      width: 80,
      align: 'end',
      help: 'Answers that this list decided since the start',
      cell: (list) => count(list.hits),
    },
    { id: 'loaded', title: 'Loaded', width: 100, align: 'end', cell: (list) => <Time at={list.loadedAt} /> },
    {
      id: 'next',
      title: 'Next fetch',
      width: 96,
      align: 'end',
      help: 'Of lists that come from an address',
      cell: ({ fetching, enabled }) => (fetching === null || !enabled ? '–' : <Time at={fetching.nextAt} />),
    },
  ]
}

function On({ list, enable }: { list: ListSummary; enable: Enable }): ReactNode {
  const reached = useInActiveRow()
  return (
    <SwitchField
      isSelected={list.enabled}
      onChange={(on) => enable(list, on)}
      aria-label={`${visible(list.name)} is on`}
      excludeFromTabOrder={!reached}
    >
      <SwitchButton className={styles.switch ?? ''}>
        <span className={styles.knob} aria-hidden />
      </SwitchButton>
    </SwitchField>
  )
}
