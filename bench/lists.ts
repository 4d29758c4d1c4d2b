import { cpus } from 'node:os'
import type { DomainName } from '../core/dns/name.ts'
import type { ListFormat } from '../core/lists/list.ts'
import { readList, type ListReading } from '../core/lists/parse/read-list.ts'
import { compileNames, openRuleBook } from '../core/lists/rule-book.ts'
import { randomSeed } from '../core/lists/suffix-hash.ts'

/**
 * node bench/lists.ts [names]: for each format a list of so many names, read from its text as it lies in memory, and how much processor time
 * a look-up takes. Names are invented; the figures are medians of five runs. The last line is JSON.
 */
const [NAMES = 1_000_000] = process.argv.slice(2).map(Number)
const RUNS = 5
const ASKED = 200_000
const seed = randomSeed()

/** 27 to 35 characters, four or five labels. */
const listed = Array.from({ length: NAMES }, (_, at) => nameOf(at))
const others = Array.from({ length: ASKED }, (_, at) => nameOf(at * 31).replace('.example', '.invented') as DomainName)
const hits = Array.from({ length: ASKED }, (_, at) => nameOf((at * 7919) % NAMES) as DomainName)

const LINES: Record<ListFormat, (name: string, at: number) => string> = {
  domains: (name) => name,
  hosts: (name) => `0.0.0.0 ${name}`,
  wildcard: (name) => `*.${name}`,
  adblock: (name, at) => `${at % 20 === 0 ? '@@' : ''}||${name}^${at % 50 === 0 ? '$important' : ''}`,
  rpz: (name) => `${name} CNAME .`,
  dnsmasq: (name) => `address=/${name}/0.0.0.0`,
  unbound: (name) => `local-zone: "${name}" always_nxdomain`,
}

const compiling = median(() => timed(() => void compileNames(named(), seed, NAMES)))
const rows = (Object.keys(LINES) as ListFormat[]).map((format) => ({ format, ...measure(format) }))

console.log(`${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, ${NAMES.toLocaleString('en')} names`)
console.log(`names alone, without parsing: ${compiling.toFixed(0)} ms`)
console.table(rows)
console.log(JSON.stringify({ names: NAMES, compileMs: Math.round(compiling), formats: rows }))

function* named(): Generator<{ name: string; line: number }> {
  for (let at = 0; at < NAMES; at++) yield { name: listed[at]!, line: at + 1 }
}

function measure(format: ListFormat) {
  const text = Buffer.from(listed.map(LINES[format]).join('\n'))
  let reading: ListReading | null = null
  const readMs = median(() => timed(() => (reading = read(text, format))))
  const { table } = reading!
  const book = openRuleBook({ seed, lists: [{ id: 'bench', name: 'bench', effect: 'block', table }] })
  // A wildcard is what lies below its name.
  const covered = format === 'wildcard' ? hits.map((name) => `x.${name}` as DomainName) : hits
  if (covered.some((name) => book.match(name) === null)) throw new Error(`${format}: a listed name is not found`)
  if (others.some((name) => book.match(name) !== null)) throw new Error(`${format}: a name is found that is not listed`)
  const perLookUp = (names: DomainName[]) =>
    round(median(() => timed(() => names.forEach((name) => void book.match(name)))) / (names.length / 1000))
  return {
    readMs: Math.round(readMs),
    bytesAName: round(table.slots.byteLength / NAMES),
    hitMicroseconds: perLookUp(covered),
    missMicroseconds: perLookUp(others),
  }
}

function read(text: Buffer, format: ListFormat): ListReading {
  const plan = {
    seed,
    broken: { offset: 0, limit: 1 },
    mostBytes: 1e9,
    mostNames: 1e8,
    mostLines: 1e8,
    expected: NAMES,
  }
  const result = readList(pieces(text), plan)
  if (!result.ok) throw new Error(`${format}: ${result.fault.message}`)
  if (result.value.format !== format || result.value.names !== NAMES)
    throw new Error(`${format}: read as something else`)
  return result.value
}

/** As a file is read. */
function* pieces(text: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < text.length; at += 262_144) yield text.subarray(at, at + 262_144)
}

function nameOf(at: number): string {
  return `host${at * 7919}.s${at % 977}.brightfern${at % 13}.example`
}

/** Processor time of this thread in milliseconds: what else runs on the machine counts less. */
function timed(run: () => void): number {
  const start = process.threadCpuUsage()
  run()
  const { user, system } = process.threadCpuUsage(start)
  return (user + system) / 1000
}

function median(measured: () => number): number {
  return Array.from({ length: RUNS }, measured).sort((a, b) => a - b)[RUNS >> 1]!
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
