import { createWriteStream } from 'node:fs'
import { open, rename, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { ListSource } from '../core/lists/reading-task.ts'
import { addressesOf } from './parts/ask.ts'
import { openDeskCalls } from './parts/desk-calls.ts'
import { markdownTable, PERFORMANCE, writeGenerated } from './parts/generated.ts'
import { machineText, warnWhenBusy } from './parts/machine.ts'
import { inventedNames } from './parts/names.ts'
import { privateBytes } from './parts/processor-time.ts'
import { stageProduct } from './parts/scene.ts'
import { askSteadily } from './parts/steady-questions.ts'

/**
 * npm run bench:list-faults [-- --write]: what a person sees of a list of 5 million lines, of 1 GB, of binary junk and of one that breaks off on its way, and what
 * a client of the product feels meanwhile that asks 250 questions a second; then how much private memory a product takes for a swap of a list of a million names,
 * beside its new table. The files lie in a temporary folder. `--write` puts the table into docs/performance.md. The last line is JSON.
 */
const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } })
const MB = 1e6
const REST_MS = 10_000
const SWAPS = 4
/** After the collection that ends the start (0171). */
const SETTLED_MS = 45_000
const SAMPLE_MS = 20
/** What is left of the old table is collected meanwhile. */
const AFTER_MS = 2000
const NULL_ADDRESS = '0.0.0.0'
const ALL_CORES = `0-${availableParallelism() - 1}`

await using scene = new AsyncDisposableStack()
const { folder, product } = await stageProduct(scene, { name: 'list-faults', core: ALL_CORES })
const server = scene.use(await halfServer())
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
const swap = await swaps()
const replacing = `A list of a million names replaced by others, ${SWAPS} times: its table has ${swap.tableMB.toFixed(1)} MB, and beside a new one the product had at most ${swap.besideTableMB.join(', ')} MB more than before; ${swap.seconds.join(', ')} s.`
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

/** A million names, subscribed in a product of their own, and then others in their place, again and again. */
async function swaps() {
  const { folder, product } = await stageProduct(scene, { name: 'swap', core: ALL_CORES })
  const desk = scene.use(await openDeskCalls(product.desk))
  const path = await names('million.txt', 1_000_000, 'first')
  const source = { kind: 'file' as const, path }
  const { id } = await desk.call('lists.add', { name: 'million', effect: 'block', source })
  const table = (await stat(join(folder, 'data', 'lists', `${id}.table`))).size
  const took: number[] = []
  const beside: number[] = []
  for (let swap = 0; swap < SWAPS; swap++) {
    const salt = `swap${swap}`
    await rename(await names('other.txt', 1_000_000, salt), path)
    await pause(swap === 0 ? SETTLED_MS : REST_MS)
    const { seconds, grown } = await grownBy(product.server.pid, () => desk.call('lists.reload', { id }))
    const [address] = await addressesOf([nameOf(5, salt)], product.port)
    if (address !== NULL_ADDRESS) throw new Error('the new names do not decide')
    took.push(seconds)
    beside.push(Math.round((grown - table) / MB))
  }
  return { tableMB: table / MB, seconds: took, besideTableMB: beside }
}

/** How much more private memory a program has at most while something is done and shortly after, in octets. */
async function grownBy(pid: number, doing: () => Promise<unknown>): Promise<{ seconds: number; grown: number }> {
  const before = privateBytes(pid)
  let most = before
  const timer = setInterval(() => (most = Math.max(most, privateBytes(pid))), SAMPLE_MS)
  const start = performance.now()
  await doing()
  const took = seconds(start)
  await pause(AFTER_MS)
  clearInterval(timer)
  return { seconds: took, grown: most - before }
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
