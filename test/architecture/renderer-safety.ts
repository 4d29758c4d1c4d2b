import { readFileSync } from 'node:fs'
import type { Breach } from './breaches.ts'
import { browserSafe } from './fences.ts'
import { isNodeModule, packageOf, type Import, type SourceFile } from './source-file.ts'
import { target } from './source-tree.ts'

/** Packages of the main bundle: Node code, some of it native. The renderer's own packages are bundled devDependencies. */
const nodePackages = Object.keys(
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { dependencies: object })
    .dependencies
).filter((name) => !browserSafe.includes(name))

/**
 * The renderer and the sandboxed preload run without Node. What they import at run time is followed through core;
 * the breach names the whole way, since the wrong import may lie several files behind the renderer's.
 */
export function breachesOfRendererSafety(files: Map<string, SourceFile>): Breach[] {
  const roots = [...files.keys()].filter((path) => path.startsWith('renderer/') || path.startsWith('electron/preload/'))
  const ways = new Map(roots.map((path) => [path, [path]]))
  const found: Breach[] = []
  // A Map hands out what is added while it is walked, so this is a breadth-first walk.
  for (const [path, way] of ways) {
    const file = files.get(path)
    if (!file) continue
    found.push(...nodeUses(file).map((use) => ({ file: path, line: use.line, reason: reason(use.what, way) })))
    for (const next of file.imports.filter((one) => !one.typeOnly)) {
      const to = target(path, next.specifier)
      if (to !== undefined && !ways.has(to)) ways.set(to, [...way, to])
    }
  }
  return found
}

function nodeUses(file: SourceFile): { what: string; line: number }[] {
  const imported = file.imports.filter((one) => !mayImport(file.path, one))
  return [
    ...imported.map(({ specifier, line }) => ({ what: `imports ${specifier}`, line })),
    ...file.nodeGlobals.map(({ text, line }) => ({ what: `uses Node's ${text}`, line })),
  ]
}

function mayImport(path: string, { specifier, typeOnly }: Import): boolean {
  // A type from Node is erased; only in the renderer itself, where Node has no business at all, it counts.
  if (typeOnly && !path.startsWith('renderer/')) return true
  const name = packageOf(specifier)
  return !isNodeModule(specifier) && (name === undefined || !nodePackages.includes(name))
}

function reason(what: string, way: string[]): string {
  return way.length === 1
    ? `${what}, and runs without Node`
    : `${what}, and is reached by ${way.slice(0, -1).join(' -> ')}`
}
