import type { ReactNode } from 'react'
import { Empty } from '../design/states.tsx'
import { useAddress } from '../frame/address.ts'
import type { HistoryTab } from './tabs.ts'

const TITLES: Record<HistoryTab, string> = {
  malicious: 'No malicious name in this range',
  benign: 'No benign name in this range',
  unsure: 'The model was unsure of no name in this range',
  all: 'No name was asked in this range',
  clients: 'No client asked in this range',
  answers: 'No answer was given in this range',
}

const WHY: Partial<Record<HistoryTab, string>> = {
  malicious:
    'A name stands here when it was vetted malicious or as a honeypot, when a list blocks it, or when its score is above 0.5.',
  benign: 'A name stands here when it was vetted benign, when a list allows it, or when its score is below 0.5.',
  unsure:
    'A name stands here while its score lies between the thresholds of the model that serves and nobody has vetted it.',
}

/** Why a tab of History is empty, and the nearest way out. */
export function NothingFound({ tab, filtered }: { tab: HistoryTab; filtered: boolean }): ReactNode {
  const { set } = useAddress()
  const wider = { label: 'Look at the last 30 days', run: () => set({ range: '30d', from: null, to: null }) }
  const action = filtered ? { label: 'Clear the filter', run: () => set({ filter: null }) } : wider
  return (
    <Empty title={filtered ? `${TITLES[tab]} that fits the filter` : TITLES[tab]} action={action}>
      {WHY[tab] ?? 'What was asked before this range, or not yet stored (it takes up to two seconds), is not here.'}
    </Empty>
  )
}
