import { BrowserWindow, screen, type WebContents } from 'electron'
import { BUNDLE_ADDRESS } from './bundle-address.ts'
import { SAFE_PREFERENCES } from './security.ts'
import { readWindowState, writeWindowState } from './window-state.ts'

export type WindowParts = {
  preload: string
  icon: string
  /** Where the window's place is remembered. */
  folder: string
  /** Told of the page before it loads, so that its first call is answered. */
  admit: (contents: WebContents) => void
}

/** The one window, still empty. Closing it hides it, since the resolver goes on answering; `isQuitting` lets it go. */
export async function openWindow(
  { preload, icon, folder, admit }: WindowParts,
  isQuitting: () => boolean
): Promise<BrowserWindow> {
  const areas = screen.getAllDisplays().map((display) => display.workArea)
  const { maximized, ...bounds } = await readWindowState(folder, areas)
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 900,
    minHeight: 600,
    show: false,
    icon,
    // The dark theme's ground: no white flash before the first paint.
    backgroundColor: '#111417',
    webPreferences: { ...SAFE_PREFERENCES, preload },
  })
  admit(window.webContents)
  window.once('ready-to-show', () => {
    if (maximized) window.maximize()
    window.show()
  })
  window.on('close', (event) => {
    if (isQuitting()) return
    event.preventDefault()
    window.hide()
  })
  return window
}

/** Once everything that the page may ask for is there. */
export function loadDesk(window: BrowserWindow): Promise<void> {
  return window.loadURL(BUNDLE_ADDRESS)
}

/** Brings the window to the front, from wherever it is. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

export async function rememberWindow(window: BrowserWindow, folder: string): Promise<void> {
  if (window.isDestroyed()) return
  await writeWindowState(folder, { ...window.getNormalBounds(), maximized: window.isMaximized() })
}
