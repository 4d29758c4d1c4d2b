import { EventEmitter } from 'node:events'
import { app, isSandboxed, windowsOfApp } from './app.ts'
import { cancelable } from './cancelable.ts'
import { WebContents } from './web-contents.ts'

type Preferences = { preload?: string; sandbox?: boolean; contextIsolation?: boolean; nodeIntegration?: boolean }
type Options = { x?: number; y?: number; width?: number; height?: number; show?: boolean; webPreferences?: Preferences }
type Bounds = { x: number; y: number; width: number; height: number }

const windows = new Set<BrowserWindow>()

export class BrowserWindow extends EventEmitter {
  static #count = 0
  readonly id = ++BrowserWindow.#count
  readonly webContents: WebContents
  readonly options: Options
  #visible: boolean
  #minimized = false
  #maximized = false
  #loaded = false
  #bounds: Bounds

  constructor(options: Options = {}) {
    super()
    refuseInsecure(options.webPreferences ?? {})
    this.options = options
    this.#visible = options.show ?? true
    this.#bounds = { x: 0, y: 0, width: 800, height: 600, ...onlyBounds(options) }
    this.webContents = new WebContents(options.webPreferences?.preload, () => this.close())
    this.webContents.once('destroyed', () => this.#closed())
    windows.add(this)
    const { width, height } = this.#bounds
    void this.webContents.resize(width, height)
    app.emit('browser-window-created', {}, this)
    app.emit('web-contents-created', {}, this.webContents)
  }
  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }
  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return [...windows].find((window) => window.webContents === contents) ?? null
  }
  static getFocusedWindow(): BrowserWindow | null {
    return [...windows].find((window) => window.isVisible()) ?? null
  }
  async loadURL(url: string): Promise<void> {
    await this.webContents.load(url)
    if (!this.#loaded) this.emit('ready-to-show')
    this.#loaded = true
  }
  show(): void {
    this.#visible = true
    this.emit('show')
  }
  hide(): void {
    this.#visible = false
    this.emit('hide')
  }
  isVisible(): boolean {
    return this.#visible
  }
  focus(): void {
    this.emit('focus')
  }
  minimize(): void {
    this.#minimized = true
  }
  restore(): void {
    this.#minimized = false
  }
  isMinimized(): boolean {
    return this.#minimized
  }
  maximize(): void {
    this.#maximized = true
  }
  isMaximized(): boolean {
    return this.#maximized
  }
  getBounds(): Bounds {
    return { ...this.#bounds }
  }
  getNormalBounds(): Bounds {
    return this.getBounds()
  }
  setBounds(bounds: Partial<Bounds>): void {
    this.#bounds = { ...this.#bounds, ...bounds }
    void this.webContents.resize(this.#bounds.width, this.#bounds.height)
  }
  isDestroyed(): boolean {
    return !windows.has(this)
  }
  /** May be prevented; `false` then. */
  close(): boolean {
    if (this.isDestroyed()) return true
    const event = cancelable({})
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
    return !event.defaultPrevented
  }
  destroy(): void {
    void this.webContents.destroy()
  }
  #closed(): void {
    if (!windows.delete(this)) return
    this.emit('closed')
    if (windows.size === 0) app.emit('window-all-closed')
  }
}

export const webContents = {
  getAllWebContents: () => [...windows].map((window) => window.webContents),
  fromDevToolsTargetId: (id: string) => webContents.getAllWebContents().find((contents) => contents.targetId === id),
}

windowsOfApp.closeAll = () => [...windows].every((window) => window.close())
windowsOfApp.destroyAll = () => {
  for (const window of windows) window.destroy()
}

function refuseInsecure({ contextIsolation, nodeIntegration, sandbox }: Preferences): void {
  const insecure = contextIsolation === false || nodeIntegration === true || (sandbox === false && !isSandboxed())
  if (insecure) throw new Error('electron double: it opens no window without sandbox and context isolation')
}

function onlyBounds({ x, y, width, height }: Options): Partial<Bounds> {
  return Object.fromEntries(Object.entries({ x, y, width, height }).filter(([, value]) => value !== undefined))
}
