import type { WorkstationState } from '../../../core/contract/workstation.ts'
import { shownUpstream } from '../frame/shown-upstream.ts'

type CommandLine = WorkstationState['commandLine']

/** What the command line sets instead of a setting, in words; null where the setting itself holds. */
export function saidOnCommandLine(what: string, said: CommandLine): string | null {
  switch (what) {
    case 'upstreams':
      return said.upstreams.length === 0 ? null : note(said.upstreams.map(shownUpstream).join(', '))
    case 'modelAction':
      return said.modelAction === null ? null : note(said.modelAction)
    case 'tls':
      return said.dot === null ? null : note(portWords(said.dot))
    case 'https':
      return said.doh === null ? null : note(portWords(said.doh))
    default:
      return null
  }
}

function portWords(port: number): string {
  return port === 0 ? 'open, on any free port' : `open, on port ${port}`
}

function note(value: string): string {
  return `Set on the command line for this run: ${value}. What stands here holds at the next start without it.`
}
