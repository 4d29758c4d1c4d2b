import { coreOrder, forbidden, ipcFolder } from './fences.ts'
import { breachesOfRendererSafety } from './renderer-safety.ts'
import { packageOf, type Import, type SourceFile } from './source-file.ts'
import { target } from './source-tree.ts'

export type Breach = { file: string; line: number; reason: string }

/** Every place where a fence is broken. An import that is only of types counts too, except where it says otherwise. */
export function breaches(files: Map<string, SourceFile>): Breach[] {
  const all = [...files.values()]
  return [...all.flatMap(breachesWithin), ...breachesOfRendererSafety(files)]
}

function breachesWithin(file: SourceFile): Breach[] {
  const at = (line: number, reason: string): Breach => ({ file: file.path, line, reason })
  const wrongImports = file.imports.flatMap((one) => {
    const reason = wrongPart(file.path, one) ?? wrongOrder(file.path, one)
    return reason === undefined ? [] : [at(one.line, reason)]
  })
  const speaksIpc = file.path.startsWith(ipcFolder)
  return [
    ...wrongImports,
    ...unknownFolder(file.path).map((reason) => at(1, reason)),
    ...file.defaultExports.map((line) => at(line, 'has a default export')),
    ...(speaksIpc ? [] : file.ipcMain.slice(0, 1).map((line) => at(line, `uses ipcMain outside ${ipcFolder}`))),
    ...(speaksIpc ? [] : file.sends.map(({ text, line }) => at(line, `calls ${text} outside ${ipcFolder}`))),
  ]
}

function wrongPart(from: string, { specifier }: Import): string | undefined {
  const part = from.split('/')[0] ?? ''
  const fence = forbidden[part]
  const name = packageOf(specifier)
  if (name !== undefined && fence?.packages.includes(name)) return `${part} imports the package ${name}`
  const folder = target(from, specifier)?.split('/')[0]
  if (folder !== undefined && fence?.folders.includes(folder)) return `${part} imports ${folder}/`
  return undefined
}

function wrongOrder(from: string, { specifier }: Import): string | undefined {
  const to = target(from, specifier)
  if (!from.startsWith('core/') || !to?.startsWith('core/')) return undefined
  const [own, other] = [coreFolder(from), coreFolder(to)]
  if (coreOrder.indexOf(other) <= coreOrder.indexOf(own)) return undefined
  return `core/${own} imports core/${other}, which stands behind it`
}

function unknownFolder(path: string): string[] {
  if (!path.startsWith('core/') || coreOrder.includes(coreFolder(path))) return []
  return [`core/${coreFolder(path)} has no place in the order of core's folders`]
}

function coreFolder(path: string): string {
  return path.split('/')[1] ?? ''
}
