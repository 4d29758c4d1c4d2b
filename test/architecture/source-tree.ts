import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import { forbidden } from './fences.ts'
import { readSource, type SourceFile } from './source-file.ts'

/** Every source file below `root` that a fence concerns, by its path from `root`. */
export function readTree(root: string): Map<string, SourceFile> {
  const files = new Map<string, SourceFile>()
  for (const part of Object.keys(forbidden)) {
    for (const path of sourcesIn(root, part)) files.set(path, readSource(path, readFileSync(join(root, path), 'utf8')))
  }
  return files
}

/** The path from the tree's root that a relative import leads to; undefined for packages. */
export function target(from: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier.replace(/\?.*$/, '')) : undefined
}

function sourcesIn(root: string, part: string): string[] {
  if (!existsSync(join(root, part))) return []
  return readdirSync(join(root, part), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[cm]?tsx?$/.test(path))
    .map((path) => posix.join(part, path.split(sep).join('/')))
    .sort()
}
