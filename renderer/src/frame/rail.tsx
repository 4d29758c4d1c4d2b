import { Activity, BrainCircuit, ChartColumnStacked, Cpu, ListChecks, Shield } from 'lucide-react'
import type { ComponentType, MouseEvent, ReactNode } from 'react'
import { count } from '../design/format.ts'
import { useWorkstation } from '../wire/workstation.ts'
import { formatAddress, parseAddress, toView, useAddress, VIEWS, type View } from './address.ts'
import styles from './rail.module.css'
import { VIEW_WORDS } from './views.ts'

const ICONS: Record<View, ComponentType<{ size: number; strokeWidth: number; 'aria-hidden': true }>> = {
  live: Activity,
  history: ChartColumnStacked,
  vetting: ListChecks,
  lists: Shield,
  training: BrainCircuit,
  workstation: Cpu,
}

export function Rail(): ReactNode {
  const { view: current, go } = useAddress()
  const waiting = useWorkstation()?.waiting ?? 0
  return (
    <nav className={styles.rail} aria-label="Views">
      {VIEWS.map((view, index) => {
        const Icon = ICONS[view]
        return (
          <a
            key={view}
            href={formatAddress(toView(parseAddress(location.hash), view))}
            className={styles.item}
            aria-current={view === current ? 'page' : undefined}
            title={`${VIEW_WORDS[view]} (${index + 1})`}
            onClick={(event) => follow(event, () => go(view))}
          >
            <Icon size={19} strokeWidth={1.75} aria-hidden />
            <span>{VIEW_WORDS[view]}</span>
            {view === 'vetting' && waiting > 0 && (
              <span className={styles.waiting}>
                {waiting > 999 ? '999+' : count(waiting)}
                <span className="visually-hidden"> waiting</span>
              </span>
            )}
          </a>
        )
      })}
    </nav>
  )
}

/** A plain press changes the view in place; with a modifier the browser does with the link what it does with links. */
function follow(event: MouseEvent, change: () => void): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  change()
}
