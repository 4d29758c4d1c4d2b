import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/** Where the product's own files lie, whether it runs from source, from out/ or out of a package. */
export type ProductFiles = { version: string; resources: string; renderer: string }

/** Looks upwards from a file of the product for its package.json. */
export function productFiles(from: string): ProductFiles {
  let root = dirname(from)
  while (!existsSync(join(root, 'package.json'))) {
    if (dirname(root) === root) throw new Error(`no package.json above ${from}`)
    root = dirname(root)
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return { version, resources: join(root, 'resources'), renderer: join(root, 'out', 'renderer') }
}

type Surroundings = { platform: NodeJS.Platform; env: NodeJS.ProcessEnv; home: string }

/** The user's data folder as each system has it (XDG Base Directory elsewhere). Both shells use the same one. */
export function userDataFolder(
  around: Surroundings = { platform: process.platform, env: process.env, home: homedir() }
): string {
  const { platform, env, home } = around
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'ML Bridge Workstation')
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'ML Bridge Workstation')
  // The specification has relative paths ignored.
  const xdg = env['XDG_DATA_HOME']
  return join(xdg?.startsWith('/') ? xdg : join(home, '.local', 'share'), 'mlbridge-workstation')
}
