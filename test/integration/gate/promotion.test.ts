import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CallArgs, CallName, CallResult } from '../../../core/contract/contract.ts'
import { answerCall } from '../../../core/desk/handlers.ts'
import { createComparison } from '../../../core/desk/model-comparison.ts'
import { createStoredScores } from '../../../core/desk/model-curves.ts'
import { modelHandlers } from '../../../core/desk/model-handlers.ts'
import { createModelScores } from '../../../core/desk/model-scores.ts'
import { createModelTraffic } from '../../../core/desk/model-traffic-source.ts'
import { createServing } from '../../../core/desk/serving.ts'
import type { DomainName } from '../../../core/dns/name.ts'
import { createOwnNames } from '../../../core/lists/own-names.ts'
import { startModelThread, type ModelThread } from '../../../core/model/model-thread.ts'
import { openPromotions } from '../../../core/registry/promotions.ts'
import { openRegistry } from '../../../core/registry/registry.ts'
import { openThresholdChanges } from '../../../core/registry/thresholds.ts'
import { systemClock as clock } from '../../../core/system/clock.ts'
import { ok } from '../../../core/system/result.ts'
import type { TrainingPlan } from '../../../core/training/plan.ts'
import { createTrainer } from '../../../core/training/trainer.ts'
import type { VettedName } from '../../../core/dataset/examples.ts'
import { fakeHandlers, noBugs } from '../../fakes/handlers.ts'
import { createReferenceStore } from '../../fakes/reference-store.ts'
import { asTsv, inventedNames } from '../../unit/invented-names.ts'

/** The desk's handlers over a real trainer, registry and model threads. All names are invented. */
const folder = mkdtempSync(join(tmpdir(), 'promotion-'))
const inFolder = (name: string): string => join(folder, name)
const models = { shippedFolder: inFolder('shipped'), modelsFolder: inFolder('models') }
const ends = new AsyncDisposableStack()
afterAll(async () => {
  await ends.disposeAsync()
  rmSync(folder, { recursive: true })
})

const BENIGN = /^[a-z]+\d{1,2}\.(com|org|de)$/
const MACHINE_MADE = 'k7x2mq94wz3.top'
const WORDS = 'gardenriver7.org'

let ids = 0
let canaries = [WORDS, 'schoolbakery12.de'] as DomainName[]
let vetted: VettedName[] = []
let model: ModelThread

/** The class by what a name is made of; `wrong` of ten labels are turned round. */
function writeNames(file: string, seed: number, wrong = 0): void {
  const rows = inventedNames(3000, seed).map(({ name }, at) => {
    const label = BENIGN.test(name) ? 0 : 1
    return { name, label: (at >> 1) % 10 < wrong ? 1 - label : label }
  })
  writeFileSync(inFolder(file), asTsv(rows))
}

const runs = { checkpointsFolder: inFolder('training'), version: '0.0.0' }

/** By the trainer's own thread; the id of what it made. */
async function trained(file: string, changes: Partial<TrainingPlan> = {}): Promise<string> {
  await using trainer = createTrainer({ clock, ...models, ...runs, replayFile: null, newId: () => `000${++ids}0000` })
  const ended = new Promise<string>((resolve, reject) =>
    trainer.on((event) => {
      if (event.kind === 'finished') resolve(event.modelId)
      if (event.kind === 'failed') reject(new Error(event.message))
    })
  )
  const plan: TrainingPlan = {
    start: { kind: 'new', architecture: 'ngram-linear', parameters: { tableBits: 14 } },
    epochs: 4,
    batchSize: 64,
    sampleSize: null,
    seed: 1,
    files: [{ path: inFolder(file), assumedLabel: null }],
    vettedWeight: 0,
    ...changes,
  }
  expect(trainer.start(plan, [])).toMatchObject({ ok: true })
  return await ended
}

/** What the labelled sample of the product says; a test fills it. */
const sampleLabels = new Map<string, 0 | 1>()

async function openDesk() {
  const thresholds = await openThresholdChanges({ file: inFolder('thresholds.json'), clock })
  const promotions = await openPromotions({ file: inFolder('promotions.jsonl'), clock })
  const registry = await openRegistry({ ...models, servingFile: inFolder('serving.json'), thresholds })
  const scores = ends.use(createModelScores())
  const own = createOwnNames()
  const traffic = createModelTraffic({ store: createReferenceStore(), clock, registry, scores, own, book: () => own })
  const serving = createServing(registry, model, () => undefined)
  const handlers = modelHandlers({
    registry,
    thresholds,
    promotions,
    stored: createStoredScores(registry),
    traffic,
    compare: createComparison({
      registry,
      promotions,
      scores,
      canaries: () => Promise.resolve(ok(canaries)),
      sample: () => Promise.resolve(sampleLabels),
      vetted: () => vetted,
    }),
    chosenBaseRate: () => null,
    actor: 'ada',
    serve: (from, wanted) => serving.load(from, wanted),
    changed: () => serving.settle(),
  })
  await serving.begin()
  return fakeHandlers(handlers)
}

let handlers: Awaited<ReturnType<typeof openDesk>>

async function call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallResult<K>> {
  const reply = await answerCall({ handlers, report: noBugs }, name, args)
  if (!reply.ok) throw new Error(reply.fault.message, { cause: reply.fault })
  return reply.value as CallResult<K>
}

const servingNow = async () =>
  (await call('models.all', {})).flatMap((entry) => (entry.kind === 'usable' && entry.serving ? [entry.card.id] : []))

const made = { champion: '', worse: '', better: '' }

beforeAll(async () => {
  model = ends.use(await startModelThread())
  writeNames('names.tsv', 1)
  writeNames('spoilt.tsv', 2, 4)
  writeNames('more.tsv', 3)
  made.champion = await trained('names.tsv', { epochs: 2 })
  made.worse = await trained('spoilt.tsv', { epochs: 1 })
  made.better = await trained('more.tsv')
  handlers = await openDesk()
}, 120_000)

test('where no model serves, the first is promoted once the canaries are quiet', async () => {
  expect(await servingNow()).toEqual([])
  await call('models.promote', { id: made.champion })
  expect(await servingNow()).toEqual([made.champion])
})

test('a challenger that was made worse on purpose is refused with its reason, and the champion serves on', async () => {
  const comparison = await call('models.compare', { id: made.worse })
  expect(comparison).toMatchObject({ open: false, servedBefore: false, champion: { id: made.champion } })
  expect(comparison.common).toMatchObject({
    kind: 'measured',
    basis: expect.stringContaining('of the model that serves') as string,
  })
  if (comparison.common?.kind !== 'measured') throw new Error('they were not compared')
  expect(comparison.common.benign + comparison.common.malicious).toBe(comparison.common.champion.names)
  const { benign, falsePositives } = comparison.common
  expect(falsePositives).toMatchObject({ champion: { benign }, challenger: { benign } })
  expect(comparison.common.champion.recallAt1! - comparison.common.challenger.recallAt1!).toBeGreaterThan(0.01)
  await expect(call('models.promote', { id: made.worse })).rejects.toMatchObject({
    message: expect.stringMatching(/was not promoted: recall at 1 % false positives falls from \d/) as string,
    cause: { kind: 'refused', field: 'anyway' },
  })
  expect(await servingNow()).toEqual([made.champion])
})

test('a note is the second step, and it is kept with what stood against it', async () => {
  await expect(call('models.promote', { id: made.worse, anyway: { note: '   ' } })).rejects.toMatchObject({
    cause: { kind: 'bad-input', field: 'anyway.note' },
  })
  await call('models.promote', { id: made.worse, anyway: { note: 'to see what happens' } })
  expect(await servingNow()).toEqual([made.worse])
  const lines = readFileSync(inFolder('promotions.jsonl'), 'utf8').trimEnd().split('\n')
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({
    actor: 'ada',
    from: made.champion,
    to: made.worse,
    anyway: { note: 'to see what happens', reasons: [expect.stringContaining('recall at 1 %') as string] },
  })
})

test('the model that served before comes back without a question', async () => {
  expect(await call('models.compare', { id: made.champion })).toMatchObject({ open: true, servedBefore: true })
  await call('models.promote', { id: made.champion })
  expect(await servingNow()).toEqual([made.champion])
})

test('a canary that alerts keeps a good challenger out, and so does a name that was vetted benign', async () => {
  const quiet = canaries
  canaries = [...quiet, MACHINE_MADE as DomainName]
  const fired = await call('models.compare', { id: made.better })
  expect(fired.open).toBe(false)
  expect(fired.reasons.map(({ text }) => text).join()).toContain(`a name of the canary list: ${MACHINE_MADE}`)
  canaries = quiet
  vetted = [
    { name: MACHINE_MADE, class: 'benign' },
    { name: 'p3v8n2xk5rt.xyz', class: 'malicious' },
  ]
  const taught = await call('models.compare', { id: made.better })
  expect(taught.open).toBe(false)
  expect(taught.canary).toMatchObject({
    canaries: 2,
    vettedBenign: 1,
    alerts: [{ name: MACHINE_MADE, source: 'vetted' }],
  })
  expect(taught.vetted.challenger).toMatchObject({ benign: 1, benignBlocked: 1, malicious: 1, maliciousBlocked: 1 })
  vetted = []
})

test('a good challenger is promoted, and scores from then on', async () => {
  expect(await call('models.compare', { id: made.better })).toMatchObject({ open: true, reasons: [] })
  await call('models.promote', { id: made.better })
  expect(await servingNow()).toEqual([made.better])
  expect((await model.scorer.score(WORDS as DomainName, 5000))?.modelId).toBe(made.better)
})

test('thresholds that a person moves hold at once and after a restart, and the card stays as it is', async () => {
  const name = MACHINE_MADE as DomainName
  const before = await model.scorer.score(name, 5000)
  expect(before?.band).toBe('malicious')
  const raised = { unsure: 0.0000001, malicious: 1 }
  await call('models.setThresholds', { id: made.better, thresholds: raised })
  await expect.poll(async () => (await model.scorer.score(name, 5000))?.band).toBe('unsure')
  const cardBefore = readFileSync(join(models.modelsFolder, made.better, 'card.json'), 'utf8')
  handlers = await openDesk()
  const entry = (await call('models.all', {})).find((one) => one.kind === 'usable' && one.card.id === made.better)
  expect(entry).toMatchObject({ changed: { ...raised, by: 'ada' }, serving: true })
  expect((await model.scorer.score(name, 5000))?.band).toBe('unsure')
  await call('models.setThresholds', { id: made.better, thresholds: null })
  await expect.poll(async () => (await model.scorer.score(name, 5000))?.band).toBe('malicious')
  expect(readFileSync(join(models.modelsFolder, made.better, 'card.json'), 'utf8')).toBe(cardBefore)
})

test('thresholds that make no sense are refused at their field', async () => {
  const set = (unsure: number, malicious: number) =>
    call('models.setThresholds', { id: made.better, thresholds: { unsure, malicious } })
  await expect(set(0.9, 0.5)).rejects.toMatchObject({ cause: { field: 'thresholds.malicious' } })
  await expect(set(0, 0.5)).rejects.toMatchObject({ cause: { field: 'thresholds.unsure' } })
  await expect(call('models.setThresholds', { id: 'nobody', thresholds: null })).rejects.toMatchObject({
    cause: { kind: 'not-found' },
  })
})

test('curves, rates and mistakes of the stored scores are those of the card', async () => {
  const { metrics } = (await call('models.all', {})).flatMap((entry) =>
    entry.kind === 'usable' && entry.card.id === made.worse ? [entry.card] : []
  )[0]!
  const { confusion, names } = metrics.test
  const answer = await call('models.curves', { id: made.worse, split: 'test' })
  if (answer.kind !== 'measured') throw new Error(answer.why)
  expect(answer.curves.malicious + answer.curves.benign).toBe(names)
  expect(answer.curves.calibration.reduce((sum, { count }) => sum + count, 0)).toBe(names)
  const rates = await call('models.rates', {
    id: made.worse,
    split: 'test',
    thresholds: { unsure: 0.5, malicious: 0.5 },
  })
  expect(rates).toEqual({ unsure: confusion, malicious: confusion })
  const page = await call('models.mistakes', {
    id: made.worse,
    split: 'test',
    kind: 'false-positive',
    threshold: 0.5,
    offset: 0,
    limit: 10,
  })
  expect(page.total).toBe(confusion.falsePositive)
})

test('a model without stored scores says why it has no curves', async () => {
  rmSync(join(models.modelsFolder, made.champion, 'scores.tsv.gz'))
  expect(await call('models.curves', { id: made.champion, split: 'validation' })).toEqual({
    kind: 'missing',
    why: 'no scores of single names were kept beside this model',
  })
})
