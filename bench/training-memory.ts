import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { loadTensorFlow, prepareNativeLibrary } from '../core/model/tensorflow.ts'
import { sha256 } from '../core/model/model-folder.ts'
import { systemClock } from '../core/system/clock.ts'
import type { TrainingEvent } from '../core/training/run.ts'
import { train } from '../core/training/train.ts'
import { machineText } from './parts/machine.ts'
import { memoryPlot, type MemorySample } from './training/memory-plot.ts'

/**
 * `npm run bench:training-memory -- [--names N] [--epochs N] [--architecture NAME] [--data FILE]`: one training run with checkpoints in this process, its
 * memory at every event, as docs/training-memory.svg. Without --names all of them.
 */
const ROOT = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: resolve(ROOT, '../shared/data/train.tsv.gz') },
    names: { type: 'string' },
    epochs: { type: 'string', default: '8' },
    batch: { type: 'string', default: '256' },
    seed: { type: 'string', default: '1' },
    architecture: { type: 'string', default: 'domain-net' },
    out: { type: 'string', default: join(ROOT, 'docs/training-memory') },
  },
})
if (!existsSync(values.data)) {
  console.log(`skipped: ${values.data} is not there`)
  process.exit(0)
}

const MB = 1024 * 1024
prepareNativeLibrary()
const runtime = await loadTensorFlow()
const folder = await mkdtemp(join(tmpdir(), 'training-memory-'))
const samples: MemorySample[] = []
/** Only while it fits: reading and measuring hold other things. */
let fitting = false
let epoch = 0
let last: TrainingEvent | null = null
const began = performance.now()

function look(): void {
  const { numTensors, numBytes } = runtime.tf.memory()
  samples.push({
    seconds: (performance.now() - began) / 1000,
    epoch,
    residentMb: process.memoryUsage.rss() / MB,
    tensorMb: numBytes / MB,
    tensors: numTensors,
  })
}

function hear(event: TrainingEvent): void {
  last = event
  if (event.kind === 'progress') {
    fitting = event.progress.phase === 'fitting'
    epoch = event.progress.epoch
  }
  if (fitting && (event.kind === 'progress' || event.kind === 'point')) look()
}

try {
  const modelId = 'measured'
  await train(
    {
      runId: 'run-1',
      plan: {
        start: { kind: 'new', architecture: values.architecture, parameters: {} },
        epochs: Number(values.epochs),
        batchSize: Number(values.batch),
        sampleSize: values.names === undefined ? null : Number(values.names),
        seed: Number(values.seed),
        files: [],
        vettedWeight: 0,
      },
      sources: [{ path: values.data, assumedLabel: null, without: [{ column: 'source', value: 'cf100k' }] }],
      description: 'measured',
      vetted: [],
      parentFolder: null,
      modelsFolder: folder,
      modelId,
      startedAt: systemClock.now(),
      checkpoint: { folder: join(folder, 'run-1'), resume: false, version: 'bench' },
    },
    { runtime, clock: systemClock, asked: new Int32Array(1), send: hear }
  )
  const ended = last as TrainingEvent | null
  if (ended?.kind !== 'finished') throw new Error(`the run ended as ${JSON.stringify(ended)}`)
  const weights = sha256(await readFile(join(folder, modelId, 'weights.bin')))
  const names = values.names ?? 'all'
  const title = `${values.architecture}, ${names} names, ${values.epochs} epochs, batch ${values.batch}, seed ${values.seed}; ${machineText()}`
  await writeFile(`${values.out}.svg`, memoryPlot(samples, title))
  const summary = { title, ...perEpoch(samples), weightsSha256: weights }
  await writeFile(`${values.out}.json`, `${JSON.stringify(summary, null, 2)}\n`)
  console.log(JSON.stringify(summary, null, 2))
  console.log(`written: ${values.out}.svg and .json`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** The last look of each epoch; what grows shows from one to the next. The first epoch makes the optimizer's memory. */
function perEpoch(all: readonly MemorySample[]) {
  const ends = all.filter(({ epoch: own }, at) => all[at + 1]?.epoch !== own)
  const second = ends[1] ?? ends[0]!
  const end = ends.at(-1)!
  return {
    epochs: ends.map((one) => ({
      ...one,
      seconds: round(one.seconds),
      residentMb: round(one.residentMb),
      tensorMb: round(one.tensorMb),
    })),
    growthAfterSecondEpoch: {
      tensors: end.tensors - second.tensors,
      tensorMb: round(end.tensorMb - second.tensorMb),
      residentMb: round(end.residentMb - second.residentMb),
    },
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
