import type { ComponentType } from 'react'
import type { View } from './frame/address.ts'
import { HistoryScreen } from './history/history-screen.tsx'
import { LiveScreen } from './live/live-screen.tsx'
import { VettingScreen } from './vetting/vetting-screen.tsx'
import { ListsScreen } from './lists/lists-screen.tsx'
import { TrainingScreen } from './training/training-screen.tsx'
import { WorkstationScreen } from './workstation/workstation-screen.tsx'

/** What each view of the address shows. */
export const SCREENS: Record<View, ComponentType> = {
  live: LiveScreen,
  history: HistoryScreen,
  vetting: VettingScreen,
  lists: ListsScreen,
  training: TrainingScreen,
  workstation: WorkstationScreen,
}
