import { parseName } from '../dns/name.ts'
import { separatedFields, tabFields } from './fields.ts'
import type { DataFormat } from './inspection.ts'
import { readLabel } from './labels.ts'

/** How a file is laid out, found from its first lines. Columns count from 0; `header` is empty where it has none. */
export type Layout = {
  format: DataFormat
  separator: string
  header: string[]
  nameAt: number
  labelAt: number | null
}

const NAME_TITLES = ['domain', 'input', 'name', 'domain_name', 'domain name', 'hostname', 'host', 'fqdn', 'query']
const LABEL_TITLES = ['label', 'class', 'target', 'malicious', 'is_malicious', 'verdict', 'type', 'y']
/** A column is taken for names or labels when this share of the first lines reads so. */
const SHARE = 0.8

/** Null when no line of the sample reads as a name in any way. */
export function detectLayout(sample: readonly string[]): Layout | null {
  const lines = sample.filter((line) => line.trim() !== '' && !isComment(line))
  if (lines.length === 0) return null
  if (mostly(lines, (line) => hostsNames(line) !== null))
    return { format: 'hosts', separator: ' ', header: [], nameAt: 0, labelAt: null }
  for (const separator of ['\t', ',', ';']) {
    const layout = lines[0]!.includes(separator) ? tableLayout(lines, separator) : null
    if (layout !== null) return layout
  }
  const body = titled(lines[0]!.trim()) ? lines.slice(1) : lines
  if (!body.some((line) => isName(line))) return null
  const header = body === lines ? [] : [lines[0]!.trim()]
  return { format: 'plain', separator: '\n', header, nameAt: 0, labelAt: null }
}

export function fieldsOf(layout: Layout, line: string): string[] | null {
  return layout.format === 'tsv' ? tabFields(line) : separatedFields(line, layout.separator)
}

/** The names of a line of a hosts file, `127.0.0.1 one two # why`; null for any other line. */
export function hostsNames(line: string): string[] | null {
  const [address, ...names] = line.replace(/#.*$/, '').trim().split(/\s+/)
  if (names.length === 0 || !/^(\d{1,3}(\.\d{1,3}){3}|[\da-f:]*:[\da-f:.]*)$/i.test(address!)) return null
  return names
}

/** `#` and `!` begin comments in lists; `//` in some. */
export function isComment(line: string): boolean {
  return /^\s*(#|!|\/\/)/.test(line)
}

function tableLayout(lines: readonly string[], separator: string): Layout | null {
  const format = separator === '\t' ? 'tsv' : 'csv'
  const rows = lines.map((line) => separatedFields(line, separator) ?? [])
  const first = rows[0]!.map((title) => title.trim().toLowerCase())
  const header = first.some((title) => [...NAME_TITLES, ...LABEL_TITLES].includes(title)) ? first : []
  const body = header.length > 0 ? rows.slice(1) : rows
  const columns = first.map((_, at) => at)
  const named = (titles: readonly string[]) => titles.map((title) => header.indexOf(title)).filter((at) => at >= 0)
  // With a header alone the titles decide; with lines below it, what they hold.
  const holds = (at: number, reads: (text: string) => boolean) =>
    body.length === 0 || mostly(body, (row) => reads(row[at] ?? ''))
  const names = [...named(NAME_TITLES), ...columns.filter((at) => mostly(body, (row) => isName(row[at] ?? '')))]
  const nameAt = names.find((at) => holds(at, isName)) ?? named(NAME_TITLES)[0]
  if (nameAt === undefined) return null
  const labels = [...named(LABEL_TITLES), ...(header.length > 0 ? [] : columns.filter((at) => at !== nameAt))]
  const labelAt = labels.find((at) => holds(at, (text) => readLabel(text) !== null)) ?? named(['label'])[0] ?? null
  return { format, separator, header, nameAt, labelAt }
}

function titled(line: string): boolean {
  return NAME_TITLES.includes(line.toLowerCase())
}

function isName(text: string): boolean {
  return text.includes('.') && parseName(text).ok
}

function mostly<T>(items: readonly T[], is: (item: T) => boolean): boolean {
  return items.length > 0 && items.filter(is).length >= items.length * SHARE
}
