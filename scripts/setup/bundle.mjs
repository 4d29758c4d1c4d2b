import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { locked } from './lock.mjs'
import { modules, node24, root } from './places.mjs'
import { run } from './run.mjs'
import { announced } from './say.mjs'

const sources = [
  'core',
  'electron',
  'headless',
  'renderer',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
]
const stamp = join(root, 'out', '.sources')

/** Builds out/ unless it was built from exactly these sources. A build that was cut short left no stamp. */
export async function bundled() {
  const wanted = fingerprint()
  if (isBuiltFrom(wanted)) return
  await locked(async () => {
    if (isBuiltFrom(wanted)) return
    rmSync(stamp, { force: true })
    const script = join(modules, 'electron-vite', 'bin', 'electron-vite.js')
    await announced('building the workstation from its sources', () => run(node24, [script, 'build']))
    writeFileSync(stamp, wanted)
  })
}

function isBuiltFrom(wanted) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
}

/** Of contents, not of dates: a checkout back and forth needs no new build. */
function fingerprint() {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const path of filesIn(source)) hash.update(`${path}\0`).update(readFileSync(join(root, path)))
  }
  return hash.digest('hex')
}

function filesIn(path) {
  if (!existsSync(join(root, path))) return []
  if (/\.\w+$/.test(path)) return [path]
  return readdirSync(join(root, path), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(path, entry.name)) : [join(path, entry.name)]))
    .sort()
}
