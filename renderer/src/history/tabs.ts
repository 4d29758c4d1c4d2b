import type { NatureTab } from '../../../core/analysis/views.ts'

export const HISTORY_TABS = ['malicious', 'benign', 'unsure', 'all', 'clients', 'answers'] as const
export type HistoryTab = (typeof HISTORY_TABS)[number]

export const TAB_WORDS: Record<HistoryTab, string> = {
  malicious: 'Malicious',
  benign: 'Benign',
  unsure: 'Unsure',
  all: 'All names',
  clients: 'Clients',
  answers: 'Answers',
}

export function chosenTab(text: string | undefined): HistoryTab {
  return HISTORY_TABS.find((tab) => tab === text) ?? 'malicious'
}

/** The tabs that hold names, by what they are. */
export function natureTabOf(tab: HistoryTab): NatureTab | null {
  return tab === 'clients' || tab === 'answers' ? null : tab
}
