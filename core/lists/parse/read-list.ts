import { failed, ok, type Result } from '../../system/result.ts'
import { visible } from '../../system/visible.ts'
import type { DomainName } from '../../dns/name.ts'
import { entryWord, isAside, isBelowOnly, isException, ruleCode } from '../entry.ts'
import type { BrokenLine, ListFormat } from '../list.ts'
import { createLocalDataBuilder, localDataOwners, type RecordInsertion } from '../local-data.ts'
import { createSuffixes, hashSuffixes, SUFFIX_WORDS, type HashSeed } from '../suffix-hash.ts'
import { createTableBuilder, type Insertion, type Table, type TableOrder } from '../table.ts'
import type { Findings, FormatReader, Line } from './format.ts'
import { detectFormat, isRemark, READERS } from './readers.ts'
import { createTextLines } from './text-lines.ts'

export type ListReading = {
  format: ListFormat
  names: number
  repeated: number
  broken: number
  /** Names that are answered with records of the file. */
  localData: number
  /** The page of broken lines that was asked for, in the order of the file. */
  brokenLines: BrokenLine[]
  sample: string[]
  bytes: number
  table: Table
}

export type ReadingPlan = {
  seed: HashSeed
  broken: { offset: number; limit: number }
  mostBytes: number
  mostNames: number
  mostLines: number
  expected: number
}

export type ReadingFault = { kind: 'unreadable'; message: string }

const SAMPLE = 20
const PAGE = /^\s*<(?:!doctype html|html|head|\?xml)\b/i
const PAGE_BEGINS_WITHIN = 10
/** Lines that say something; before them a file may have a long head of remarks. */
const DETECTED_WITHIN = 200
const LONGEST_HEAD = 5000

/** Reads a list piece by piece: what it is, which names it holds, which lines it could not use. Everything usable loads. */
export function readList(pieces: Iterable<Uint8Array>, plan: ReadingPlan): Result<ListReading, ReadingFault> {
  const reader = createListReader(plan)
  let bytes = 0
  for (const piece of pieces) {
    bytes += piece.byteLength
    if (bytes > plan.mostBytes)
      return unreadable(`it is larger than ${megabytes(plan.mostBytes)}, the most a list may have`)
    const pushed = reader.lines.push(piece)
    if (!pushed.ok) return unreadable(pushed.fault.message)
    if (reader.entries() > plan.mostNames || reader.tooManyLines()) break
  }
  const reading = { ...reader.finish(), bytes }
  const fault = reader.tooManyLines()
    ? `it has more than ${plan.mostLines.toLocaleString('en')} lines, the most a list may have`
    : faultOf(reading, plan)
  return fault === null ? ok(reading) : unreadable(fault)
}

function faultOf({ names, bytes, table, brokenLines: [first] }: ListReading, plan: ReadingPlan): string | null {
  if (table.entries > plan.mostNames)
    return `it has more than ${plan.mostNames.toLocaleString('en')} names, the most a list may have`
  // Also where single words of its text look like names.
  if (first !== undefined && first.line <= PAGE_BEGINS_WITHIN && PAGE.test(first.text))
    return 'it is a web page, not a list'
  if (names > 0) return null
  if (bytes === 0) return 'it is empty'
  return first === undefined ? 'there is no name in it' : `there is no name in it; line ${first.line}: ${first.reason}`
}

function createListReader(plan: ReadingPlan) {
  const builder = createTableBuilder(plan.expected)
  const localData = createLocalDataBuilder()
  const suffixes = createSuffixes()
  const brokenLines: BrokenLine[] = []
  const sample: string[] = []
  const counts = { names: 0, repeated: 0, broken: 0 }
  /** With those that only take something out of a rule. */
  let entries = 0
  let tooManyLines = false
  /** The first lines wait until they have shown what the file is. */
  let waiting: Line[] | null = []
  let speaking = 0
  let format: ListFormat = 'domains'
  let reader: FormatReader | null = null

  function fingerprint(name: DomainName): [number, number] {
    const last = (hashSuffixes(name, plan.seed, suffixes) - 1) * SUFFIX_WORDS
    return [suffixes[last]!, suffixes[last + 1]!]
  }

  function put(name: DomainName, word: number): Insertion {
    const last = (hashSuffixes(name, plan.seed, suffixes) - 1) * SUFFIX_WORDS
    const insertion = builder.add(suffixes[last]!, suffixes[last + 1]!, word)
    if (insertion === 'added') entries++
    return insertion
  }

  const found: Findings = {
    rule(line, name, code) {
      const word = entryWord(code, line.number)
      const insertion = put(name, word)
      if (insertion === 'crowded') return found.broken(line, CROWDED)
      if (isAside(word)) return
      if (insertion === 'repeated') counts.repeated++
      else {
        counts.names++
        if (sample.length < SAMPLE)
          sample.push(`${isException(word) ? '@@' : ''}${isBelowOnly(word) ? '*.' : ''}${name}`)
      }
    },
    ruleExcept(line, { name, code, except }) {
      const carve = entryWord(CARVE, line.number)
      // First what is left out: a rule without its exceptions would be wider than it was written.
      if (except.some((one) => put(one, carve) === 'crowded')) found.broken(line, CROWDED)
      else found.rule(line, name, code)
    },
    record(line, { name, covers, record }) {
      const insertion = localData.add({ owner: { name, covers }, line: line.number, record })
      if (insertion === 'new') found.rule(line, name, ruleCode(covers, 'localData'))
      else if (insertion === 'repeated') counts.repeated++
      else if (insertion !== 'added') {
        found.rule(line, name, ruleCode(covers, 'aside'))
        found.broken(line, RECORD_NOT_KEPT[insertion])
      }
    },
    cancel: (name, code) => builder.remove(...fingerprint(name), code),
    broken({ text, number }, reason) {
      if (counts.broken >= plan.broken.offset && brokenLines.length < plan.broken.limit)
        brokenLines.push({ line: number, text: visible(text, 200), reason })
      counts.broken++
    },
  }

  function detect(): FormatReader {
    const first = waiting ?? []
    waiting = null
    format = detectFormat(first)
    const opened = READERS[format](found)
    reader = opened
    for (const line of first) opened.read(line)
    return opened
  }

  function onLine(text: string, number: number, fault: string | null): void {
    if (number > plan.mostLines) tooManyLines = true
    else if (fault !== null) {
      reader ??= detect()
      found.broken({ text, number }, fault)
    } else if (reader !== null) reader.read({ text, number })
    else {
      const waits = waiting!.push({ text, number })
      if (!isRemark(text)) speaking++
      if (speaking >= DETECTED_WITHIN || waits >= LONGEST_HEAD) detect()
    }
  }

  return {
    lines: createTextLines(onLine),
    entries: () => entries,
    tooManyLines: () => tooManyLines,
    finish() {
      this.lines.end()
      const last = reader ?? detect()
      last.end()
      counts.names -= builder.removed()
      const table = { ...builder.finish(), order: ORDERS[format] ?? 'ranks', localData: localData.finish() }
      return { format, ...counts, localData: localDataOwners(table.localData), brokenLines, sample, table }
    },
  }
}

const ORDERS: Partial<Record<ListFormat, TableOrder>> = { rpz: 'zone', unbound: 'local-zones' }

const CARVE = ruleCode('tree', 'carve')
const CROWDED = 'this name has more rules than a name may have'

const RECORD_NOT_KEPT: Record<Exclude<RecordInsertion, 'new' | 'added' | 'repeated'>, string> = {
  'beside-cname': 'a CNAME stands alone: the records of its name before this one count',
  crowded: 'this name has more records than a name may have',
  full: 'the file has more local data than a list may have',
}

function unreadable(message: string): Result<never, ReadingFault> {
  return failed({ kind: 'unreadable', message })
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString('en')} MB`
}
