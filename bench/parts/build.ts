import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** This checkout of the product. */
export const ROOT = join(import.meta.dirname, '..', '..')

/** The headless product of a checkout, built now unless it was built from exactly these sources. Throws when it cannot be built. */
export function built(root: string): string {
  const build = `await (await import(${JSON.stringify(join(root, 'scripts', 'setup', 'bundle.mjs'))})).bundled()`
  execFileSync(process.execPath, ['--input-type=module', '-e', build], { cwd: root, stdio: ['ignore', 2, 2] })
  return join(root, 'out', 'main', 'headless.js')
}
