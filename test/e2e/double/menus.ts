import { EventEmitter } from 'node:events'
import { BrowserWindow } from './windows.ts'

type Template = {
  id?: string
  label?: string
  role?: string
  type?: string
  accelerator?: string
  enabled?: boolean
  click?: (item: MenuItem, window: BrowserWindow | null, event: object) => void
  submenu?: Template[] | Menu
}

export class MenuItem {
  readonly id: string
  readonly label: string
  readonly role: string | undefined
  readonly accelerator: string | undefined
  readonly enabled: boolean
  readonly submenu: Menu | undefined
  readonly #click: Template['click']

  constructor({ id, label, role, accelerator, enabled, click, submenu }: Template) {
    this.id = id ?? ''
    this.label = label ?? ''
    this.role = role
    this.accelerator = accelerator
    this.enabled = enabled ?? true
    this.submenu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : submenu
    this.#click = click
  }
  click(): void {
    if (!this.enabled) throw new Error(`electron double: "${this.label}" cannot be clicked, it is disabled`)
    this.#click?.(this, BrowserWindow.getFocusedWindow(), {})
  }
}

let applicationMenu: Menu | null = null

export class Menu {
  readonly items: MenuItem[] = []
  static buildFromTemplate(template: (Template | MenuItem)[]): Menu {
    const menu = new Menu()
    for (const item of template) menu.append(item instanceof MenuItem ? item : new MenuItem(item))
    return menu
  }
  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu
  }
  static getApplicationMenu(): Menu | null {
    return applicationMenu
  }
  append(item: MenuItem): void {
    this.items.push(item)
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      if (item.id === id) return item
      const inner = item.submenu?.getMenuItemById(id)
      if (inner) return inner
    }
    return null
  }
}

export class Tray extends EventEmitter {
  /** Not of Electron, which cannot list them: a spec reads the menu and tooltip here. */
  static readonly all: Tray[] = []
  readonly icon: unknown
  toolTip = ''
  menu: Menu | null = null

  constructor(icon: unknown) {
    super()
    this.icon = icon
    Tray.all.push(this)
  }
  setToolTip(text: string): void {
    this.toolTip = text
  }
  setContextMenu(menu: Menu | null): void {
    this.menu = menu
  }
  destroy(): void {
    Tray.all.splice(Tray.all.indexOf(this), 1)
  }
}
