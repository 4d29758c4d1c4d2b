import { app, type BrowserWindowConstructorOptions, type Session, type WebContents } from 'electron'
import { isBundleAddress } from './bundle-address.ts'

/** What every window is opened with; `lockPage` refuses one that is not. */
export const SAFE_PREFERENCES = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  webviewTag: false,
  navigateOnDragDrop: false,
} as const satisfies BrowserWindowConstructorOptions['webPreferences']

/** Nothing may be asked for, and nothing but the bundle may be loaded: the renderer talks to the network through no door at all. */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoad(url) }))
}

/** Locks every page at its birth, whoever opened it. */
export function lockPages(): void {
  app.on('web-contents-created', (_event, contents) => lockPage(contents))
}

function lockPage(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** The developer tools are pages too; a package has none. */
function mayLoad(address: string): boolean {
  return isBundleAddress(address) || (!app.isPackaged && address.startsWith('devtools://'))
}
