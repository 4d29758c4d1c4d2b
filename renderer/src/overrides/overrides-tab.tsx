import { Plus } from 'lucide-react'
import { useMemo, useState, type ReactNode } from 'react'
import type { OverrideRow } from '../../../core/vetting/override-entry.ts'
import { Button, Segments } from '../design/button.tsx'
import { count, counted } from '../design/format.ts'
import { Panel } from '../design/panel.tsx'
import { Empty, Fault } from '../design/states.tsx'
import { useAddress } from '../frame/address.ts'
import { useKeys, type KeyMap } from '../frame/keys.ts'
import { Grid, rowsOf, useGrid } from '../grid/index.ts'
import { useCall } from '../wire/call.ts'
import { AddOverride } from './add-override.tsx'
import { overrideColumns } from './columns.tsx'
import styles from './overrides.module.css'
import { useOverride } from './use-override.tsx'

type Shown = 'holding' | 'over'

const keyOf = (row: OverrideRow) => String(row.id)
const NONE: OverrideRow[] = []
/** Hits grow while one looks. */
const REFRESH_MS = 5000

/** What was overridden for a while, or for some clients: what holds, the next to end first, and what is over. */
export function OverridesTab({ tabs }: { tabs: ReactNode }): ReactNode {
  const { params, set, open } = useAddress()
  const shown: Shown = params['show'] === 'over' ? 'over' : 'holding'
  const adding = params['add'] === 'yes'
  const all = useCall('overrides.all', {}, { refreshMs: REFRESH_MS })
  const list = all.value?.[shown] ?? NONE
  const rows = useMemo(() => rowsOf(list, keyOf), [list])
  const grid = useGrid({ rows, keyOf, starts: true })
  const override = useOverride()
  const [again, setAgain] = useState<OverrideRow | null>(null)
  const { active } = grid
  const add = (like: OverrideRow | null) => {
    setAgain(like)
    set({ add: 'yes' }, { replace: true })
  }
  const close = () => {
    set({ add: null }, { replace: true })
    grid.focus()
  }
  const { end } = override
  const columns = useMemo(() => overrideColumns(shown, (row) => void end(row)), [shown, end])

  const keys: KeyMap = {
    n: { says: 'Add an override', run: () => add(null) },
    ...(adding ? { Escape: { says: 'Close the form', run: close } } : {}),
    z: { says: 'Take the newest change back', run: () => void override.undo() },
    l: {
      says: 'Show those that hold, or those that are over',
      run: () => set({ show: shown === 'over' ? null : 'over' }),
    },
    ...(active === undefined
      ? {}
      : {
          r: { says: 'Make another one like it', run: () => add(active) },
          ...(shown === 'holding' ? { Delete: { says: 'End the override', run: () => void end(active) } } : {}),
        }),
  }
  useKeys('Overrides', keys)

  return (
    <>
      <Panel
        title={tabs}
        aside={
          <>
            <Segments<Shown>
              label="Which overrides"
              value={shown}
              options={[
                { value: 'holding', text: `Hold ${countOf(all.value?.holding.length)}` },
                { value: 'over', text: `Are over ${countOf(all.value?.overInAll)}` },
              ]}
              onChange={(next) => set({ show: next === 'over' ? 'over' : null })}
            />
            <Button tone="primary" shortcut="n" onPress={() => add(null)}>
              <Plus size={14} aria-hidden /> Add override
            </Button>
          </>
        }
        fill
        flush
      >
        <Grid
          grid={grid}
          columns={columns}
          label={
            shown === 'over'
              ? 'Overrides that are over, the newest first'
              : 'Overrides that hold, the next to end first'
          }
          remember="overrides"
          main
          loading={all.loading}
          onOpen={(row) => (row.scope.kind === 'client' ? add(row) : open(row.scope.name))}
          {...(list.length > 0 ? {} : insteadOf(all, shown, () => add(null)))}
        />
        {shown === 'over' && all.value !== undefined && all.value.overInAll > list.length && (
          <p className={styles.more}>
            The newest {counted(list.length, 'one')} of {count(all.value.overInAll)} are shown.
          </p>
        )}
      </Panel>
      {adding ? (
        <AddOverride key={again?.id ?? 0} like={again} onClose={close} />
      ) : (
        <Panel title="What an override is" fill>
          <div className={styles.about}>
            <p>
              An override says for a while, or for one client only, what holds for a name: allowed, blocked or led to
              the honeypot. It comes before your vetted names, every list and the model, and ends by itself.
            </p>
            <p>
              Of several the longest name decides; then the one for fewer clients, the one for the name alone, and the
              newer one. A name that is to be benign or malicious for good is better vetted: only vetting teaches the
              model.
            </p>
          </div>
        </Panel>
      )}
    </>
  )
}

function countOf(value: number | undefined): string {
  return value === undefined ? '' : count(value)
}

type Called = ReturnType<typeof useCall<'overrides.all'>>

function insteadOf({ fault, retry, value }: Called, shown: Shown, add: () => void): { instead?: ReactNode } {
  if (fault !== null) return { instead: <Fault what="The overrides" fault={fault} retry={retry} /> }
  if (value === undefined) return {}
  if (shown === 'over')
    return {
      instead: (
        <Empty title="No override is over">
          Those that have lapsed or were ended stand here, with what they decided.
        </Empty>
      ),
    }
  return {
    instead: (
      <Empty title="Nothing is overridden" action={{ label: 'Add an override', run: add }}>
        Lists, your vetted names and the model decide. The panel of a name has the same: allow it for 5 minutes, say.
      </Empty>
    ),
  }
}
