import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canonical } from '../../../core/model/encoding.ts'
import { explain, type NameExplanation } from '../../../core/model/explain.ts'
import { openModel, type Model } from '../../../core/model/model.ts'
import { readModelFolder } from '../../../core/model/model-folder.ts'
import { loadTensorFlow, type Runtime } from '../../../core/model/tensorflow.ts'
import { train } from '../../../core/training/train.ts'
import { faithfulness } from '../../../scripts/explanation/faithfulness.ts'
import { asTsv, inventedNames } from '../invented-names.ts'

const folder = mkdtempSync(join(tmpdir(), 'explain-'))
let runtime: Runtime
/** Tiny, and trained: an explanation of chance weights would explain nothing. */
const models: Record<string, Model> = {}

beforeAll(async () => {
  runtime = await loadTensorFlow()
  const data = join(folder, 'names.tsv')
  writeFileSync(data, asTsv(inventedNames(1200)))
  models['ngram-linear'] = await trained('ngram-linear', data, { tableBits: 14 })
  models['mlbridge-cnn'] = await trained('mlbridge-cnn', data, {})
  models['domain-net'] = await trained('domain-net', data, { tableBits: 14, countBits: 14 })
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

async function trained(architecture: string, path: string, parameters: Record<string, number>): Promise<Model> {
  await train(
    {
      runId: architecture,
      plan: {
        start: { kind: 'new', architecture, parameters },
        epochs: 4,
        batchSize: 32,
        sampleSize: null,
        seed: 5,
        files: [],
        vettedWeight: 1,
      },
      sources: [{ path, assumedLabel: null }],
      description: 'invented names',
      vetted: [],
      parentFolder: null,
      modelsFolder: folder,
      modelId: architecture,
      startedAt: 0,
    },
    {
      runtime,
      clock: { now: () => 0, elapsed: () => performance.now() },
      asked: new Int32Array(1),
      send: () => undefined,
    }
  )
  const stored = await readModelFolder(join(folder, architecture))
  if (!stored.ok) throw new Error(stored.fault.message)
  const model = await openModel(runtime.tf, stored.value)
  if (!model.ok) throw new Error(model.fault.message)
  return model.value
}

async function explained(name: string, architecture = 'ngram-linear'): Promise<NameExplanation> {
  const explanation = await explain(models[architecture]!, name, () => Promise.resolve(true))
  return explanation!
}

const unseen = inventedNames(300, 77).map(({ name }) => name)

test.each([1, 2, 3])(
  'removing the %i strongest characters moves the logit more than removing as many at random',
  async (removed) => {
    for (const model of Object.values(models)) {
      const { names, top, random, topFarther } = await faithfulness(model, unseen.slice(0, 80), {
        removed,
        draws: 5,
        seed: 1,
      })
      expect(names).toBeGreaterThan(60)
      // Chance would be 1 and 0.5. To who reads words, as domain-net does, all characters of a word are much alike.
      expect(top).toBeGreaterThan(1.1 * random)
      expect(topFarther).toBeGreaterThan(0.55)
    }
  }
)

test('a character weighs what the logit falls by when it is hidden, whatever the architecture', async () => {
  for (const [architecture, model] of Object.entries(models)) {
    const { text, characters, logit, labels } = await explained('q7x4kz9vw2m.top', architecture)
    const [whole, withoutX, withoutTld] = model.logits([text, 'q7?4kz9vw2m.top', 'q7x4kz9vw2m.???'])
    expect(logit).toBeCloseTo(whole!, 5)
    expect(characters[2]).toBeCloseTo(whole! - withoutX!, 4)
    expect(labels.map(({ label }) => label)).toEqual(['q7x4kz9vw2m', 'top'])
    expect(labels[1]!.weight).toBeCloseTo(whole! - withoutTld!, 4)
  }
})

test('dots weigh nothing, and a www. that the model does not read is not explained', async () => {
  const { text, characters } = await explained('www.shop.gardenriver.co.uk')
  expect(text).toBe('shop.gardenriver.co.uk')
  expect(characters).toHaveLength(text.length)
  Array.from(text).forEach((one, at) => expect(characters[at] === 0, `${one} at ${at}`).toBe(one === '.'))
})

test('the shares of all features, with the bias, add up to the logit', () => {
  const { network, logits } = models['ngram-linear']!
  for (const name of [
    'login.secure-bank7.example.co.uk',
    'aaaaaa.de',
    'www.com',
    'xn--bcher-kva.com',
    ...unseen.slice(0, 20),
  ]) {
    const sum = network.features!(name).reduce((all, { share }) => all + share, network.bias.dataSync()[0]!)
    expect(sum).toBeCloseTo(logits([name])[0]!, 4)
  }
})

test('a feature that a name has twice stands once', () => {
  const features = models['ngram-linear']!.network.features!('gardengarden.com')
  expect(features.filter(({ token }) => token === 'gard')).toHaveLength(1)
})

test('the strongest features come first, and those of both signs are there', async () => {
  const { features } = await explained('gardenriver12.xyz')
  const sizes = features!.map(({ share }) => Math.abs(share))
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
  expect(features!.length).toBeLessThanOrEqual(24)
  expect([features!.some(({ share }) => share > 0), features!.some(({ share }) => share < 0)]).toEqual([true, true])
})

test('a network that does not add up its features names none', async () => {
  expect((await explained('gardenriver12.xyz', 'mlbridge-cnn')).features).toBeNull()
})

test('no tensor is left behind', async () => {
  await explained(unseen[0]!)
  const before = runtime.tf.memory().numTensors
  for (const name of unseen.slice(0, 10)) await explained(name, 'mlbridge-cnn')
  expect(runtime.tf.memory().numTensors).toBe(before)
})

test('the longest name is explained by threes, and not at all by a model that is replaced meanwhile', async () => {
  const longest = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(57)}.com`
  let pauses = 0
  const model = models['ngram-linear']!
  const whole = await explain(model, longest, () => Promise.resolve(++pauses > 0))
  expect(whole!.characters).toHaveLength(canonical(longest).length)
  expect(pauses).toBe(1)
  const [first, second, third] = whole!.characters
  expect([second, third]).toEqual([first, first])
  expect(first).toBeCloseTo(model.logits([longest])[0]! - model.logits([`???${longest.slice(3)}`])[0]!, 4)
  expect(Array.from(longest).every((one, at) => one !== '.' || whole!.characters[at] === 0)).toBe(true)
  expect(await explain(model, longest, () => Promise.resolve(false))).toBeNull()
})
