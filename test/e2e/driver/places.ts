import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const root = fileURLToPath(new URL('../../../', import.meta.url))
/** The product's own Node, whichever runs the specs. */
export const node24 = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
/** As `npm start` loads it before the headless product. */
export const sourceMaps = pathToFileURL(join(root, 'scripts', 'setup', 'source-maps.mjs')).href
export const chromiumPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

const double = fileURLToPath(new URL('../double/electron', import.meta.url))

/**
 * What runs as Electron: what ELECTRON_EXECUTABLE names, else the real binary where it is installed, else the double. Asking the `electron`
 * package itself would try a download. Playwright finds the installed one itself when it is given none.
 */
export function electron(): { executablePath?: string; label: string } {
  const named = process.env['ELECTRON_EXECUTABLE']
  if (named === undefined && isInstalled()) return { label: "Electron's own binary" }
  const executablePath = named ?? double
  return { executablePath, label: executablePath === double ? 'the double' : relative(root, executablePath) }
}

function isInstalled(): boolean {
  const folder = join(root, 'node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  return existsSync(pathFile) && existsSync(join(folder, 'dist', readFileSync(pathFile, 'utf8')))
}
