import type { Target } from './port.ts'
import type { MachinePlace } from './this-machine.ts'

/** What the watchdog is started with. */
export type Watched = { place: MachinePlace; target: Target }

/** The word before it among the arguments: Electron's binary is started with it too, as the same program in another part. */
export const WATCH_OPTION = '--watch-machine-dns'

export function watchArguments(watched: Watched): string[] {
  return [WATCH_OPTION, JSON.stringify(watched)]
}

/** Null where the arguments are not those of a watchdog. */
export function readWatched(argv: readonly string[]): Watched | null {
  const at = argv.indexOf(WATCH_OPTION)
  if (at < 0) return null
  const { place, target } = JSON.parse(argv[at + 1] ?? '') as Watched
  return { place, target }
}

/** At a shutdown everyone is told to end at once: the pipe says when main has done so. A terminal that goes away closes stderr. */
export function signalsIgnored(): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
  process.stderr.on('error', () => undefined)
}
