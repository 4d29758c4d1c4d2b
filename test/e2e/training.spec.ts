import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, startAgain, test, type Desk } from './driver/desk.ts'
import { inventNames } from './driver/names.ts'
import { root } from './driver/places.ts'

/** The model that comes with the product and trains in seconds. */
const LINEAR = /^ngram-linear-/

async function modelServes(desk: Desk): Promise<string> {
  await expect
    .poll(async () => (await desk.call('workstation.health', {})).model.state, { timeout: 60_000 })
    .toBe('ready')
  return (await desk.call('workstation.state', {})).servingModel!.id
}

const served = async (desk: Desk) => (await desk.call('workstation.state', {})).servingModel?.id ?? null

/** The replay sample that ships, every label turned round: a teacher who is wrong about everything. */
async function flippedReplay(): Promise<string> {
  const [header, ...rows] = gunzipSync(await readFile(join(root, 'resources', 'replay', 'replay.tsv.gz')))
    .toString()
    .trim()
    .split('\n')
  const at = header!.split('\t').indexOf('label')
  return [
    header,
    ...rows.slice(0, 12_000).map((row) =>
      row
        .split('\t')
        .with(at, row.split('\t')[at] === '1' ? '0' : '1')
        .join('\t')
    ),
  ].join('\n')
}

async function startAndWait({ page, call }: Desk): Promise<string> {
  const before = (await call('training.runs', {})).length
  await page.getByRole('button', { name: 'Start training' }).click()
  await expect
    .poll(async () => (await call('training.runs', {})).map(({ state }) => state).slice(0, -before || undefined), {
      timeout: 180_000,
    })
    .toEqual(['finished'])
  return (await call('training.runs', {}))[0]!.modelId!
}

test('a good challenger is compared and promoted, one that was taught wrongly is refused, and the old model comes back', async ({
  desk,
}) => {
  test.setTimeout(420_000)
  const { page } = desk
  await modelServes(desk)
  const linear = (await desk.call('models.all', {})).flatMap((model) =>
    model.kind === 'usable' && LINEAR.test(model.card.id) ? [model.card] : []
  )[0]!
  // What came with the product may serve without a question; its challengers are of its own kind.
  await desk.call('models.promote', { id: linear.id })
  const flipped = join(desk.data, 'flipped.tsv')
  await writeFile(flipped, await flippedReplay())

  await desk.goTo('Training')
  await page.getByRole('group', { name: 'Start from' }).getByText('Retrain a model').click()
  await page.getByRole('button', { name: /Model$/ }).click()
  await page.getByRole('option', { name: linear.title }).first().click()
  await page.getByRole('textbox', { name: 'Epochs' }).fill('1')
  // Without a file the replay sample stands in: it is taught what it knows.
  const good = await startAndWait(desk)
  await expect(page.getByText('fingerprint').first()).toBeVisible()
  await page.getByRole('tab', { name: 'Against the serving model' }).click()
  const gate = page.getByRole('region', { name: 'The gate' })
  await expect(gate).toContainText('It may take the serving model’s place', { timeout: 90_000 })
  await expect(page.getByRole('heading', { name: 'On the same names' })).toBeVisible()
  await gate.getByRole('button', { name: 'Promote' }).click()
  await expect.poll(() => served(desk), { timeout: 60_000 }).toBe(good)

  // Measured on the names that the serving model was tested on, which were kept beside it.
  await page.getByLabel('Add a file of names').fill(flipped)
  await page.getByRole('button', { name: 'Add this file' }).click()
  await expect(page.getByText(/benign, [\d,]+ malicious/)).toBeVisible()
  await page.getByRole('textbox', { name: 'Epochs' }).fill('3')
  const worse = await startAndWait(desk)
  await page.getByRole('tab', { name: 'Against the serving model' }).click()
  await expect(gate).toContainText('It should not serve', { timeout: 90_000 })
  await expect(gate).toContainText(/recall/i)
  await expect(desk.call('models.promote', { id: worse })).rejects.toThrow(/was not promoted/)
  expect(await served(desk)).toBe(good)

  // Back, by the registry.
  await page.getByRole('button', { name: linear.title, exact: true }).click()
  await page.getByRole('tab', { name: 'Against the serving model' }).click()
  await expect(gate).toContainText('It may serve again', { timeout: 90_000 })
  await gate.getByRole('button', { name: 'Go back to it' }).click()
  await expect.poll(() => served(desk), { timeout: 60_000 }).toBe(linear.id)
})

test('after a kill in mid-epoch the screen offers the run, and it goes on to the weights of one without a break', async ({
  desk,
}) => {
  test.setTimeout(300_000)
  const before = await modelServes(desk)
  const names = inventNames(21)
  const file = join(desk.data, 'names.tsv')
  const lines = Array.from({ length: 1200 }, (_, at) => (at % 2 === 0 ? `${names.wordy()}\t0` : `${names.random()}\t1`))
  await writeFile(file, ['domain\tlabel', ...lines].join('\n'))
  const plan = {
    start: { kind: 'new' as const, architecture: 'mlbridge-cnn', parameters: {} },
    epochs: 6,
    batchSize: 64,
    sampleSize: null,
    seed: 8,
    files: [{ path: file, assumedLabel: null }],
    vettedWeight: 0,
  }
  await desk.goTo('Training')
  const { id } = await desk.call('training.start', plan)
  await expect
    .poll(async () => Math.max(0, ...(await desk.call('training.runs', {}))[0]!.points.map(({ x }) => x)), {
      timeout: 150_000,
      intervals: [100],
    })
    .toBeGreaterThan(1)

  const again = await startAgain(desk)
  try {
    const { page } = again
    expect(await modelServes(again)).toBe(before)
    await again.goTo('Training')
    const offered = page.getByRole('region', { name: 'Interrupted runs' })
    await expect(offered).toContainText(/A run broke off after [1-5] of 6 epochs/)
    await offered.getByRole('button', { name: 'Resume' }).click()
    await expect(page.getByRole('button', { name: 'Promote' })).toBeVisible({ timeout: 120_000 })
    await expect(offered).toHaveCount(0)
    const resumed = (await again.call('training.runs', {})).find((run) => run.id === id)!
    expect(resumed.state).toBe('finished')
    expect(await served(again)).toBe(before)

    await again.call('training.start', plan)
    await expect
      .poll(async () => (await again.call('training.runs', {}))[0]!.state, { timeout: 120_000 })
      .toBe('finished')
    const whole = (await again.call('training.runs', {}))[0]!
    expect(await weightsOf(again, resumed.modelId!)).toBe(await weightsOf(again, whole.modelId!))
  } finally {
    await again.end()
  }
})

async function weightsOf({ data }: Desk, modelId: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(join(data, 'models', modelId, 'weights.bin')))
    .digest('hex')
}
