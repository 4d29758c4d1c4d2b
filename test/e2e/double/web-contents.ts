import { EventEmitter } from 'node:events'
import type { Frame } from 'playwright-core'
import { cancelable } from './cancelable.ts'
import { invoke, ipcMain } from './ipc.ts'
import { openPage, type OpenPage } from './page.ts'
import { session, toApp, toChromium } from './session.ts'

type WindowOpened = (details: { url: string }) => { action: 'allow' | 'deny' }

/** The page of a window. */
export class WebContents extends EventEmitter {
  static #count = 0
  readonly id = ++WebContents.#count
  readonly session = session.defaultSession
  readonly opened: Promise<OpenPage>
  readonly #close: () => void
  #windowOpened: WindowOpened = () => ({ action: 'allow' })
  #open: OpenPage | undefined
  #loaded = false
  #destroyed = false

  constructor(preload: string | undefined, close: () => void) {
    super()
    this.#close = close
    this.opened = openPage(
      {
        navigates: (url, mainFrame) => this.#navigates(url, mainFrame),
        opensWindow: (url) => this.#opensWindow(url),
        hears: (message, frame) => this.#hears(message, frame),
        closed: () => this.destroyed(),
      },
      preload
    )
    void this.opened.then((open) => (this.#open = open))
  }
  get targetId(): string | undefined {
    return this.#open?.targetId
  }
  getURL(): string {
    return this.#open === undefined ? '' : toApp(this.#open.page.url())
  }
  isDestroyed(): boolean {
    return this.#destroyed
  }
  setWindowOpenHandler(handler: WindowOpened): void {
    this.#windowOpened = handler
  }
  send(channel: string, ...args: unknown[]): void {
    const message = { channel, args: structuredClone(args) }
    void this.opened.then((open) => open.tell(message))
  }
  /** Not of Electron: loads and waits. */
  async load(url: string): Promise<void> {
    const { page } = await this.opened
    await page.goto(toChromium(url))
    this.#loaded = true
    this.emit('did-finish-load')
  }
  /** As if the page had called window.close(). */
  close(): void {
    this.#close()
  }
  openDevTools(): void {
    throw new Error('electron double: it has no developer tools')
  }
  async resize(width: number, height: number): Promise<void> {
    await (await this.opened).page.setViewportSize({ width, height })
  }
  /** Not of Electron: the tab goes, and with it this. */
  async destroy(): Promise<void> {
    this.destroyed()
    await this.#open?.page.close().catch(() => undefined)
  }
  destroyed(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    this.emit('destroyed')
  }

  #navigates(url: string, mainFrame: boolean): boolean {
    if (!this.#loaded) return false // what the app itself loads is not announced
    // Nor is a reload, which is the browser's own.
    if (mainFrame && withoutHash(url) === withoutHash(this.getURL())) return false
    const event = cancelable({ url, isMainFrame: mainFrame })
    this.emit('will-frame-navigate', event)
    if (mainFrame) this.emit('will-navigate', event, url)
    return event.defaultPrevented
  }
  #opensWindow(url: string): void {
    if (this.#windowOpened({ url }).action === 'deny') return
    throw new Error(`electron double: the app lets ${url} open a window, which it cannot show`)
  }
  async #hears({ kind, channel, args }: { kind: 'invoke' | 'send'; channel: string; args: unknown[] }, frame: Frame) {
    const url = toApp(frame.url())
    const senderFrame = { url, origin: new URL(url).origin, parent: frame.parentFrame() }
    const event = { sender: this, senderFrame, processId: 1, frameId: 1, type: 'frame' }
    if (kind === 'invoke') return invoke(channel, event, args)
    ipcMain.emit(channel, event, ...args)
    return undefined
  }
}

function withoutHash(url: string): string {
  return url.split('#')[0]!
}
