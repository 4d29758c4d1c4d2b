import { useMemo, type ReactNode } from 'react'
import type { NatureTab } from '../../../core/analysis/views.ts'
import type { Criteria } from '../../../core/query/criteria.ts'
import { Segments } from '../design/button.tsx'
import { count } from '../design/format.ts'
import { Fault } from '../design/states.tsx'
import { Tabs } from '../design/tabs.tsx'
import { useAddress } from '../frame/address.ts'
import { useKeys } from '../frame/keys.ts'
import { useCall } from '../wire/call.ts'
import { AnswersView } from './answers-view.tsx'
import { ClientsView } from './clients-view.tsx'
import { FilterBox } from './filter-box.tsx'
import styles from './history.module.css'
import { NamesView, TOP } from './names-view.tsx'
import { OverTime } from './over-time.tsx'
import { RangePicker } from './range-picker.tsx'
import { chosenTab, HISTORY_TABS, natureTabOf, TAB_WORDS, type HistoryTab } from './tabs.ts'
import { useRange } from './use-range.ts'

export function HistoryScreen(): ReactNode {
  const { params, set } = useAddress()
  const inUse = useRange()
  const filter = params['filter'] ?? ''
  const check = useCall('history.checkFilter', { filter }, { enabled: filter !== '' })
  const criteria = useMemo(
    () => ({ range: { from: inUse.range.from, to: inUse.range.to }, filter }),
    [inUse.range.from, inUse.range.to, filter]
  )
  const tab = chosenTab(params['tab'])
  useKeys('History', {
    r: { says: 'Look anew, until now', run: inUse.refresh },
    ArrowLeft: { says: 'The tab before', run: () => set({ tab: neighbour(tab, -1) }, { replace: true }) },
    ArrowRight: { says: 'The next tab', run: () => set({ tab: neighbour(tab, 1) }, { replace: true }) },
    t: {
      says: 'Bars beside the table, or the full list',
      run: () => set({ show: params['show'] === 'list' ? null : 'list' }, { replace: true }),
    },
  })
  // A filter that does not read well (an old link) is said at the box; nothing is asked with it.
  const readable = filter === '' || check.value === null
  return (
    <div className={styles.screen}>
      <div className={styles.tools}>
        <FilterBox applied={filter} />
        <RangePicker inUse={inUse} />
      </div>
      {check.fault !== null && <Fault what="The filter" fault={check.fault} retry={check.retry} />}
      {readable && <Found criteria={criteria} tab={tab} />}
    </div>
  )
}

function Found({ criteria, tab }: { criteria: Criteria; tab: HistoryTab }): ReactNode {
  const { params, set } = useAddress()
  const nature = natureTabOf(tab)
  const bars = params['show'] !== 'list'
  const counts = useTabCounts(criteria, nature ?? 'all')
  return (
    <>
      <OverTime criteria={criteria} />
      <section className={styles.found} aria-label="What was asked">
        <Tabs
          label="What was asked"
          value={tab}
          tabs={HISTORY_TABS.map((id) => ({
            id,
            text: TAB_WORDS[id],
            count: id === 'clients' || id === 'answers' || counts === null ? null : count(counts[id]),
          }))}
          onChange={(next) => set({ tab: next })}
          aside={
            nature !== null && (
              <div className={styles.shown}>
                <Segments
                  label="Shown"
                  value={bars ? 'top' : 'list'}
                  options={[
                    { value: 'top', text: `Top ${TOP}`, title: 'Bars of the most asked beside the table' },
                    { value: 'list', text: 'Full list', title: 'The table over the whole width' },
                  ]}
                  onChange={(show) => set({ show: show === 'top' ? null : show }, { replace: true })}
                />
              </div>
            )
          }
        >
          <div className={styles.view}>
            {nature !== null && <NamesView key={nature} criteria={criteria} tab={nature} bars={bars} />}
            {tab === 'clients' && <ClientsView criteria={criteria} />}
            {tab === 'answers' && <AnswersView criteria={criteria} />}
          </div>
        </Tabs>
      </section>
    </>
  )
}

/** The same question that draws the bars, so that it is asked once. */
function useTabCounts(criteria: Criteria, tab: NatureTab): Record<NatureTab, number> | null {
  const top = useCall(
    'history.names',
    { criteria, tab, sort: { by: 'count', descending: true }, offset: 0, limit: TOP },
    { keep: true }
  )
  return top.value?.tabs ?? null
}

function neighbour(tab: HistoryTab, step: number): HistoryTab {
  const index = HISTORY_TABS.indexOf(tab) + step
  return HISTORY_TABS[(index + HISTORY_TABS.length) % HISTORY_TABS.length] ?? tab
}
