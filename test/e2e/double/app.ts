import { EventEmitter } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { cancelable } from './cancelable.ts'
import { takeInstanceLock } from './instance-lock.ts'

/** What quitting does to windows; windows.ts sets it, since it stands on this file. */
export const windowsOfApp = { closeAll: (): boolean => true, destroyAll: (): void => undefined }

const ready = Promise.withResolvers<null>()
const paths = new Map<string, string>()
let folder = ''
let isReady = false
let sandboxed = false
let ended = false
let releaseLock: (() => void) | undefined

/** Where this run's folders lie; gone when it ends. */
const home = mkdtempSync(join(tmpdir(), 'electron-double-home-'))
process.on('exit', () => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }))

class App extends EventEmitter {
  readonly isPackaged = false
  readonly name = 'electron-double'
  // Playwright's real loader replaces these two on the object, so they are properties there too.
  whenReady = (): Promise<null> => ready.promise
  isReady = (): boolean => isReady

  enableSandbox(): void {
    if (isReady) throw new Error('app.enableSandbox() after ready')
    sandboxed = true
  }
  getAppPath(): string {
    return folder
  }
  getVersion(): string {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version
  }
  getPath(name: string): string {
    return paths.get(name) ?? join(home, name)
  }
  setPath(name: string, path: string): void {
    // As Electron: a folder that is not there is made.
    mkdirSync(path, { recursive: true })
    paths.set(name, resolve(path))
  }
  requestSingleInstanceLock(): boolean {
    const lock = takeInstanceLock(this.getPath('userData'), (argv, cwd) => this.emit('second-instance', {}, argv, cwd))
    if (lock !== null) releaseLock = lock
    return lock !== null
  }
  releaseSingleInstanceLock(): void {
    releaseLock?.()
  }
  /** May be prevented: by before-quit, by a window's close, by will-quit. */
  quit(): void {
    if (ended) return
    const before = cancelable({})
    this.emit('before-quit', before)
    if (before.defaultPrevented || !windowsOfApp.closeAll()) return
    const will = cancelable({})
    this.emit('will-quit', will)
    if (!will.defaultPrevented) this.exit(0)
  }
  /** Asks nobody. */
  exit(code = 0): void {
    if (ended) return
    ended = true
    windowsOfApp.destroyAll()
    this.emit('quit', {}, code)
    releaseLock?.()
    process.exit(code)
  }
}

export const app = new App()

export function isSandboxed(): boolean {
  return sandboxed
}

export function startApp(appFolder: string): void {
  folder = appFolder
  isReady = true
  ready.resolve(null)
  app.emit('ready', {}, {})
}

// Electron turns these signals into a quit.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => app.quit())
