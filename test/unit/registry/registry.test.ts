import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { loadTensorFlow } from '../../../core/model/tensorflow.ts'
import { openRegistry, type Registry } from '../../../core/registry/registry.ts'
import { failed, ok } from '../../../core/system/result.ts'
import { train } from '../../../core/training/train.ts'
import { asTsv, inventedNames } from '../invented-names.ts'

const folder = mkdtempSync(join(tmpdir(), 'registry-'))
const [shippedFolder, modelsFolder, made] = [join(folder, 'shipped'), join(folder, 'models'), join(folder, 'made')]
const servingFile = join(folder, 'serving.json')
afterAll(() => rmSync(folder, { recursive: true }))

/** One real model, made by the trainer once; the tests copy and spoil it. */
beforeAll(async () => {
  const file = join(folder, 'names.tsv')
  writeFileSync(file, asTsv(inventedNames(400)))
  const runtime = await loadTensorFlow()
  for (const [modelId, now] of [
    ['shipped-model', 1000],
    ['own-model', 2000],
  ] as const) {
    const plan = {
      start: { kind: 'new', architecture: 'ngram-linear', parameters: { tableBits: 10 } },
      epochs: 1,
      batchSize: 64,
      sampleSize: null,
      seed: 1,
      files: [],
      vettedWeight: 0,
    } as const
    await train(
      {
        runId: 'run',
        plan: { ...plan, files: [] },
        sources: [{ path: file, assumedLabel: null }],
        description: '',
        vetted: [],
        parentFolder: null,
        modelsFolder: made,
        modelId,
        startedAt: 0,
      },
      { runtime, clock: { now: () => now, elapsed: () => now }, asked: new Int32Array(1), send: () => undefined }
    )
  }
}, 60_000)

let registry: Registry
beforeEach(async () => {
  for (const each of [shippedFolder, modelsFolder, servingFile]) rmSync(each, { recursive: true, force: true })
  cpSync(join(made, 'shipped-model'), join(shippedFolder, 'shipped-model'), { recursive: true })
  cpSync(join(made, 'own-model'), join(modelsFolder, 'own-model'), { recursive: true })
  registry = await openRegistry({ shippedFolder, modelsFolder, servingFile })
})

const serves = () => Promise.resolve(ok(null))

test('the shipped model serves until another is promoted, and the promoted one after a restart too', async () => {
  expect((await registry.serving())?.card.id).toBe('shipped-model')
  expect(await registry.promote('own-model', serves)).toMatchObject({ ok: true, value: { id: 'own-model' } })
  expect(registry.servingId).toBe('own-model')
  const again = await openRegistry({ shippedFolder, modelsFolder, servingFile })
  expect((await again.serving())?.folder).toBe(join(modelsFolder, 'own-model'))
})

test('models are listed newest first, with the one that serves marked', async () => {
  const all = await registry.all()
  expect(all.map((entry) => (entry.kind === 'usable' ? [entry.card.id, entry.shipped, entry.serving] : entry))).toEqual(
    [
      ['own-model', false, false],
      ['shipped-model', true, true],
    ]
  )
})

test('a model that cannot be loaded is not promoted, and nothing is remembered', async () => {
  const answer = await registry.promote('own-model', () =>
    Promise.resolve(failed({ kind: 'x', message: 'out of memory' }))
  )
  expect(answer).toMatchObject({ ok: false, fault: { message: 'out of memory' } })
  expect((await registry.serving())?.card.id).toBe('shipped-model')
  expect(existsSync(servingFile)).toBe(false)
})

test('when the promoted model is damaged later, the shipped one serves', async () => {
  await registry.promote('own-model', serves)
  writeFileSync(join(modelsFolder, 'own-model', 'weights.bin'), 'spoilt')
  expect((await registry.serving())?.card.id).toBe('shipped-model')
})

function changeCard(change: (card: Record<string, unknown>) => void): void {
  const path = join(modelsFolder, 'own-model', 'card.json')
  const card = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  change(card)
  writeFileSync(path, JSON.stringify(card))
}

const weightsFile = join(modelsFolder, 'own-model', 'weights.bin')

test.each<[string, () => void, string | RegExp]>([
  [
    'one byte is another',
    () =>
      writeFileSync(
        weightsFile,
        readFileSync(weightsFile).map((byte, at) => (at === 900 ? byte ^ 1 : byte))
      ),
    'weights.bin is damaged: its SHA-256 is not the one in the card',
  ],
  [
    'the weights end too early',
    () => writeFileSync(weightsFile, readFileSync(weightsFile).subarray(0, 500)),
    /^weights.bin has 500 bytes where the card says \d+$/,
  ],
  ['the weights are gone', () => rmSync(weightsFile), 'it has no weights.bin'],
  ['the card is gone', () => rmSync(join(modelsFolder, 'own-model', 'card.json')), 'it has no card.json'],
  [
    'the card is not JSON',
    () => writeFileSync(join(modelsFolder, 'own-model', 'card.json'), '{'),
    /^its card.json cannot be read/,
  ],
  [
    'the card lacks its figures',
    () => changeCard((card) => delete card.metrics),
    /^its card.json is incomplete .*metrics/s,
  ],
  ['the temperature is nought', () => changeCard((card) => (card.temperature = 0)), /^its card.json cannot be read/],
  [
    'it was made for another encoding',
    () => changeCard((card) => (card.encoding = 'names-0')),
    'it was made for the encoding "names-0"; this program encodes as "names-1"',
  ],
  [
    'its architecture is unknown',
    () => changeCard((card) => (card.architecture = 'oracle')),
    'its architecture "oracle" is not known here',
  ],
  [
    'a parameter is out of range',
    () => changeCard((card) => (card.parameters = { tableBits: 40 })),
    /^its parameters do not fit ngram-linear: Table size/,
  ],
  [
    'its card is that of another model',
    () => changeCard((card) => (card.id = 'shipped-model')),
    'its card is that of shipped-model',
  ],
])('a model is refused when %s, and the one that serves stays', async (_, spoil, reason) => {
  spoil()
  const entry = (await registry.all()).find((each) => each.kind === 'refused')
  expect(entry).toMatchObject({ id: 'own-model', reason: expect.stringMatching(reason) as string })
  expect((await registry.promote('own-model', serves)).ok).toBe(false)
  expect((await registry.serving())?.card.id).toBe('shipped-model')
})

test('a model of another folder is imported after checking, once', async () => {
  rmSync(join(modelsFolder, 'own-model'), { recursive: true })
  expect(await registry.import(join(made, 'own-model'))).toMatchObject({ ok: true, value: { id: 'own-model' } })
  expect(await registry.promote('own-model', serves)).toMatchObject({ ok: true })
  expect(await registry.import(join(made, 'own-model'))).toMatchObject({
    ok: false,
    fault: { message: 'a model with the id own-model is already here' },
  })
})

test('a folder that holds no model is not imported', async () => {
  const empty = join(folder, 'holiday')
  mkdirSync(empty, { recursive: true })
  expect(await registry.import(empty)).toMatchObject({ ok: false, fault: { message: 'holiday: it has no card.json' } })
  expect(readdirSync(modelsFolder)).toEqual(['own-model'])
})

test('shipped models and the one that serves cannot be removed; others can', async () => {
  expect(await registry.remove('shipped-model')).toMatchObject({
    fault: { message: 'shipped-model came with the product and stays' },
  })
  await registry.promote('own-model', serves)
  expect(await registry.remove('own-model')).toMatchObject({
    fault: { message: 'own-model serves; promote another model first' },
  })
  await registry.promote('shipped-model', serves)
  expect(await registry.remove('own-model')).toEqual({ ok: true, value: null })
  expect(readdirSync(modelsFolder)).toEqual([])
})

test('what a killed run left half written is gone after the next start', async () => {
  mkdirSync(join(modelsFolder, '.part-half'))
  await openRegistry({ shippedFolder, modelsFolder, servingFile })
  expect(readdirSync(modelsFolder)).toEqual(['own-model'])
})
