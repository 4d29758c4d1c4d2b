import { app } from 'electron'
import type { WatchdogProgram } from '../../core/system/machine-dns/lease.ts'
import { watchFromHere } from '../../core/system/machine-dns/watch-here.ts'
import type { Watched } from '../../core/system/machine-dns/watched.ts'

/**
 * Electron's binary runs this application and nothing else (its runAsNode fuse is off), and a utility process ends with its parent. So the watchdog
 * is the application itself, started with an option that index.ts reads before all else: the app never becomes ready, and Chromium starts nothing.
 */
export function ownWatchdog(): WatchdogProgram {
  return { program: process.execPath, before: app.isPackaged ? [] : [app.getAppPath()] }
}

export async function watchAndExit(watched: Watched): Promise<never> {
  app.disableHardwareAcceleration()
  app.dock?.hide()
  return watchFromHere(watched)
}
