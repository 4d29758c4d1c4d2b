import { basename } from 'node:path'
import type { DomainName } from '../dns/name.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import type { Label } from './labels.ts'
import { detectLayout, isComment, type Layout } from './layout.ts'
import { readLines, type Line } from './lines.ts'
import { readRow } from './rows.ts'

/** Rows whose `column` holds `value` are passed over, as if they did not stand in the file. */
export type Exclusion = { column: string; value: string }

/** `fields` are all of a row's, in the order of the report's header; `kind` (phishing, dga, popular ...) is null where the file has none. */
export type RowFields = { fields: readonly string[]; kind: string | null }

export type FileReading = {
  /** Called once, before the first name. */
  begin?: (layout: Layout) => void
  /**
   * Called for every name; `label` is null where the file has none. False ends the reading.
   */
  take: (name: DomainName, label: Label | null, row: RowFields) => boolean
  without?: readonly Exclusion[]
}

export type FileReport = {
  layout: Layout
  compressed: boolean
  broken: number
  /** The first of them. */
  brokenLines: { line: number; text: string; reason: string }[]
}

const SAMPLE = 200
const SHOWN = 100
/** Nobody waits for the end of a file that begins with so many lines of which not one in a hundred is a row. */
const JUNK_LINES = 100_000
const JUNK_SHARE = 0.99
/** Columns that may say what kind of name it is, the first of them wins. */
const KIND_TITLES = ['kind', 'category', 'class', 'family', 'type']
const LONGEST_KIND = 64
/** Kinds beyond this are none: a column that is another for every line says nothing. */
const MOST_KINDS = 2000

/** Reads a file of names once, from its first line to its last, whatever its format. */
export async function readDataFile(path: string, reading: FileReading): Promise<Result<FileReport, Fault>> {
  const layout = await layoutOf(path)
  if (!layout.ok) return layout
  reading.begin?.(layout.value)
  const reader = new RowReader(layout.value, reading)
  const read = await readLines(path, (line) => reader.add(line))
  if (!read.ok) return unreadable(path, read.fault.message)
  if (reader.isJunk)
    return unreadable(
      path,
      `it is no list of names: of its first ${JUNK_LINES.toLocaleString('en')} lines hardly one can be read (line ${reader.brokenLines[0]!.line}: ${reader.brokenLines[0]!.reason})`
    )
  return ok({
    layout: layout.value,
    compressed: read.value.compressed,
    broken: reader.broken,
    brokenLines: reader.brokenLines,
  })
}

async function layoutOf(path: string): Promise<Result<Layout, Fault>> {
  const sample: string[] = []
  const read = await readLines(path, (line) => sample.push(withoutMark(line).text) < SAMPLE)
  if (!read.ok) return unreadable(path, read.fault.message)
  if (sample.every((line) => line.trim() === '')) return unreadable(path, 'it is empty')
  const layout = detectLayout(sample)
  return layout === null ? unreadable(path, 'no line of its beginning holds a domain name') : ok(layout)
}

class RowReader {
  broken = 0
  readonly brokenLines: { line: number; text: string; reason: string }[] = []
  readonly #layout: Layout
  readonly #take: FileReading['take']
  readonly #without: { at: number; value: string }[]
  readonly #kindAt: number | undefined
  readonly #kinds = new Map<string, string>()
  #headerSeen: boolean
  isJunk = false

  constructor(layout: Layout, reading: FileReading) {
    this.#layout = layout
    this.#take = reading.take
    this.#headerSeen = layout.header.length === 0
    this.#kindAt = KIND_TITLES.map((title) => layout.header.indexOf(title)).find(
      (at) => at >= 0 && at !== layout.labelAt && at !== layout.nameAt
    )
    this.#without = (reading.without ?? [])
      .map(({ column, value }) => ({ at: layout.header.indexOf(column), value }))
      .filter(({ at }) => at >= 0)
  }

  add(given: Line): boolean {
    const line = withoutMark(given)
    if (!this.#headerSeen && line.text.trim() !== '' && !isComment(line.text)) return (this.#headerSeen = true)
    const row = readRow(this.#layout, line)
    if (row.kind === 'nothing') return true
    if (row.kind === 'broken') return this.#note(line, row.reason)
    if (this.#without.some(({ at, value }) => row.fields[at] === value)) return true
    const kind = this.#kindOf(row.fields)
    return row.names.every((name) => this.#take(name, row.label, { fields: row.fields, kind }))
  }

  /** The same text for the same kind: a piece of a line would keep the whole of it in memory. */
  #kindOf(fields: readonly string[]): string | null {
    const written = this.#kindAt === undefined ? '' : (fields[this.#kindAt] ?? '').trim().slice(0, LONGEST_KIND)
    if (written === '') return null
    const known = this.#kinds.get(written)
    if (known !== undefined || this.#kinds.size >= MOST_KINDS) return known ?? null
    // Through JSON: only then is it a text of its own.
    const own = JSON.parse(JSON.stringify(written)) as string
    this.#kinds.set(own, own)
    return own
  }

  #note(line: Line, reason: string): boolean {
    this.broken++
    this.isJunk = line.number === JUNK_LINES && this.broken >= JUNK_LINES * JUNK_SHARE
    if (this.brokenLines.length < SHOWN)
      this.brokenLines.push({ line: line.number, text: line.text.slice(0, 120), reason })
    return !this.isJunk
  }
}

/** Some editors begin a file with a byte order mark. */
function withoutMark(line: Line): Line {
  return line.number === 1 && line.text.startsWith('\ufeff') ? { ...line, text: line.text.slice(1) } : line
}

function unreadable(path: string, message: string): Result<never, Fault> {
  return failed({ kind: 'unreadable', message: `${basename(path)}: ${message}` })
}
