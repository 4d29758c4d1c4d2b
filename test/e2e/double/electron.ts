/**
 * The double of Electron's `electron` module: what the product imports, and no more. An import that is missing here fails when the main
 * bundle is loaded, by its name.
 */
export { app } from './app.ts'
export { ipcMain } from './ipc.ts'
export { Menu, MenuItem, Tray } from './menus.ts'
export { protocol, session } from './session.ts'
export { dialog, screen } from './surroundings.ts'
export { BrowserWindow, webContents } from './windows.ts'
