import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { parseName, type DomainName } from '../../../core/dns/name.ts'
import { connectScorer } from '../../../core/model/connect.ts'
import { startModelThread, type ModelThread } from '../../../core/model/model-thread.ts'
import type { Score } from '../../../core/model/score.ts'
import { systemClock } from '../../../core/system/clock.ts'
import { threadUrl } from '../../../core/system/threads.ts'
import { createTrainer } from '../../../core/training/trainer.ts'
import type { TrainingEvent } from '../../../core/training/run.ts'
import type { TrainingPlan } from '../../../core/training/plan.ts'
import { asTsv, inventedNames } from '../../unit/invented-names.ts'

const folder = mkdtempSync(join(tmpdir(), 'model-thread-'))
const modelsFolder = join(folder, 'models')
const data = join(folder, 'names.tsv')
writeFileSync(data, asTsv(inventedNames(600)))
const plan: TrainingPlan = {
  start: { kind: 'new', architecture: 'ngram-linear', parameters: { tableBits: 12 } },
  epochs: 2,
  batchSize: 64,
  sampleSize: null,
  seed: 1,
  files: [{ path: data, assumedLabel: null }],
  vettedWeight: 1,
}

let ids = 0
const newId = () => String(++ids).padStart(8, '0')
const makeTrainer = (launch?: (workerData: unknown) => Worker) =>
  createTrainer({
    clock: systemClock,
    modelsFolder,
    shippedFolder: join(folder, 'none'),
    checkpointsFolder: join(folder, 'training'),
    version: '0.0.0',
    replayFile: null,
    newId,
    ...(launch ? { launch } : {}),
  })

function domain(text: string): DomainName {
  const name = parseName(text)
  if (!name.ok) throw new Error(name.fault.message)
  return name.value
}

/** The two models that the trainer's thread makes for these tests. */
let first: string
let second: string

async function runToEnd(changes: Partial<TrainingPlan> = {}): Promise<TrainingEvent> {
  await using trainer = makeTrainer()
  const ended = new Promise<TrainingEvent>((resolve) =>
    trainer.on((event) => ['finished', 'failed', 'cancelled'].includes(event.kind) && resolve(event))
  )
  expect(trainer.start({ ...plan, ...changes }, [])).toMatchObject({ ok: true })
  return await ended
}

beforeAll(async () => {
  for (const seed of [1, 2]) {
    const ended = await runToEnd({ seed })
    if (ended.kind !== 'finished') throw new Error(JSON.stringify(ended))
    if (seed === 1) first = join(modelsFolder, ended.modelId)
    else second = join(modelsFolder, ended.modelId)
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

let worker: Worker
let model: ModelThread
beforeEach(async () => {
  model = await startModelThread({ restartAfterMs: 1, launch: () => (worker = new Worker(threadUrl('model'))) })
})
afterEach(() => model[Symbol.asyncDispose]())

const GARDEN = domain('gardenriver7.com')

test('without a model a name gets no score, at once', async () => {
  const started = performance.now()
  expect(await model.scorer.score(GARDEN, 5000)).toBeNull()
  expect(performance.now() - started).toBeLessThan(100)
  expect(model.scorer.modelId).toBeNull()
})

test('a served model scores, and what it scored is known without waiting', async () => {
  expect(await model.serve(first)).toMatchObject({ ok: true, value: { backend: model.backend } })
  // What it computes on is the library's own word: a machine with a GPU says so.
  expect((await model.figures())?.device).toBe(model.device)
  expect(['CPU', 'GPU']).toContain(model.device)
  await vi.waitFor(() => expect(model.scorer.modelId).not.toBeNull())
  expect(model.scorer.known(GARDEN)).toBeNull()
  const score = await model.scorer.score(GARDEN, 5000)
  expect(score).toMatchObject({ modelId: model.scorer.modelId, band: expect.any(String) as string })
  expect(model.scorer.known(GARDEN)).toEqual(score)
})

test('names that are asked together are scored as one batch', async () => {
  await model.serve(first)
  await vi.waitFor(() => expect(model.scorer.modelId).not.toBeNull())
  const names = inventedNames(300, 3).map(({ name }) => domain(name))
  const scores = await Promise.all(names.map((name) => model.scorer.score(name, 5000)))
  expect(scores.every((score) => score !== null)).toBe(true)
  expect(await model.figures()).toMatchObject({ names: 300, batches: 1, largestBatch: 300, restarts: 0 })
})

test('a score that comes too late is kept for the next question', async () => {
  await model.serve(first)
  await vi.waitFor(() => expect(model.scorer.modelId).not.toBeNull())
  const names = inventedNames(20_000, 4).map(({ name }) => domain(name))
  const late = await Promise.all(names.map((name) => model.scorer.score(name, 1)))
  expect(late).toContain(null)
  await vi.waitFor(() => expect(names.every((name) => model.scorer.known(name) !== null)).toBe(true), 10_000)
})

test('every scorer hears of another model, and forgets what the old one said', async () => {
  const elsewhere = connectScorer(model.connect())
  const heard: (string | null)[] = []
  elsewhere.onModelChange((id) => heard.push(id))
  await model.serve(first)
  await vi.waitFor(() => expect(heard).toHaveLength(1))
  const before = await elsewhere.score(GARDEN, 5000)
  await model.serve(second)
  await vi.waitFor(() => expect(heard).toHaveLength(2))
  expect(elsewhere.known(GARDEN)).toBeNull()
  const after = await elsewhere.score(GARDEN, 5000)
  expect([before?.modelId, after?.modelId]).toEqual(heard)
})

test('of models that are asked for at once the last one serves, though one before it takes longer, and names asked meanwhile have scores', async () => {
  await model.serve(first)
  await vi.waitFor(() => expect(model.scorer.modelId).not.toBeNull())
  const ids = [model.scorer.modelId]
  const turned = { over: false }
  const [slow] = readdirSync('resources/model').filter((name) => name.startsWith('domain-net'))
  const serving = Promise.all([model.serve(join('resources/model', slow!)), model.serve(second)])
  void serving.then(() => (turned.over = true))
  const asked: Promise<Score | null>[] = []
  for (let at = 0; !turned.over; at++) {
    asked.push(model.scorer.score(domain(`asked-meanwhile${at}.com`), 5000))
    await Promise.race([serving, asked.at(-1)])
  }
  await serving
  expect(asked.length).toBeGreaterThan(0)
  await vi.waitFor(() => expect(model.scorer.modelId).not.toBe(ids[0]))
  await vi.waitFor(() => expect(second.endsWith(model.scorer.modelId ?? '-')).toBe(true))
  ids.push(slow!, model.scorer.modelId)
  expect((await model.figures())?.modelId).toBe(ids.at(-1))
  for (const score of await Promise.all(asked)) expect(ids).toContain(score?.modelId)
})

test('a damaged model is refused with the reason, and the one that serves stays', async () => {
  await model.serve(first)
  const damaged = join(folder, 'damaged')
  cpSync(second, damaged, { recursive: true })
  writeFileSync(join(damaged, 'weights.bin'), 'no weights')
  expect(await model.serve(damaged)).toMatchObject({
    ok: false,
    fault: { message: expect.stringContaining('weights.bin has 10 bytes') as string },
  })
  expect((await model.figures())?.modelId).toBe(model.scorer.modelId)
  expect(await model.scorer.score(GARDEN, 5000)).not.toBeNull()
})

test('when the thread dies it is started again and serves the same model to everyone', async () => {
  const elsewhere = connectScorer(model.connect())
  await model.serve(first)
  await vi.waitFor(() => expect(elsewhere.modelId).not.toBeNull())
  const before = await elsewhere.score(GARDEN, 5000)
  const reasons: string[] = []
  model.on('failed', (why) => reasons.push(why))
  await worker.terminate()
  await vi.waitFor(() => expect(reasons).toHaveLength(1))
  expect(await elsewhere.score(domain('asked-meanwhile.com'), 5000)).toBeNull()
  const other = domain('schoolmuseum3.org')
  await vi.waitFor(async () => expect(await elsewhere.score(other, 5000)).not.toBeNull(), 20_000)
  expect(elsewhere.known(GARDEN)).toEqual(before)
  expect(await model.figures()).toMatchObject({ restarts: 1 })
})

test('a second run is refused while one goes on, and cancel ends it without a model', async () => {
  await using trainer = makeTrainer()
  const ended = new Promise<TrainingEvent>((resolve) =>
    trainer.on((event) => ['finished', 'failed', 'cancelled'].includes(event.kind) && resolve(event))
  )
  const run = trainer.start({ ...plan, epochs: 500 }, [])
  if (!run.ok) throw new Error(run.fault.message)
  expect(trainer.start(plan, [])).toMatchObject({ ok: false, fault: { kind: 'busy' } })
  trainer.cancel(run.value.id)
  expect(await ended).toEqual({ kind: 'cancelled', runId: run.value.id })
  expect(trainer.runs()).toMatchObject([{ id: run.value.id, state: 'cancelled', modelId: null }])
})

test('a trainer that is killed in the middle ends as a failed run with a reason', async () => {
  let killed: Worker
  await using trainer = makeTrainer((workerData) => (killed = new Worker(threadUrl('trainer'), { workerData })))
  const ended = new Promise<TrainingEvent>((resolve) =>
    trainer.on((event) => {
      if (event.kind === 'data') void killed.terminate()
      if (event.kind === 'failed') resolve(event)
    })
  )
  trainer.start({ ...plan, epochs: 500 }, [])
  expect(await ended).toMatchObject({ kind: 'failed', message: 'the trainer ended without a word' })
  expect(trainer.start({ ...plan, epochs: 1 }, [])).toMatchObject({ ok: true })
})

test.each<[string, Partial<TrainingPlan>, RegExp]>([
  ['no file', { files: [] }, /choose at least one file/],
  ['a model that is not there', { start: { kind: 'retrain', modelId: 'gone' } }, /there is no model "gone"/],
  ['a path for a model', { start: { kind: 'retrain', modelId: '../models' } }, /there is no model/],
  [
    'an unknown architecture',
    { start: { kind: 'new', architecture: 'oracle', parameters: {} } },
    /there is no architecture "oracle"/,
  ],
])('a plan with %s is refused before a thread is started', async (_, changes, message) => {
  await using trainer = makeTrainer(() => {
    throw new Error('a thread was started')
  })
  expect(trainer.start({ ...plan, ...changes }, [])).toMatchObject({
    ok: false,
    fault: { message: expect.stringMatching(message) as string },
  })
})

test('an estimate counts the names and learns its rate from earlier runs', async () => {
  await using trainer = makeTrainer()
  const estimate = await trainer.estimate({ ...plan, sampleSize: 500 })
  expect(estimate).toMatchObject({ names: 500, batchesPerEpoch: 7 })
  expect(estimate.seconds).toBeGreaterThan(0)
  expect(
    await trainer.estimate({ ...plan, start: { kind: 'new', architecture: 'mlbridge-cnn', parameters: {} } })
  ).toMatchObject({ names: 600, seconds: null })
})
