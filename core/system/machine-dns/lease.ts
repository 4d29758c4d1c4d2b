import { spawn } from 'node:child_process'
import { parse } from 'node:path'
import { fileURLToPath } from 'node:url'
import { watchdogUrl } from '../threads.ts'
import { DONE, RENEW_EVERY_MS, RENEWED } from './watch.ts'
import { watchArguments, type Watched } from './watched.ts'

/** How this shell starts a second program of itself. */
export type WatchdogProgram = { program: string; before: readonly string[] }

/** Main's hold on the watchdog. */
export interface Lease {
  /** Resolves when the watchdog has ended, whoever ended it. */
  readonly ended: Promise<void>
  /** Everything is put back: nobody has to watch any more. */
  done(): Promise<void>
}

/** Node's own binary; Electron's shell gives another one, since it runs as Electron only. */
export function nodeWatchdog(): WatchdogProgram {
  return { program: process.execPath, before: [fileURLToPath(watchdogUrl())] }
}

const WAITS = 1000

/**
 * Starts the watchdog in a session of its own, away from every folder that might be unmounted. Its standard input is the lease: the system
 * closes it when this process is gone, however it went.
 */
export function startLease(watched: Watched, { program, before }: WatchdogProgram): Lease {
  const child = spawn(program, [...before, ...watchArguments(watched)], {
    detached: true,
    windowsHide: true,
    cwd: parse(process.cwd()).root,
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve())
    child.once('exit', () => resolve())
  })
  const { stdin } = child
  stdin.on('error', () => undefined)
  const renewing = setInterval(() => stdin.writableLength < WAITS && stdin.write(RENEWED), RENEW_EVERY_MS)
  void ended.then(() => clearInterval(renewing))
  return {
    ended,
    async done() {
      clearInterval(renewing)
      if (!stdin.destroyed) stdin.end(DONE)
      await ended
    },
  }
}
