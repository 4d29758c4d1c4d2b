import { createHash } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TrainingPlan } from '../../../core/training/plan.ts'
import type { TrainingRun } from '../../../core/training/run.ts'
import { asTsv, inventedNames } from '../../unit/invented-names.ts'
import { modelReady, startProduct, temporaryFolder, type Product } from '../product.ts'

let data: string
let plan: TrainingPlan

beforeAll(async () => {
  data = await temporaryFolder()
  const path = join(data, 'names.tsv')
  await writeFile(path, asTsv(inventedNames(3000)))
  plan = {
    start: { kind: 'new', architecture: 'mlbridge-cnn', parameters: {} },
    epochs: 5,
    batchSize: 64,
    sampleSize: null,
    seed: 4,
    files: [{ path, assumedLabel: null }],
    vettedWeight: 5,
  }
})
afterAll(() => rm(data, { recursive: true, force: true }))

/** Settles when the run of `begin` has ended, or has come to `x` epochs. */
async function followTo(product: Product, x: number, begin: () => Promise<TrainingRun>): Promise<TrainingRun> {
  const { promise, resolve } = Promise.withResolvers<null>()
  const end = product.listen('training.event', (event) => {
    if (event.kind === 'point' ? event.point.x > x : ['finished', 'failed'].includes(event.kind)) resolve(null)
  })
  const { id } = await begin()
  await promise.finally(end)
  return (await product.call('training.runs', {})).find((run) => run.id === id)!
}

const weightsOf = async (modelId: string) =>
  createHash('sha256')
    .update(await readFile(join(data, 'models', modelId, 'weights.bin')))
    .digest('hex')

const served = async (product: Product) => {
  const { verdict } = await product.call('names.explain', { name: 'q7x4kz9vw2m-resume.net' })
  return 'score' in verdict ? [verdict.score.modelId, verdict.score.logit] : verdict.kind
}

test('after kill -9 in the midst of an epoch the run is offered, and goes on to the weights of one without a break', async () => {
  let before: unknown
  {
    await using product = await startProduct({ data })
    await modelReady(product)
    before = await served(product)
    const running = await followTo(product, 1, () => product.call('training.start', plan))
    expect(running.state).toBe('running')
    expect(await product.call('training.interrupted', {})).toEqual([])
    expect(await served(product)).toEqual(before)
    await product.kill()
  }
  await using product = await startProduct({ data })
  await modelReady(product)
  expect(await served(product)).toEqual(before)
  const [offered, ...others] = await product.call('training.interrupted', {})
  expect(others).toEqual([])
  expect(offered).toMatchObject({ plan, fault: null, description: 'names.tsv' })
  expect(offered!.epochs).toBeGreaterThanOrEqual(1)
  expect(offered!.epochs).toBeLessThan(plan.epochs)

  const resumed = await followTo(product, Infinity, () => product.call('training.resume', { runId: offered!.runId }))
  expect(resumed).toMatchObject({ id: offered!.runId, state: 'finished', notice: null })
  const ends = resumed.points.flatMap(({ x, validationLoss }) => (validationLoss === null ? [] : [x]))
  expect(ends).toEqual([1, 2, 3, 4, 5])
  expect(await product.call('training.interrupted', {})).toEqual([])
  expect(await readdir(join(data, 'training'))).toEqual([])
  expect(await served(product)).toEqual(before)

  const whole = await followTo(product, Infinity, () => product.call('training.start', plan))
  expect(await weightsOf(resumed.modelId!)).toBe(await weightsOf(whole.modelId!))
}, 120_000)

test('a run that is going on when the program is closed is offered at the next start, and can be discarded', async () => {
  let runId: string
  {
    await using product = await startProduct({ data })
    runId = (await followTo(product, 1, () => product.call('training.start', plan))).id
    expect(await product.end()).toBe(0)
  }
  await using product = await startProduct({ data })
  const offered = await product.call('training.interrupted', {})
  expect(offered.map((run) => run.runId)).toEqual([runId])
  await expect(product.call('training.resume', { runId: 'run-00000000' })).rejects.toThrow(
    'there is no run "run-00000000" that broke off'
  )
  expect(await product.call('training.discard', { runId })).toEqual([])
  expect(await readdir(join(data, 'training'))).toEqual([])
}, 60_000)
