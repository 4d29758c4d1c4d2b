import { createWriteStream } from 'node:fs'
import { mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import type { DomainName } from '../core/dns/name.ts'
import { openLibrary, type Library } from '../core/lists/library.ts'
import { openRuleBook } from '../core/lists/rule-book.ts'
import { systemClock as clock } from '../core/system/clock.ts'

/**
 * npm run bench:list-faults: what a person sees of a list of 5 million lines, of 1 GB and of binary junk, how long this thread stood still meanwhile, and
 * how much private memory a swap of a list of a million names takes beside its new table. Everything goes the way the desk's calls go, the files
 * lie in a temporary folder. The last line is JSON.
 */
const MB = 1e6
const folder = await mkdtemp(join(tmpdir(), 'mlbridge-list-faults-'))
const library = await openLibrary({ folder: join(folder, 'lists'), clock })
const outcomes: Record<string, unknown>[] = []
try {
  const swap = await swapped()
  await watched('a list of 5,000,000 lines', await names('five-million.txt', 5_000_000, 'one'))
  await watched('a file of 1 GB', await sparse('large.txt', 1e9))
  await watched('binary junk of 50 MB', await junk('junk.bin', 50 * MB))
  await watched('a line of 50 MB', await oneLine('line.txt', 50 * MB))
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`)
  console.table(outcomes)
  console.table([swap])
  console.log(JSON.stringify({ faults: outcomes, swap }))
} finally {
  await library[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
}

async function watched(what: string, path: string): Promise<void> {
  const start = performance.now()
  const stall = watchStalls()
  const added = await library.add({ name: what, effect: 'block', source: { kind: 'file', path } })
  const said = added.ok ? `${added.value.names} names decide` : added.fault.message.replace(path, 'FILE')
  outcomes.push({ what, said, seconds: seconds(start), longestStallMs: stall() })
  if (added.ok) await library.remove(added.value.id)
  await rm(path)
}

/** A million names, subscribed, and then other ones in their place. */
async function swapped(): Promise<Record<string, number>> {
  const path = await names('million.txt', 1_000_000, 'one')
  const added = await library.add({ name: 'million', effect: 'block', source: { kind: 'file', path } })
  if (!added.ok) throw new Error(added.fault.message)
  // Both are there before anything is measured: making them takes memory of its own.
  await rename(await names('other.txt', 1_000_000, 'two'), path)
  const before = await settled()
  let most = before
  const timer = setInterval(() => void privateBytes().then((now) => (most = Math.max(most, now))), 20)
  const start = performance.now()
  const again = await library.reload(added.value.id)
  const took = seconds(start)
  clearInterval(timer)
  if (!again.ok) throw new Error(again.fault.message)
  const table = tableBytes(library)
  if (openRuleBook(library.compiled()).match(nameOf(5, 'two') as DomainName) === null)
    throw new Error('the new names do not decide')
  const after = await settled()
  return {
    tableMB: table / MB,
    bytesAName: table / 1_000_000,
    reloadSeconds: took,
    peakBesideTableMB: Math.round((most - before - table) / MB),
    afterSwapMB: Math.round((after - before) / MB),
  }
}

function tableBytes(of: Library): number {
  return of.compiled().lists.reduce((sum, { table }) => sum + table.slots.byteLength, 0)
}

/** Private memory of this process: RssAnon and RssShmem, which are what lists and threads take. */
async function privateBytes(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8')
  const kilobytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0)
  return (kilobytes('RssAnon') + kilobytes('RssShmem')) * 1024
}

/** After the lists' thread has had time to give its garbage back. */
async function settled(): Promise<number> {
  globalThis.gc?.()
  await new Promise((resolve) => setTimeout(resolve, 1500))
  return privateBytes()
}

/** The longest time in which nothing of this thread ran. */
function watchStalls(): () => number {
  let last = performance.now()
  let longest = 0
  const timer = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last - 5)
    last = now
  }, 5)
  return () => {
    clearInterval(timer)
    return Math.round(longest)
  }
}

async function names(file: string, count: number, salt: string): Promise<string> {
  const path = join(folder, file)
  const out = createWriteStream(path)
  for (let at = 0; at < count; at += 50_000) {
    const lines = Array.from({ length: Math.min(50_000, count - at) }, (_, i) => nameOf(at + i, salt))
    if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain')
  }
  await new Promise<void>((resolve) => out.end(() => resolve()))
  return path
}

async function sparse(file: string, size: number): Promise<string> {
  const path = join(folder, file)
  const handle = await open(path, 'w')
  await handle.truncate(size)
  await handle.close()
  return path
}

/** Bytes of a multiplicative generator: the same each time. */
async function junk(file: string, size: number): Promise<string> {
  const bytes = new Uint32Array(size / 4)
  let state = 12345
  for (let at = 0; at < bytes.length; at++) bytes[at] = state = Math.imul(state, 1664525) + 1013904223
  const path = join(folder, file)
  await writeFile(path, bytes)
  return path
}

async function oneLine(file: string, size: number): Promise<string> {
  const path = join(folder, file)
  await writeFile(path, Buffer.alloc(size, 'a'))
  return path
}

function nameOf(at: number, salt: string): string {
  return `host${at * 7919}.s${at % 977}.brightfern${at % 13}-${salt}.example`
}

function seconds(start: number): number {
  return Math.round((performance.now() - start) / 100) / 10
}
