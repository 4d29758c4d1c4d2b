import { Plus } from 'lucide-react'
import { useEffect, useEffectEvent, useMemo, useState, type ReactNode } from 'react'
import type { ListSummary } from '../../../core/lists/list.ts'
import { Button, Segments } from '../design/button.tsx'
import { counted } from '../design/format.ts'
import { Panel } from '../design/panel.tsx'
import { Empty, Fault } from '../design/states.tsx'
import { visible } from '../design/visible.ts'
import { useAddress } from '../frame/address.ts'
import { useKeys, type KeyMap } from '../frame/keys.ts'
import { Grid, rowsOf, useGrid, type GridModel } from '../grid/index.ts'
import { OverridesTab } from '../overrides/overrides-tab.tsx'
import { useAct, useCall } from '../wire/call.ts'
import { AddList } from './add-list.tsx'
import { listColumns } from './columns.tsx'
import { ListDetails } from './list-details.tsx'
import styles from './lists.module.css'
import { OwnLists } from './own-lists.tsx'
import { TryName } from './try-name.tsx'
import { useReload } from './use-reload.ts'
import { PASTED } from './words.ts'

const ADD = 'add'
const NONE: ListSummary[] = []
const keyOf = (list: ListSummary) => list.id

type ListsTab = 'subscribed' | 'overrides'

/** Subscribed lists and the analyst's own, overrides, and what all of them make of a name. */
export function ListsScreen(): ReactNode {
  const { params, go } = useAddress()
  const tab: ListsTab = params['tab'] === 'overrides' ? 'overrides' : 'subscribed'
  const tabs = (
    <Segments<ListsTab>
      label="Lists or overrides"
      value={tab}
      options={[
        { value: 'subscribed', text: 'Subscribed lists' },
        { value: 'overrides', text: 'Overrides' },
      ]}
      onChange={(next) => go('lists', next === 'overrides' ? { tab: next } : {})}
    />
  )
  useKeys('Lists', {
    v: { says: 'Lists or overrides', run: () => go('lists', tab === 'subscribed' ? { tab: 'overrides' } : {}) },
  })
  return (
    <div className={styles.screen}>
      {tab === 'overrides' ? <OverridesTab tabs={tabs} /> : <SubscribedLists tabs={tabs} />}
    </div>
  )
}

function SubscribedLists({ tabs }: { tabs: ReactNode }): ReactNode {
  const { params, set } = useAddress()
  const all = useCall('lists.all', {})
  const lists = all.value ?? NONE
  const rows = useMemo(() => rowsOf(lists, keyOf), [lists])
  const grid = useGrid({ rows, keyOf, starts: true })
  const { run: change } = useAct('lists.change')
  const reload = useReload()
  const columns = useMemo(() => listColumns((list, enabled) => void change({ id: list.id, enabled })), [change])
  const [removing, setRemoving] = useState<string | null>(null)
  const shown = params['list'] ?? null
  const opened = lists.find((list) => list.id === shown) ?? null
  const show = (id: string | null) => {
    setRemoving(null)
    set({ list: id }, { replace: true })
  }

  const close = () => {
    show(null)
    grid.focus()
  }
  useOneCursor({ grid, opened, open: show })

  // A list that is in the address and nowhere else is not shown.
  const target = opened ?? grid.active
  const keys: KeyMap = {
    n: { says: 'Add a list', run: () => show(ADD) },
    ...(shown === null ? {} : { Escape: { says: 'Close what is open below', run: close } }),
    ...(target === undefined ? {} : listKeys(target)),
  }
  function listKeys(list: ListSummary): KeyMap {
    return {
      e: { says: 'Turn the list on or off', run: () => void change({ id: list.id, enabled: !list.enabled }) },
      Delete: {
        says: 'Remove the list',
        run: () => {
          show(list.id)
          setRemoving(list.id)
        },
      },
      ...(list.source === PASTED
        ? {}
        : { r: { says: 'Read the list’s file again, or fetch it', run: () => reload.run(list) } }),
    }
  }
  useKeys('Lists', keys)

  return (
    <>
      <Panel
        title={tabs}
        legend={<span className={styles.inForce}>{all.value === undefined ? '' : subscribed(lists)}</span>}
        aside={
          <>
            <OwnLists />
            <Button tone="primary" shortcut="n" onPress={() => show(ADD)}>
              <Plus size={14} aria-hidden /> Add list
            </Button>
          </>
        }
        fill
        flush
      >
        <Grid
          grid={grid}
          columns={columns}
          label="Subscribed lists"
          remember="lists"
          main
          loading={all.loading}
          onOpen={(list) => show(list.id)}
          {...instead(all.fault, all.retry, all.value?.length === 0 ? () => show(ADD) : null)}
        />
      </Panel>
      <div className={styles.lower}>
        {shown === ADD ? (
          <Panel title="Add a list" fill aside={<Close onPress={close} />}>
            <AddList
              onAdded={(id) => {
                show(id)
                grid.focus()
              }}
              onClose={close}
            />
          </Panel>
        ) : opened === null ? (
          <Panel title="List" fill>
            <Empty title="No list is opened">
              Enter opens the list under the cursor: its name, effect, source and the lines that could not be read.
            </Empty>
          </Panel>
        ) : (
          <Panel
            title={<span title={visible(opened.name)}>{visible(opened.name)}</span>}
            fill
            aside={<Close onPress={close} />}
          >
            <ListDetails
              key={opened.id}
              list={opened}
              removing={removing === opened.id}
              onRemoving={(now) => {
                setRemoving(now ? opened.id : null)
                if (!now) grid.focus()
              }}
              onRemoved={close}
              reload={reload}
              onClose={close}
            />
          </Panel>
        )}
        <TryName />
      </div>
    </>
  )
}

type Followed = { grid: GridModel<ListSummary>; opened: ListSummary | null; open: (id: string) => void }

/** The open list and the row under the cursor are one while a list is open, so that no key can mean another list than is shown. */
function useOneCursor({ grid, opened, open }: Followed): void {
  const { active, moves } = grid
  const onOpened = useEffectEvent(() => {
    if (opened !== null && active?.id !== opened.id) grid.goTo(grid.rows.indexOf(opened.id))
  })
  useEffect(() => onOpened(), [opened?.id])
  const onMoved = useEffectEvent(() => {
    if (moves > 0 && opened !== null && active !== undefined && active.id !== opened.id) open(active.id)
  })
  useEffect(() => onMoved(), [moves])
}

function Close({ onPress }: { onPress: () => void }): ReactNode {
  return (
    <Button tone="quiet" onPress={onPress}>
      Close
    </Button>
  )
}

function subscribed(lists: readonly ListSummary[]): string {
  if (lists.length === 0) return ''
  const names = lists.reduce((sum, list) => sum + (list.enabled ? list.names : 0), 0)
  return `${counted(lists.length, 'list')}, ${counted(names, 'name')} in force`
}

type Calls = ReturnType<typeof useCall<'lists.all'>>

function instead(fault: Calls['fault'], retry: () => void, add: (() => void) | null): { instead?: ReactNode } {
  if (fault !== null) return { instead: <Fault what="The lists" fault={fault} retry={retry} /> }
  if (add === null) return {}
  return {
    instead: (
      <Empty title="No list is subscribed" action={{ label: 'Add a list', run: add }}>
        Only your own names and the model decide. A list blocks its names, allows them or leads to the honeypot: plain
        domains, hosts, wildcards, Adblock, RPZ, dnsmasq or unbound.
      </Empty>
    ),
  }
}
