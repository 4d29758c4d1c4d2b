import type { Health, SelfTestRow, WorkstationState } from '../contract/workstation.ts'
import type { Settings, SettingsChange } from '../settings/settings.ts'
import type { Handlers } from './handlers.ts'
import type { ShellParts } from './options.ts'

export type WorkstationParts = {
  state(): WorkstationState
  health(): Promise<Health>
  selfTest(): Promise<SelfTestRow[]>
  /** Until when nothing is blocked; null ends a pause. */
  pause(until: number | null): Promise<void>
  /** Rejects with a CallError that names the field. */
  changeSettings(change: SettingsChange): Promise<void>
  /** What keeping answers no longer than this would delete. */
  beyond(retention: Settings['retention']): Promise<{ days: number; bytes: number }>
  /** PEM that a client has to trust. */
  trusted(): string | null
  now(): number
  shell: ShellParts
}

type OwnCalls = Extract<keyof Handlers, `workstation.${string}` | `settings.${string}` | `files.${string}`>

export function workstationHandlers(parts: WorkstationParts): Pick<Handlers, OwnCalls> {
  return {
    'workstation.state': async () => parts.state(),
    'workstation.health': () => parts.health(),
    'workstation.selfTest': () => parts.selfTest(),
    'workstation.pause': async ({ minutes }) => {
      await parts.pause(minutes === 0 ? null : parts.now() + minutes * 60_000)
      return parts.state()
    },
    'workstation.trustedCertificate': async () => ({ pem: parts.trusted() }),
    'settings.beyond': (retention) => parts.beyond(retention),
    'settings.change': async (change) => {
      await parts.changeSettings(change)
      return parts.state()
    },
    'files.choose': (request) => parts.shell.chooseFiles(request),
  }
}
