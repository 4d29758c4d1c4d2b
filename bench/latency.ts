import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { built, ROOT } from './parts/build.ts'
import { openDeskCalls, type DeskCalls } from './parts/desk-calls.ts'
import { dnsperf } from './parts/dnsperf.ts'
import { machineText, warnWhenBusy } from './parts/machine.ts'
import { inventedNames, writeQuestions } from './parts/names.ts'
import { privateBytes } from './parts/processor-time.ts'
import { startProduct, waitFor } from './parts/product.ts'
import { median } from './parts/figures.ts'
import { startServer } from './parts/server-process.ts'

/**
 * How long answers take at 500 questions a second while nothing else goes on, and while a network is trained on 40,000 names: the product as it ships,
 * on all cores, in turns; the median of the rounds counts. And the private memory meanwhile.
 *
 *   node bench/latency.ts [rounds] [seconds] [training data]
 */
const ROUNDS = Number(process.argv[2] ?? 3)
const SECONDS = Number(process.argv[3] ?? 30)
const SHARED = join(ROOT, '..', 'shared', 'data', 'train.tsv.gz')
const DATA = process.argv[4] ?? (existsSync(SHARED) ? SHARED : null)
const QUERIES_PER_SECOND = 500
/** Until what a start or a training run left behind is collected. */
const REST_MS = 10_000
const TRAINED_NAMES = 40_000
const ALL_CORES = `0-${availableParallelism() - 1}`

type Figures = { p50: number; p99: number; lost: number }

await using scene = new AsyncDisposableStack()
const folder = mkdtempSync(join(tmpdir(), 'bench-latency-'))
scene.defer(() => rmSync(folder, { recursive: true, force: true }))
const upstream = scene.use(
  await startServer({
    core: ALL_CORES,
    command: process.execPath,
    args: [join(import.meta.dirname, 'parts', 'upstream.ts')],
    ready: /ready (\d+)/,
  })
)
const product = scene.use(
  await startProduct({
    bundle: built(ROOT),
    core: ALL_CORES,
    upstreamPort: Number(upstream.said),
    dataFolder: join(folder, 'data'),
  })
)
const trainingData = DATA ?? inventedData()
const desk = scene.use(await openDeskCalls(product.desk))
const file = writeQuestions(join(folder, 'names.txt'), inventedNames('garden', 2000))
await pause(REST_MS)
const memory: Record<string, number> = { idle: megabytes() }
warnWhenBusy()
await ask(5)

const idle: Figures[] = []
const training: Figures[] = []
let runs = 0
for (let round = 0; round < ROUNDS; round++) {
  idle.push(await ask(SECONDS))
  memory.afterLoad = megabytes()
  const end = await train(desk)
  training.push(await ask(SECONDS))
  memory.whileTraining = Math.max(memory.whileTraining ?? 0, megabytes())
  await end()
}
const health = await product.settled()
await pause(REST_MS)
memory.afterTraining = megabytes()

const summary = (all: Figures[]) => ({
  p50Ms: rounded(median(all.map(({ p50 }) => p50))),
  p99Ms: rounded(median(all.map(({ p99 }) => p99))),
  lost: all.reduce((sum, { lost }) => sum + lost, 0),
})
const how = `${QUERIES_PER_SECOND} questions/s, median of ${ROUNDS} rounds of ${SECONDS} s; ${TRAINED_NAMES} ${DATA === null ? 'invented names' : 'names of the data'} trained on, ngram-linear, again and again`
console.log(`${machineText()}, ${how}`)
for (const [name, all] of [
  ['idle', idle],
  ['training', training],
] as const) {
  const { p50Ms, p99Ms, lost } = summary(all)
  const each = all.map(({ p99 }) => p99.toFixed(2)).join(' ')
  console.log(`${name.padEnd(10)} p50 ${p50Ms} ms   p99 ${p99Ms} ms (${each})   lost ${lost}`)
}
console.log(
  `private memory, MB: ${Object.entries(memory)
    .map(([when, size]) => `${when} ${size}`)
    .join(', ')}`
)
console.log(
  JSON.stringify({
    machine: machineText(),
    how,
    idle: summary(idle),
    training: summary(training),
    runs,
    log: health,
    memory,
  })
)
warnWhenBusy()

async function ask(seconds: number): Promise<Figures> {
  const run = { port: product.port, file, seconds, core: ALL_CORES, clients: 8, mostPerSecond: QUERIES_PER_SECOND }
  const { latencies, lost } = await dnsperf({ ...run, latencies: true })
  const sorted = latencies.toSorted()
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
  return { p50: at(0.5), p99: at(0.99), lost }
}

/** Trains until the function that it resolves with is called: a run that ends, since it learned all it could, is followed by the next. */
async function train({ call }: DeskCalls): Promise<() => Promise<void>> {
  const begin = async (seed: number) => {
    const { id } = await call('training.start', {
      start: { kind: 'new', architecture: 'ngram-linear', parameters: {} },
      epochs: 500,
      batchSize: 64,
      sampleSize: TRAINED_NAMES,
      seed,
      files: [{ path: trainingData, assumedLabel: null }],
      vettedWeight: 0,
    })
    return id
  }
  const runOf = async (id: string) => (await call('training.runs', {})).find((run) => run.id === id)
  const fitting = async (id: string) => (await runOf(id))?.progress?.phase === 'fitting'
  const ended = new AbortController()
  let id = await begin(1)
  let begun = 1
  await waitFor('the training run to begin', () => fitting(id))
  const watching = (async () => {
    while (!ended.signal.aborted) {
      await pause(500)
      const state = (await runOf(id))?.state
      if (state === 'failed') throw new Error('the training run failed')
      if (state === 'finished') id = await begin(++begun)
    }
  })()
  return async () => {
    ended.abort()
    await watching
    runs += begun
    if ((await runOf(id))?.state === 'running') await call('training.cancel', { runId: id })
    await waitFor('the training run to end', async () => (await runOf(id))?.state !== 'running')
  }
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

function rounded(value: number): number {
  return Number(value.toFixed(3))
}
