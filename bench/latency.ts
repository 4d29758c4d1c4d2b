import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openDuckDbStore } from '../core/store/duckdb/duckdb-store.ts'
import { built, ROOT } from './parts/build.ts'
import { openDeskCalls } from './parts/desk-calls.ts'
import { markdownTable, PERFORMANCE, writeGenerated } from './parts/generated.ts'
import { DAY, fillHistory } from './parts/history.ts'
import { latenciesOf, SUMMARY_HEAD, summaryOf, summaryRow, type Latencies } from './parts/latencies.ts'
import { searching, training, type Load } from './parts/loads.ts'
import { machineText, warnWhenBusy } from './parts/machine.ts'
import { inventedNames, writeQuestions } from './parts/names.ts'
import { privateBytes } from './parts/processor-time.ts'
import { startProduct } from './parts/product.ts'
import { startServer } from './parts/server-process.ts'

/**
 * How long answers to known names take at 500 questions a second: at rest, and while a network is trained and 90 days of history are searched, both again
 * and again. The product as it ships, on all cores, in turns; the median of the rounds counts. And the private memory meanwhile.
 *
 *   node bench/latency.ts [rounds] [seconds] [training data] [--loads rest,both] [--records 4000000] [--write]
 *
 * `--loads` takes any of rest, training, searching, both; `--write` puts the table into docs/performance.md.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    loads: { type: 'string', default: 'rest,both' },
    records: { type: 'string', default: '4000000' },
    write: { type: 'boolean', default: false },
  },
})
const ROUNDS = Number(positionals[0] ?? 3)
const SECONDS = Number(positionals[1] ?? 60)
const SHARED = join(ROOT, '..', 'shared', 'data', 'train.tsv.gz')
const DATA = positionals[2] ?? (existsSync(SHARED) ? SHARED : null)
const RECORDS = Number(values.records)
const DAYS = 90
const QUERIES_PER_SECOND = 500
/** Until what a start or a load left behind is collected. */
const REST_MS = 10_000
const TRAINED_NAMES = 40_000
/** What the p99 under load may be above that at rest. */
const GOAL_MS = 2
const ALL_CORES = `0-${availableParallelism() - 1}`

await using scene = new AsyncDisposableStack()
const folder = mkdtempSync(join(tmpdir(), 'bench-latency-'))
scene.defer(() => rmSync(folder, { recursive: true, force: true }))
const dataFolder = join(folder, 'data')
await fill()
const upstream = scene.use(
  await startServer({
    core: ALL_CORES,
    command: process.execPath,
    args: [join(import.meta.dirname, 'parts', 'upstream.ts')],
    ready: /ready (\d+)/,
  })
)
const product = scene.use(
  await startProduct({ bundle: built(ROOT), core: ALL_CORES, upstreamPort: Number(upstream.said), dataFolder })
)
const desk = scene.use(await openDeskCalls(product.desk))
const train = training(desk, { data: DATA ?? inventedData(), names: TRAINED_NAMES })
const search = searching(desk, DAYS)
const LOADS: Record<string, readonly Load[]> = {
  rest: [],
  training: [train],
  searching: [search],
  both: [train, search],
}
const wanted = values.loads.split(',')
for (const load of wanted) if (!(load in LOADS)) throw new Error(`${load} is none of ${Object.keys(LOADS).join(', ')}`)

const file = writeQuestions(join(folder, 'names.txt'), inventedNames('garden', 2000))
await pause(REST_MS)
const memory: Record<string, number> = { 'at rest': megabytes() }
warnWhenBusy()
await ask(5)

const measured = new Map<string, Latencies[]>(wanted.map((load) => [load, []]))
const done: Record<string, number> = {}
for (let round = 0; round < ROUNDS; round++) {
  for (const load of wanted) {
    const ends = []
    for (const begin of LOADS[load]!) ends.push(await begin())
    measured.get(load)!.push(await ask(SECONDS))
    memory[load] = Math.max(memory[load] ?? 0, megabytes())
    for (const end of ends) done[load] = (done[load] ?? 0) + (await end())
    await pause(REST_MS)
  }
}
const log = await product.settled()
memory['at rest again'] = megabytes()

const summaries = Object.fromEntries([...measured].map(([load, all]) => [load, summaryOf(all)]))
const above = wanted
  .filter((load) => load !== 'rest' && 'rest' in summaries)
  .map((load) => ({ load, aboveRestMs: Number((summaries[load]!.p99Ms - summaries['rest']!.p99Ms).toFixed(3)) }))
const how = `${QUERIES_PER_SECOND} questions/s, ${ROUNDS} rounds of ${SECONDS} s; ngram-linear trained on ${TRAINED_NAMES.toLocaleString('en')} ${DATA === null ? 'invented names' : 'names of the data'}; ${RECORDS.toLocaleString('en')} records in ${DAYS} days searched`
const table = markdownTable(
  SUMMARY_HEAD,
  Object.entries(summaries).map(([load, summary]) => summaryRow(load, summary))
)
const memoryText = `Private memory, MB: ${Object.entries(memory).map(([when, size]) => `${when} ${size}`).join(', ')}.` // prettier-ignore
const text = `${machineText()}; ${how}.\n\n${table}\n\n${memoryText}`
console.log(text)
if (values.write) writeGenerated(PERFORMANCE, 'bench:latency', text)
console.log(JSON.stringify({ machine: machineText(), how, summaries, above, goalMs: GOAL_MS, done, log, memory }))
warnWhenBusy()

function ask(seconds: number): Promise<Latencies> {
  return latenciesOf({
    port: product.port,
    file,
    seconds,
    core: ALL_CORES,
    clients: 8,
    mostPerSecond: QUERIES_PER_SECOND,
  })
}

/** The days before today, so that what is answered now goes to a day of its own. */
async function fill(): Promise<void> {
  await using store = await openDuckDbStore({ folder: join(dataFolder, 'log') })
  await fillHistory(store, { records: RECORDS, days: DAYS - 1, clients: 60, until: Math.floor(Date.now() / DAY) })
}

/** Labelled names for a machine without the data: they measure the arithmetic, not the model. */
function inventedData(): string {
  const path = join(folder, 'invented.tsv')
  const rows = Array.from({ length: 12 }, (_, kind) =>
    inventedNames(`kind${kind}`, 4096).map((name) => `${name}\t${kind % 2}\n`)
  )
  writeFileSync(path, `domain\tlabel\n${rows.flat().join('')}`)
  return path
}

function megabytes(): number {
  return Math.round(privateBytes(product.server.pid) / 2 ** 20)
}
