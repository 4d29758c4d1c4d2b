import { createWriteStream } from 'node:fs'
import { open, readFile, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { DomainName } from '../core/dns/name.ts'
import { openLibrary, type Library } from '../core/lists/library.ts'
import type { ListSource } from '../core/lists/reading-task.ts'
import { openRuleBook } from '../core/lists/rule-book.ts'
import { systemClock as clock } from '../core/system/clock.ts'
import { openDeskCalls } from './parts/desk-calls.ts'
import { markdownTable, PERFORMANCE, writeGenerated } from './parts/generated.ts'
import { machineText, warnWhenBusy } from './parts/machine.ts'
import { inventedNames } from './parts/names.ts'
import { stageProduct } from './parts/scene.ts'
import { askSteadily } from './parts/steady-questions.ts'

/**
 * npm run bench:list-faults [-- --write]: what a person sees of a list of 5 million lines, of 1 GB, of binary junk and of one that breaks off on its way, and what
 * a client of the product feels meanwhile that asks 250 questions a second; then how much private memory a swap of a list of a million names takes beside its
 * new table. The files lie in a temporary folder. `--write` puts the table into docs/performance.md. The last line is JSON.
 */
const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } })
const MB = 1e6
const REST_MS = 10_000

await using scene = new AsyncDisposableStack()
const { folder, product } = await stageProduct(scene, { name: 'list-faults', core: `0-${availableParallelism() - 1}` })
const server = scene.use(await halfServer())
const library = scene.use(await openLibrary({ folder: join(folder, 'lists'), clock }))
const desk = scene.use(await openDeskCalls(product.desk))
const files = {
  large: await names('five-million.txt', 5_000_000, 'one'),
  gigabyte: await sparse('large.txt', 1e9),
  junk: await junk('junk.bin', 50 * MB),
  line: await oneLine('line.txt', 50 * MB),
}
warnWhenBusy()
const questions = scene.use(askSteadily(product.port, inventedNames('garden', 2000)))
await pause(REST_MS)
await questions.felt()
const outcomes = [
  await felt('nothing', () => pause(REST_MS).then(() => '')),
  await felt('a list of 5,000,000 lines', () => added({ kind: 'file', path: files.large })),
  await felt('the same list goes', removed),
  await felt('a file of 1 GB', () => added({ kind: 'file', path: files.gigabyte })),
  await felt('binary junk of 50 MB', () => added({ kind: 'file', path: files.junk })),
  await felt('a line of 50 MB', () => added({ kind: 'file', path: files.line })),
  await felt('20 MB that break off half-way', () => added({ kind: 'address', url: server.url })),
]
product.server.alive()
questions[Symbol.dispose]()
const log = await product.settled()
const table = markdownTable(
  ['meanwhile', 'what the person reads', 'seconds', 'asked', 'lost', 'p50', 'p99', 'worst'],
  outcomes.map((row) => [
    row.what, row.said, String(row.seconds), row.asked.toLocaleString('en'), String(row.lost), `${row.p50Ms} ms`, `${row.p99Ms} ms`,
    `${row.worstMs} ms`,
  ]) // prettier-ignore
)
const swap = await swapped()
const replacing = `A list of a million names replaced by another one: its table has ${swap.tableMB.toFixed(1)} MB, and beside it the program had at most ${swap.peakBesideTableMB} MB more than before; ${swap.reloadSeconds} s.`
const text = `${machineText()}; 250 questions a second, 2,000 names; ${log.rows.toLocaleString('en')} rows in the store for ${log.answered.toLocaleString('en')} answers.\n\n${table}\n\n${replacing}`
console.log(text)
if (values.write) writeGenerated(PERFORMANCE, 'bench:list-faults', text)
console.log(JSON.stringify({ machine: machineText(), faults: outcomes, swap, log }))

async function felt(what: string, doing: () => Promise<string>) {
  const start = performance.now()
  const said = await doing()
  const took = seconds(start)
  return { what, said, seconds: took, ...(await questions.felt()) }
}

async function added(source: ListSource): Promise<string> {
  try {
    const list = await desk.call('lists.add', { name: 'fault', effect: 'block', source })
    return `${list.names.toLocaleString('en')} names decide`
  } catch (fault) {
    return (fault as Error).message.replace(/^lists\.add: /, '').replace(/^\S+ cannot/, 'it cannot')
  }
}

async function removed(): Promise<string> {
  for (const { id } of await desk.call('lists.all', {})) await desk.call('lists.remove', { id })
  return ''
}

/** Says that 20 MB come, and ends after ten. */
async function halfServer() {
  const http = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 20 * MB })
    response.write(Buffer.alloc(10 * MB, 'half.example\n'), () => response.destroy())
  })
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
  const { port } = http.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/list.txt`, [Symbol.dispose]: () => void http.close() }
}

/** A million names, subscribed, and then other ones in their place. */
async function swapped() {
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
