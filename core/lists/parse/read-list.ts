import { failed, ok, type Result } from '../../system/result.ts'
import { visible } from '../../system/visible.ts'
import type { BrokenLine, ListFormat } from '../list.ts'
import { createSuffixes, hashSuffixes, SUFFIX_WORDS, type HashSeed } from '../suffix-hash.ts'
import { createTableBuilder, type Table } from '../table.ts'
import { looksLikeHosts, parseDomainsLine, parseHostsLine } from './line.ts'
import { createTextLines } from './text-lines.ts'

export type ListReading = {
  format: ListFormat
  names: number
  repeated: number
  broken: number
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
  expected: number
}

export type ReadingFault = { kind: 'unreadable'; message: string }

const SAMPLE = 20
const DETECTED_WITHIN = 200

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
    if (reader.names() > plan.mostNames) break
  }
  const reading = { ...reader.finish(), bytes }
  const fault = faultOf(reading, plan)
  return fault === null ? ok(reading) : unreadable(fault)
}

function faultOf({ names, bytes, brokenLines: [first] }: ListReading, plan: ReadingPlan): string | null {
  if (names > plan.mostNames)
    return `it has more than ${plan.mostNames.toLocaleString('en')} names, the most a list may have`
  if (names > 0) return null
  if (bytes === 0) return 'it is empty'
  return first === undefined ? 'there is no name in it' : `there is no name in it; line ${first.line}: ${first.reason}`
}

function createListReader(plan: ReadingPlan) {
  const builder = createTableBuilder(plan.expected)
  const suffixes = createSuffixes()
  const brokenLines: BrokenLine[] = []
  const sample: string[] = []
  const counts = { names: 0, repeated: 0, broken: 0 }
  /** The first lines wait until they have shown what the file is. */
  let waiting: { line: string; number: number }[] | null = []
  let format: ListFormat = 'domains'

  function addName(name: string, line: number): void {
    const last = (hashSuffixes(name, plan.seed, suffixes) - 1) * SUFFIX_WORDS
    if (!builder.add(suffixes[last]!, suffixes[last + 1]!, line)) {
      counts.repeated++
      return
    }
    counts.names++
    if (sample.length < SAMPLE) sample.push(name)
  }

  function addBroken(text: string, line: number, reason: string): void {
    if (counts.broken >= plan.broken.offset && brokenLines.length < plan.broken.limit)
      brokenLines.push({ line, text: visible(text, 200), reason })
    counts.broken++
  }

  function parse(line: string, number: number): void {
    const parsed = format === 'hosts' ? parseHostsLine(line) : parseDomainsLine(line)
    for (const name of parsed.names) addName(name, number)
    if (parsed.broken !== null) addBroken(line, number, parsed.broken)
  }

  function detect(): void {
    if (waiting === null) return
    const told = waiting.filter(({ line }) => !/^\s*(?:#|!|$)/.test(line))
    format = told.filter(({ line }) => looksLikeHosts(line)).length * 2 > told.length ? 'hosts' : 'domains'
    const first = waiting
    waiting = null
    for (const { line, number } of first) parse(line, number)
  }

  function onLine(line: string, number: number, fault: string | null): void {
    if (fault !== null) {
      detect()
      addBroken(line, number, fault)
    } else if (waiting === null) parse(line, number)
    else if (waiting.push({ line, number }) >= DETECTED_WITHIN) detect()
  }

  return {
    lines: createTextLines(onLine),
    names: () => counts.names,
    finish() {
      this.lines.end()
      detect()
      return { format, ...counts, brokenLines, sample, table: builder.finish() }
    },
  }
}

function unreadable(message: string): Result<never, ReadingFault> {
  return failed({ kind: 'unreadable', message })
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString('en')} MB`
}
