import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { VettedName } from '../../../core/dataset/examples.ts'
import { loadTensorFlow, type Runtime } from '../../../core/model/tensorflow.ts'
import { openModel } from '../../../core/model/model.ts'
import { readWeights } from '../../../core/model/weights-file.ts'
import { readModelFolder } from '../../../core/model/model-folder.ts'
import { modelCardSchema } from '../../../core/training/card.ts'
import { ASKED } from '../../../core/training/job.ts'
import { measure } from '../../../core/training/metrics.ts'
import type { TrainingPlan } from '../../../core/training/plan.ts'
import type { TrainingEvent } from '../../../core/training/run.ts'
import { train } from '../../../core/training/train.ts'
import { asTsv, inventedNames } from '../invented-names.ts'

const folder = mkdtempSync(join(tmpdir(), 'train-'))
const data = join(folder, 'names.tsv')
writeFileSync(data, asTsv(inventedNames(1200)))
let runtime: Runtime

beforeAll(async () => {
  runtime = await loadTensorFlow()
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

const small = { kind: 'new', architecture: 'ngram-linear', parameters: { tableBits: 12 } } as const

type Wish = {
  plan?: Partial<TrainingPlan>
  vetted?: VettedName[]
  file?: string
  ask?: (event: TrainingEvent) => number | undefined
  parent?: string
}

async function trained(modelId: string, wish: Wish = {}): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = []
  const asked = new Int32Array(1)
  const plan: TrainingPlan = {
    start: small,
    epochs: 2,
    batchSize: 64,
    sampleSize: null,
    seed: 5,
    files: [],
    vettedWeight: 10,
    ...wish.plan,
  }
  await train(
    {
      runId: 'run-1',
      plan,
      sources: [{ path: wish.file ?? data, assumedLabel: null }],
      description: 'invented names',
      vetted: wish.vetted ?? [],
      parentFolder: wish.parent ?? null,
      modelsFolder: folder,
      modelId,
      startedAt: 0,
    },
    {
      runtime,
      clock: { now: () => 0, elapsed: () => performance.now() },
      asked,
      send: (event) => {
        events.push(event)
        asked[0] = wish.ask?.(event) ?? asked[0]!
      },
    }
  )
  return events
}

const hashOf = (modelId: string) =>
  createHash('sha256')
    .update(readFileSync(join(folder, modelId, 'weights.bin')))
    .digest('hex')
const cardOf = (modelId: string) =>
  modelCardSchema.parse(JSON.parse(readFileSync(join(folder, modelId, 'card.json'), 'utf8')))

async function scoresOf(modelId: string, names: string[]) {
  const stored = await readModelFolder(join(folder, modelId))
  if (!stored.ok) throw new Error(stored.fault.message)
  const model = await openModel(runtime.tf, stored.value)
  if (!model.ok) throw new Error(model.fault.message)
  const scores = model.value.scores(names)
  model.value.dispose()
  return scores
}

test('a run reads, fits, measures and keeps a model that tells the classes apart', async () => {
  const events = await trained('first')
  expect(events.at(-1)).toMatchObject({ kind: 'finished', modelId: 'first', stoppedEarly: false })
  const phases = events.flatMap((event) => (event.kind === 'progress' ? [event.progress.phase] : []))
  expect([...new Set(phases)]).toEqual(['reading', 'encoding', 'fitting', 'measuring', 'saving'])
  expect(cardOf('first').metrics.test.auc).toBeGreaterThan(0.8)
  const [benign, malicious] = await scoresOf('first', ['gardenriver12.com', 'q7x4kz9vw2m.top'])
  expect(benign!.probability).toBeLessThan(malicious!.probability)
})

test('every epoch ends with a point that has validation figures', async () => {
  const events = await trained('points', { plan: { epochs: 3 } })
  const ends = events.flatMap((event) =>
    event.kind === 'point' && event.point.validationLoss !== null ? [event.point.x] : []
  )
  expect(ends).toEqual([1, 2, 3])
})

test('the cells of each confusion matrix add up to the split, and the figures can be computed again from the saved scores', async () => {
  const events = await trained('checked')
  const { metrics, temperature } = cardOf('checked')
  const sizes = events.find((event) => event.kind === 'data')!.sizes
  const rows = gunzipSync(readFileSync(join(folder, 'checked', 'scores.tsv.gz')))
    .toString()
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
  for (const split of ['training', 'validation', 'test'] as const) {
    const own = rows.filter((row) => row[1] === split)
    expect(own).toHaveLength(sizes[split])
    expect(Object.values(metrics[split].confusion).reduce((sum, cell) => sum + cell, 0)).toBe(sizes[split])
    expect(
      measure(
        own.map((row) => Number(row[3])),
        own.map((row) => Number(row[2])),
        temperature
      )
    ).toEqual(metrics[split])
  }
})

/** Small tables, so that a test takes moments. */
const SMALL: Record<string, Record<string, number>> = {
  'ngram-linear': { tableBits: 12 },
  'mlbridge-cnn': {},
  'domain-net': { tableBits: 14, kinds: 1, countBits: 14, units: 16 },
}

test.each(Object.keys(SMALL))(
  'the same seed gives the same weights of %s, another seed others',
  async (architecture) => {
    const start = {
      kind: 'new',
      architecture,
      parameters: SMALL[architecture]!,
    } as const
    const plan = { start, epochs: 1, sampleSize: 400 }
    await trained('seed-a', { plan })
    await trained('seed-b', { plan })
    await trained('seed-c', { plan: { ...plan, seed: 6 } })
    expect(hashOf('seed-b')).toBe(hashOf('seed-a'))
    expect(hashOf('seed-c')).not.toBe(hashOf('seed-a'))
    for (const id of ['seed-a', 'seed-b', 'seed-c']) rmSync(join(folder, id), { recursive: true })
  }
)

test.each(Object.keys(SMALL))('no tensor is left behind by a run of %s', async (architecture) => {
  const start = { kind: 'new', architecture, parameters: SMALL[architecture]! } as const
  const looks: { numTensors: number; numBytes: number }[] = []
  const plan = { start, epochs: 3, sampleSize: 300 }
  const before = runtime.tf.memory().numTensors
  await trained(`flat-${architecture}`, {
    plan,
    ask: (event) => {
      if (event.kind === 'point' && event.point.validationLoss !== null) {
        const { numTensors, numBytes } = runtime.tf.memory()
        looks.push({ numTensors, numBytes })
      }
      return undefined
    },
  })
  expect(looks).toHaveLength(3)
  expect(looks[2]).toEqual(looks[1])
  expect(runtime.tf.memory().numTensors).toBe(before)
})

test('the original network has its 1,913 parameters', async () => {
  await trained('original', {
    plan: { start: { kind: 'new', architecture: 'mlbridge-cnn', parameters: {} }, epochs: 1, sampleSize: 300 },
  })
  expect(cardOf('original').weights.count).toBe(1913)
})

test('stop keeps the best weights so far, and says so', async () => {
  const events = await trained('stopped', {
    plan: { epochs: 50 },
    ask: (event) => (event.kind === 'point' && event.point.x >= 1 ? ASKED.stop : undefined),
  })
  expect(events.at(-1)).toMatchObject({ kind: 'finished', stoppedEarly: true })
  expect(events.filter((event) => event.kind === 'point').length).toBeLessThan(10)
  expect(readdirSync(folder)).toContain('stopped')
})

test('cancel keeps nothing', async () => {
  const events = await trained('cancelled', {
    ask: (event) => (event.kind === 'data' ? ASKED.cancel : undefined),
  })
  expect(events.at(-1)).toEqual({ kind: 'cancelled', runId: 'run-1' })
  expect(readdirSync(folder).filter((name) => name.includes('cancelled'))).toEqual([])
})

test('retraining starts from the weights of its parent, moves what was vetted and keeps the rest', async () => {
  await trained('parent', { plan: { epochs: 3 } })
  const family = ['riverbakery', 'schoolmusic', 'marketsport', 'cloudbooks'].flatMap((stem) => [
    `${stem}-login.com`,
    `${stem}-secure.com`,
  ])
  const unseen = ['gardentravel-login.com', 'familyhouse-secure.com']
  const vetted = family.map((name): VettedName => ({ name, class: 'malicious' }))
  await trained('child', {
    plan: { start: { kind: 'retrain', modelId: 'parent' }, epochs: 8 },
    vetted,
    parent: join(folder, 'parent'),
  })
  expect(cardOf('child')).toMatchObject({
    parent: 'parent',
    architecture: 'ngram-linear',
    parameters: { tableBits: 12 },
    data: { vetted: 8 },
  })
  const [before, after] = [await scoresOf('parent', unseen), await scoresOf('child', unseen)]
  after.forEach((score, at) => expect(score.logit).toBeGreaterThan(before[at]!.logit + 0.3))
  expect(cardOf('child').metrics.test.auc).toBeGreaterThan(cardOf('parent').metrics.test.auc! - 0.02)
})

test('a domain net tells the classes apart on names that it never saw, and learns what was vetted', async () => {
  const start = { kind: 'new', architecture: 'domain-net', parameters: SMALL['domain-net']! } as const
  await trained('wide-parent', { plan: { start, epochs: 3 } })
  const parent = cardOf('wide-parent')
  expect(parent.encoding).toBe('names-1-counted-3')
  expect(parent.metrics.test.auc).toBeGreaterThan(0.8)
  const unseen = ['gardentravel-login.com', 'familyhouse-secure.com']
  const vetted = ['riverbakery', 'schoolmusic', 'marketsport', 'cloudbooks'].flatMap((stem): VettedName[] => [
    { name: `${stem}-login.com`, class: 'malicious' },
    { name: `${stem}-secure.com`, class: 'malicious' },
  ])
  await trained('wide-child', {
    plan: { start: { kind: 'retrain', modelId: 'wide-parent' }, epochs: 8 },
    vetted,
    parent: join(folder, 'wide-parent'),
  })
  const [before, after] = [await scoresOf('wide-parent', unseen), await scoresOf('wide-child', unseen)]
  after.forEach((score, at) => expect(score.logit).toBeGreaterThan(before[at]!.logit + 0.3))
  expect(cardOf('wide-child').metrics.test.auc).toBeGreaterThan(parent.metrics.test.auc! - 0.02)
}, 30_000)

test('what is taught moves the table of a domain net, and leaves its counts and its network on them as they were', async () => {
  const start = { kind: 'new', architecture: 'domain-net', parameters: SMALL['domain-net']! } as const
  await trained('deep-parent', { plan: { start, epochs: 1 } })
  await trained('deep-child', {
    plan: { start: { kind: 'retrain', modelId: 'deep-parent' }, epochs: 1 },
    vetted: [{ name: 'riverbakery-login.com', class: 'malicious' }],
    parent: join(folder, 'deep-parent'),
  })
  const [parent, child] = await Promise.all(
    ['deep-parent', 'deep-child'].map(async (id) => {
      const read = await readWeights(readFileSync(join(folder, id, 'weights.bin')))
      if (!read.ok) throw new Error(read.fault.message)
      return read.value
    })
  )
  // The bias of the kinds, two weights and a bias for each of three layers, then what is settled; calibration moves the last one.
  const same = ['counts', 'counts-tags', ...Array.from({ length: 10 }, (_, at) => `variable-${at + 1}`)]
  for (const name of same) expect(child!.get(name), name).toEqual(parent!.get(name))
  expect(child!.get('table')).not.toEqual(parent!.get('table'))
}, 30_000)

test('one retraining epoch ends nearer to its parent than a new network of the same plan does', async () => {
  const plan = { epochs: 1 }
  await trained('near', {
    plan: { ...plan, start: { kind: 'retrain', modelId: 'parent' } },
    parent: join(folder, 'parent'),
  })
  await trained('new', { plan })
  const names = inventedNames(200, 9).map(({ name }) => name)
  const [parent, near, fresh] = [
    await scoresOf('parent', names),
    await scoresOf('near', names),
    await scoresOf('new', names),
  ]
  const distance = (scores: typeof parent) =>
    scores.reduce((sum, { logit }, at) => sum + Math.abs(logit - parent[at]!.logit), 0)
  expect(distance(near)).toBeLessThan(distance(fresh) / 2)
})

test.each<[string, Wish, RegExp]>([
  ['a file that is not there', { file: join(folder, 'gone.tsv') }, /^gone.tsv: there is no such file$/],
  [
    'an unknown architecture',
    { plan: { start: { kind: 'new', architecture: 'oracle', parameters: {} } } },
    /^there is no architecture "oracle"$/,
  ],
  [
    'a parameter out of its range',
    { plan: { start: { kind: 'new', architecture: 'ngram-linear', parameters: { tableBits: 99 } } } },
    /^Table size \(bits\): at most 24$/,
  ],
  [
    'a parent that is not there',
    { plan: { start: { kind: 'retrain', modelId: 'gone' } }, parent: join(folder, 'gone') },
    /^gone cannot be retrained: it has no card.json$/,
  ],
])('%s fails the run with the reason', async (_, wish, message) => {
  const last = (await trained('failing', wish)).at(-1)
  expect(last).toMatchObject({ kind: 'failed', message: expect.stringMatching(message) as string })
})
