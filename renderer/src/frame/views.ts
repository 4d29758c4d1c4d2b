import type { View } from './address.ts'

export const VIEW_WORDS: Record<View, string> = {
  live: 'Live',
  history: 'History',
  vetting: 'Vetting',
  lists: 'Lists',
  training: 'Training',
  workstation: 'Workstation',
}
