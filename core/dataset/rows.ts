import { parseName, type DomainName } from '../dns/name.ts'
import { readLabel, type Label } from './labels.ts'
import { fieldsOf, hostsNames, isComment, type Layout } from './layout.ts'
import type { Line } from './lines.ts'

/** What a line says: names with one label (null where the file has none), nothing, or why it cannot be read. */
export type Row =
  | { kind: 'names'; names: DomainName[]; label: Label | null; fields: readonly string[] }
  | { kind: 'nothing' }
  | { kind: 'broken'; reason: string }

const NOTHING: Row = { kind: 'nothing' }
/** In every hosts file, and about this machine only. */
const LOCAL = new Set([
  'localhost',
  'localhost.localdomain',
  'local',
  'broadcasthost',
  'ip6-localhost',
  'ip6-loopback',
  '0.0.0.0',
])

export function readRow(layout: Layout, line: Line): Row {
  if (line.text.trim() === '') return NOTHING
  if (line.cut) return broken('the line is far longer than a name')
  if (line.text.includes('�')) return broken('it is not UTF-8 text')
  switch (layout.format) {
    case 'plain':
      return isComment(line.text) ? NOTHING : row(line.text.replace(/\s+#.*$/, ''), null, [])
    case 'hosts':
      return isComment(line.text) ? NOTHING : hostsRow(line.text)
    case 'tsv':
    case 'csv':
      return tableRow(layout, line.text)
  }
}

function tableRow(layout: Layout, text: string): Row {
  const fields = fieldsOf(layout, text)
  if (fields === null) return broken('a quote is left open')
  const name = fields[layout.nameAt]
  if (name === undefined)
    return isComment(text) ? NOTHING : broken(`it has ${fields.length} of ${layout.nameAt + 1} columns`)
  if (layout.labelAt === null) return row(name, null, fields)
  const written = fields[layout.labelAt]
  if (written === undefined) return isComment(text) ? NOTHING : broken('it has no label')
  const label = readLabel(written)
  if (label === null) return broken(`the label "${written.trim().slice(0, 20)}" is neither benign nor malicious`)
  return row(name, label, fields)
}

function hostsRow(text: string): Row {
  const written = hostsNames(text)
  if (written === null) return broken('it is not an address with names')
  const names: DomainName[] = []
  for (const name of written.filter((each) => !LOCAL.has(each.toLowerCase()))) {
    const read = row(name, null, [])
    if (read.kind !== 'names') return read
    names.push(...read.names)
  }
  return names.length === 0 ? NOTHING : { kind: 'names', names, label: null, fields: [] }
}

function row(text: string, label: Label | null, fields: readonly string[]): Row {
  const name = parseName(text)
  if (!name.ok) return broken(name.fault.message)
  if (!name.value.includes('.')) return broken('it is a single label, which is never scored')
  return { kind: 'names', names: [name.value], label, fields }
}

function broken(reason: string): Row {
  return { kind: 'broken', reason }
}
