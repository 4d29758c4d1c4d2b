import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rememberedFailure, rememberFailure } from './failures.mjs'
import { modules, node24 } from './places.mjs'
import { run } from './run.mjs'
import { announced } from './say.mjs'

const folder = join(modules, 'electron')
const consequence = 'the workstation is served to your browser instead of its own window'

/** Electron's binary lies on GitHub, not in npm; where that cannot be reached the headless shell stands in. */
export const electron = {
  done: () => electronBinary() !== undefined || rememberedFailure(key()) !== undefined,
  async carryOut() {
    try {
      await announced('downloading Electron (about 120 MB)', () =>
        run(node24, [join(folder, 'install.js')], { withinMs: 5 * 60_000 })
      )
    } catch (fault) {
      rememberFailure(key(), fault.message)
    }
  },
  missing: () => (electronBinary() ? undefined : `Electron's binary could not be downloaded: ${consequence}.`),
}

/** The executable's path, or undefined. Never asks the `electron` package, which would try a download. */
export function electronBinary() {
  try {
    const inside = readFileSync(join(folder, 'path.txt'), 'utf8')
    const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), inside)
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}

function key() {
  return `electron ${JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version}`
}
