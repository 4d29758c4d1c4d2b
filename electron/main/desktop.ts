import { app, dialog, session, type BrowserWindow } from 'electron'
import { join } from 'node:path'
import { pino } from 'pino'
import { openApi } from '../../core/desk/api/server.ts'
import type { ShellParts, WorkstationOptions } from '../../core/desk/options.ts'
import { productFiles } from '../../core/desk/places.ts'
import { startFault } from '../../core/desk/start.ts'
import { openWorkstation, type Workstation } from '../../core/workstation.ts'
import { serveContract } from './ipc/serve.ts'
import { setMenu } from './menu.ts'
import { quitCleanly } from './quit.ts'
import { serveBundle } from './scheme.ts'
import { lockSession } from './security.ts'
import { openTray } from './tray.ts'
import { ownWatchdog } from './watchdog.ts'
import { loadDesk, openWindow, rememberWindow, showWindow } from './window.ts'

/** Where Chromium keeps its files, and where the window's place is remembered. */
export function windowFolder({ dataFolder }: WorkstationOptions): string {
  return join(dataFolder, 'window')
}

/** Opens everything once the app is ready; what cannot be opened is said in a dialog and on stderr. */
export async function runDesktop(options: WorkstationOptions): Promise<void> {
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
  const report = (problem: unknown) => (problem instanceof Error ? log.error(problem) : log.warn(problem))
  const opened = new AsyncDisposableStack()
  const done = Promise.withResolvers<null>()
  // Before anything opens: who quits during the start waits for its end, so that nothing is left half open.
  const isQuitting = quitCleanly(async () => {
    await done.promise
    await opened.disposeAsync()
  }, report)
  try {
    await openDesktop(options, { opened, isQuitting, report })
    done.resolve(null)
  } catch (error) {
    await opened.disposeAsync().catch(report)
    const fault = startFault(error, options)
    if (fault === null) log.fatal(error)
    const said = fault ?? (error instanceof Error ? error.message : String(error))
    process.stderr.write(`${said}\n`)
    dialog.showErrorBox('ML Bridge Workstation cannot start', said)
    app.exit(1)
  }
}

/** Whatever was opened, in the order in which it is closed again. */
async function openDesktop(options: WorkstationOptions, { opened, isQuitting, report }: Desktop): Promise<void> {
  const files = productFiles(import.meta.filename)
  const folder = windowFolder(options)
  const shown: { window?: BrowserWindow } = {}
  const workstation = opened.use(
    await openWorkstation(options, { report, watchdog: ownWatchdog(), ...fileDialogs(shown) })
  )
  const { token, version } = options
  const door = opened.use(await openApi({ handlers: workstation.apiHandlers, version, token, report }))
  workstation.apiOpenedAt(door.url)

  lockSession(session.defaultSession)
  serveBundle(files.renderer)
  const { admit } = serveContract({ handlers: workstation.handlers, events: workstation.events, report })
  const icons = join(files.resources, 'icons')
  const preload = join(import.meta.dirname, '..', 'preload', 'index.cjs')
  const window = await openWindow({ preload, icon: join(icons, 'icon.png'), folder, admit }, isQuitting)
  shown.window = window
  opened.defer(() => rememberWindow(window, folder))

  const show = () => showWindow(window)
  app.on('second-instance', show)
  app.on('activate', show)
  setMenu((view) => {
    show()
    workstation.events.emit('navigate', { view })
  })
  await keepTray(workstation, join(icons, 'tray.png'), { show, report })
  await loadDesk(window)
}

type Desktop = { opened: AsyncDisposableStack; isQuitting: () => boolean; report: (bug: unknown) => void }

type TrayParts = { show: () => void; report: (bug: unknown) => void }

async function keepTray({ handlers, events }: Workstation, icon: string, { show, report }: TrayParts): Promise<void> {
  const pause = (minutes: number) => void handlers['workstation.pause']({ minutes }).catch(report)
  const tray = openTray(icon, { show, pause, quit: () => app.quit() })
  events.subscribe((name, value) => {
    if (name === 'workstation.changed') tray.refresh(value as Parameters<typeof tray.refresh>[0])
  })
  tray.refresh(await handlers['workstation.state']({}))
}

function fileDialogs(shown: { window?: BrowserWindow }): Pick<ShellParts, 'chooseFiles'> {
  return {
    async chooseFiles({ title, several }) {
      const properties = several ? (['openFile', 'multiSelections'] as const) : (['openFile'] as const)
      const asked = { title, properties: [...properties] }
      const { window } = shown
      const chosen = await (window === undefined ? dialog.showOpenDialog(asked) : dialog.showOpenDialog(window, asked))
      return chosen.canceled ? { kind: 'cancelled' } : { kind: 'chosen', paths: chosen.filePaths }
    },
  }
}
