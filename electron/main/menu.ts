import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import type { EventValue } from '../../core/contract/contract.ts'

type View = EventValue<'navigate'>['view']

/** In the order of the rail, so that the keys are the same. */
export const VIEWS: { view: View; label: string }[] = [
  { view: 'live', label: 'Live' },
  { view: 'history', label: 'History' },
  { view: 'vetting', label: 'Vetting' },
  { view: 'lists', label: 'Lists' },
  { view: 'training', label: 'Training' },
  { view: 'workstation', label: 'Workstation' },
]

/** The native menu: the six views, and what every program of the system has. */
export function setMenu(goTo: (view: View) => void): void {
  const views = VIEWS.map(({ view, label }, index) => ({
    id: `view-${view}`,
    label,
    accelerator: `CmdOrCtrl+${index + 1}`,
    click: () => goTo(view),
  }))
  const developer: MenuItemConstructorOptions[] = app.isPackaged ? [] : [{ role: 'reload' }, { role: 'toggleDevTools' }]
  const zoom: MenuItemConstructorOptions[] = [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }]
  const template: MenuItemConstructorOptions[] = [
    process.platform === 'darwin'
      ? { role: 'appMenu' }
      : { label: 'File', submenu: [{ role: 'close' }, { role: 'quit' }] },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [...views, { type: 'separator' }, ...zoom, { role: 'togglefullscreen' }, ...developer],
    },
    { role: 'windowMenu' },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
