import { Menu, Tray } from 'electron'
import type { WorkstationState } from '../../core/contract/workstation.ts'

export type TrayActions = {
  show(): void
  /** Minutes from now; 0 goes on at once. */
  pause(minutes: number): void
  quit(): void
}

const PAUSES = [
  { minutes: 5, label: 'Pause for 5 minutes' },
  { minutes: 60, label: 'Pause for 1 hour' },
]

/** The icon that stays while the window is closed. `refresh` shows another state. */
export function openTray(icon: string, actions: TrayActions): { refresh(state: WorkstationState): void } {
  const tray = new Tray(icon)
  tray.on('click', () => actions.show())
  return {
    refresh(state) {
      tray.setToolTip(protection(state))
      tray.setContextMenu(menu(state, actions))
    },
  }
}

function menu(state: WorkstationState, actions: TrayActions) {
  const paused = state.dns.pausedUntil !== null
  const pauses = PAUSES.map(({ minutes, label }) => ({ label, click: () => actions.pause(minutes) }))
  return Menu.buildFromTemplate([
    { id: 'protection', label: protection(state), enabled: false },
    { id: 'show', label: 'Show the workstation', click: () => actions.show() },
    { type: 'separator' },
    ...(paused ? [{ id: 'resume', label: 'Protect again', click: () => actions.pause(0) }] : pauses),
    { type: 'separator' },
    { id: 'quit', label: 'Quit', click: () => actions.quit() },
  ])
}

function protection({ dns }: WorkstationState): string {
  if (dns.address === null) return 'Not protecting: no address could be opened'
  if (dns.signIn !== null) return `Signing in, nothing is blocked until ${clockOf(dns.signIn.until)}`
  if (dns.silent.length > 0 && dns.pausedUntil === null) return 'No upstream answers'
  if (dns.pausedUntil === null) return `Protecting ${dns.address}`
  return `Paused until ${clockOf(dns.pausedUntil)}`
}

function clockOf(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
}
