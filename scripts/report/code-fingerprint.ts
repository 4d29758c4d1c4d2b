import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const IMPORTED = /(?:from|import\()\s*'(\.[^']+)'/g

/**
 * SHA-256 over source files and all that they import of this repository, so that what was computed by other code is computed again. `without`
 * are files that are left out, with what only they import.
 */
export function codeFingerprint(root: string, files: readonly string[], without: readonly string[] = []): string {
  const contents = new Map<string, string>()
  const wanted = files.map((file) => join(root, file))
  const passedOver = new Set(without.map((file) => join(root, file)))
  for (let file = wanted.pop(); file !== undefined; file = wanted.pop()) {
    if (contents.has(file) || passedOver.has(file)) continue
    const text = readFileSync(file, 'utf8')
    contents.set(file, text)
    for (const [, path] of text.matchAll(IMPORTED)) wanted.push(join(dirname(file), path!))
  }
  const hash = createHash('sha256')
  for (const file of [...contents.keys()].sort()) hash.update(`${relative(root, file)}\n${contents.get(file)!}\n`)
  return hash.digest('hex')
}
