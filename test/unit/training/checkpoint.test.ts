import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadTensorFlow, type Runtime } from '../../../core/model/tensorflow.ts'
import { writeCheckpoint } from '../../../core/training/checkpoint.ts'
import { ASKED } from '../../../core/training/job.ts'
import type { TrainingPlan } from '../../../core/training/plan.ts'
import type { TrainingEvent } from '../../../core/training/run.ts'
import { train } from '../../../core/training/train.ts'
import { asTsv, inventedNames } from '../invented-names.ts'

const folder = mkdtempSync(join(tmpdir(), 'checkpoint-'))
const data = join(folder, 'names.tsv')
writeFileSync(data, asTsv(inventedNames(800)))
let runtime: Runtime

beforeAll(async () => {
  runtime = await loadTensorFlow()
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

/** Small tables, so that a test takes moments. */
const SMALL: Record<string, Record<string, number>> = {
  'ngram-linear': { tableBits: 12 },
  'mlbridge-cnn': {},
  'domain-net': { tableBits: 12, kinds: 1, countBits: 14, units: 16 },
}

const planOf = (architecture: string, change: Partial<TrainingPlan> = {}): TrainingPlan => ({
  start: { kind: 'new', architecture, parameters: SMALL[architecture]! },
  epochs: 4,
  batchSize: 64,
  sampleSize: null,
  seed: 5,
  files: [],
  vettedWeight: 10,
  ...change,
})

class Crash extends Error {}

type Wish = {
  modelId: string
  plan: TrainingPlan
  file?: string
  resume?: boolean
  version?: string
  /** What the run's listener does with an event; a throw is a crash. */
  hear?: (event: TrainingEvent, asked: Int32Array) => void
}

const runFolder = (modelId: string) => join(folder, 'training', modelId)

async function run(wish: Wish): Promise<TrainingEvent[]> {
  const { modelId, plan, file = data, resume = false, version = '1.0.0', hear } = wish
  const events: TrainingEvent[] = []
  const asked = new Int32Array(1)
  const place = { folder: runFolder(modelId), resume, version }
  await train(
    {
      runId: 'run-1',
      plan,
      sources: [{ path: file, assumedLabel: null }],
      description: 'invented names',
      vetted: [{ name: 'taught-by-hand.com', class: 'malicious' }],
      parentFolder: null,
      modelsFolder: folder,
      modelId,
      startedAt: 0,
      checkpoint: place,
    },
    {
      runtime,
      clock: { now: () => 0, elapsed: () => performance.now() },
      asked,
      send(event) {
        events.push(event)
        hear?.(event, asked)
      },
    }
  )
  return events
}

/** Throws behind the last batch of the next epoch, before its checkpoint: what the epoch learnt is lost, as in a crash. */
const crashAfter = (epoch: number) => (event: TrainingEvent) => {
  if (event.kind === 'point' && event.point.x >= epoch + 1) throw new Crash()
}

async function crashed(wish: Wish, epoch: number): Promise<void> {
  await expect(run({ ...wish, hear: crashAfter(epoch) })).rejects.toThrow(Crash)
}

const hashOf = (modelId: string) =>
  createHash('sha256')
    .update(readFileSync(join(folder, modelId, 'weights.bin')))
    .digest('hex')

test.each(Object.keys(SMALL))(
  'a run of %s that broke off goes on to the weights of one that did not',
  async (architecture) => {
    const plan = planOf(architecture)
    await run({ modelId: `${architecture}-whole`, plan })
    const broken = { modelId: `${architecture}-broken`, plan }
    await crashed(broken, 2)
    expect(readdirSync(runFolder(broken.modelId))).toEqual(['state.bin'])
    const events = await run({ ...broken, resume: true })
    expect(events.at(-1)).toMatchObject({ kind: 'finished', modelId: broken.modelId })
    const ends = events.flatMap((event) =>
      event.kind === 'point' && event.point.validationLoss !== null ? [event.point.x] : []
    )
    expect(ends).toEqual([3, 4])
    expect(hashOf(broken.modelId)).toBe(hashOf(`${architecture}-whole`))
    expect(existsSync(runFolder(broken.modelId))).toBe(false)
  },
  30_000
)

test('a run that breaks off twice, and behind its last epoch, ends as one that did not', async () => {
  const plan = planOf('ngram-linear')
  await run({ modelId: 'unbroken', plan })
  const broken = { modelId: 'twice-broken', plan }
  await crashed(broken, 1)
  await crashed({ ...broken, resume: true }, 2)
  const measuring = (event: TrainingEvent) => {
    if (event.kind === 'progress' && event.progress.phase === 'measuring') throw new Crash()
  }
  await expect(run({ ...broken, resume: true, hear: measuring })).rejects.toThrow(Crash)
  await run({ ...broken, resume: true })
  expect(hashOf('twice-broken')).toBe(hashOf('unbroken'))
})

test('early stopping holds across an interruption', async () => {
  const plan = planOf('ngram-linear', { epochs: 60 })
  const whole = await run({ modelId: 'early', plan })
  expect(whole.at(-1)).toMatchObject({ kind: 'finished', stoppedEarly: true })
  const broken = { modelId: 'early-broken', plan }
  await crashed(broken, 4)
  expect((await run({ ...broken, resume: true })).at(-1)).toMatchObject({ stoppedEarly: true })
  expect(hashOf('early-broken')).toBe(hashOf('early'))
})

test('a run that is left keeps its checkpoint; cancel and the end remove it', async () => {
  const plan = planOf('ngram-linear', { epochs: 50 })
  const atFirstEnd = (what: number) => (event: TrainingEvent, asked: Int32Array) => {
    if (event.kind === 'point' && event.point.x >= 1) asked[0] = what
  }
  const left = await run({ modelId: 'left', plan, hear: atFirstEnd(ASKED.leave) })
  expect(left.at(-1)!.kind).toBe('point')
  expect(existsSync(join(runFolder('left'), 'state.bin'))).toBe(true)
  await run({ modelId: 'cancelled', plan, hear: atFirstEnd(ASKED.cancel) })
  expect(existsSync(runFolder('cancelled'))).toBe(false)
  await run({ modelId: 'stopped', plan, hear: atFirstEnd(ASKED.stop) })
  expect(existsSync(runFolder('stopped'))).toBe(false)
})

const other = join(folder, 'other.tsv')
writeFileSync(other, asTsv(inventedNames(800, 77)))

test.each<[string, Partial<Wish>, RegExp]>([
  [
    'another version',
    { version: '2.0.0' },
    /^the run cannot go on: it was begun by version 1\.0\.0 of this program, and this is 2\.0\.0$/,
  ],
  [
    'other data',
    { file: other },
    /its data has changed since it began \(fingerprint [\da-f]{8} then, [\da-f]{8} now\)/,
  ],
  ['another architecture', { plan: planOf('mlbridge-cnn') }, /it is a ngram-linear, not a mlbridge-cnn$/],
  [
    'another table',
    {
      plan: {
        ...planOf('ngram-linear'),
        start: { kind: 'new', architecture: 'ngram-linear', parameters: { tableBits: 13 } },
      },
    },
    /does not fit this program: "bag\/table" has 4096 numbers, not 8192/,
  ],
  [
    'another learning rate',
    {
      plan: {
        ...planOf('ngram-linear'),
        start: { kind: 'new', architecture: 'ngram-linear', parameters: { tableBits: 12, learningRate: 0.1 } },
      },
    },
    /trains ngram-linear in another way/,
  ],
])('the checkpoint of %s is refused in words, and stays', async (_, change, message) => {
  const wish = { modelId: 'refused', plan: planOf('ngram-linear') }
  if (!existsSync(runFolder('refused'))) await crashed(wish, 1)
  const last = (await run({ ...wish, ...change, resume: true })).at(-1)
  expect(last).toMatchObject({ kind: 'failed', message: expect.stringMatching(message) as string })
  expect(existsSync(join(runFolder('refused'), 'state.bin'))).toBe(true)
})

test.each<[string, (bytes: Buffer) => Uint8Array, RegExp]>([
  ['one bit was turned', (bytes) => ((bytes[bytes.length >> 1]! ^= 1), bytes), /its SHA-256 is not the one at its end/],
  ['its end is missing', (bytes) => bytes.subarray(0, bytes.length >> 1), /its SHA-256/],
  ['it is empty', () => Buffer.alloc(0), /its SHA-256/],
])('a checkpoint of which %s is refused in words', async (_, spoil, message) => {
  const wish = { modelId: 'damaged', plan: planOf('ngram-linear') }
  const kept = join(folder, 'kept')
  if (!existsSync(kept)) {
    await crashed(wish, 1)
    cpSync(runFolder('damaged'), kept, { recursive: true })
  }
  writeFileSync(join(runFolder('damaged'), 'state.bin'), spoil(readFileSync(join(kept, 'state.bin'))))
  const last = (await run({ ...wish, resume: true })).at(-1)
  expect(last).toMatchObject({
    kind: 'failed',
    message: expect.stringMatching(/^the checkpoint cannot be read: it is damaged: /) as string,
  })
  expect((last as { message: string }).message).toMatch(message)
})

test('where no checkpoint can be written the run goes on, and says so', async () => {
  writeFileSync(join(folder, 'training', 'in-the-way'), 'a file where the folder should be')
  const events = await run({ modelId: 'in-the-way', plan: planOf('ngram-linear', { epochs: 2 }) })
  const notices = events.flatMap((event) => (event.kind === 'notice' ? [event.message] : []))
  expect(notices).toHaveLength(2)
  expect(notices[0]).toMatch(
    /^no checkpoint could be written after epoch 1: .+; the run goes on, and a crash now would lose more than an epoch$/
  )
  expect(events.at(-1)!.kind).toBe('finished')
})

test('a full disk leaves the checkpoint before it, and is named', async () => {
  const wish = { modelId: 'full', plan: planOf('ngram-linear') }
  await crashed(wish, 1)
  const before = readFileSync(join(runFolder('full'), 'state.bin'))
  const state = { epoch: 2, random: 1, fittedMs: 1, best: { quality: 1, epoch: 1 }, arrays: new Map() }
  const identity = { version: '', architecture: '', encoding: '', recipe: '', fingerprint: '', backend: '' }
  const fault = writeCheckpoint(runFolder('full'), { state, identity, spentMs: 1, points: [] }, (path) => {
    writeFileSync(`${path}.part`, 'half')
    throw Object.assign(new Error('write'), { code: 'ENOSPC' })
  })
  expect(fault).toBe('the disk is full')
  expect(readdirSync(runFolder('full'))).toEqual(['state.bin'])
  expect(readFileSync(join(runFolder('full'), 'state.bin')).equals(before)).toBe(true)
})
