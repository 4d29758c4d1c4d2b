import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Desk } from './driver/desk.ts'
import { inventNames } from './driver/names.ts'

const UPSTREAM = '192.0.2.80'
const BLACKHOLE = '0.0.0.0'

/** The model loads behind the lists; what is asked before passes unscored. */
async function modelServes(desk: Desk): Promise<string> {
  await expect
    .poll(async () => (await desk.call('workstation.health', {})).model.state, { timeout: 30_000 })
    .toBe('ready')
  return (await desk.call('workstation.state', {})).servingModel!.id
}

test('what is asked stands on Live, in History, and opens its panel', async ({ desk }) => {
  const { page } = desk
  const name = 'copper-bakery-street.com'
  for (let asked = 0; asked < 3; asked++) expect((await desk.ask(name)).data).toEqual([UPSTREAM])
  await expect(page.getByRole('grid', { name: 'Answers, newest first' }).getByText(name).first()).toBeVisible()

  await desk.goTo('History')
  await page.getByRole('tab', { name: 'All names' }).click()
  const bar = page.getByRole('list', { name: 'Most asked names' }).getByRole('button', { name })
  // The range ends when History was opened; records reach the store a moment after their answers.
  await expect(async () => {
    await page.keyboard.press('r')
    await expect(bar).toContainText('3', { timeout: 1000 })
  }).toPass({ timeout: 20_000 })
  await bar.click()
  const panel = page.getByRole('complementary', { name: `Details of ${name}` })
  await expect(panel).toBeVisible()
  await expect(panel.getByText('127.0.0.1').first()).toBeVisible()
  expect(new URL(page.url()).hash).toContain(name)
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
})

test('a decision changes the next answer, and taking it back changes it again', async ({ desk }) => {
  const { page } = desk
  await modelServes(desk)
  const names = inventNames(7)
  for (let asked = 0; asked < 40; asked++) await desk.ask(asked % 2 === 0 ? names.random() : names.wordy())
  const queue = { class: 'not-vetted', order: 'most-useful', search: '', offset: 0, limit: 50 } as const
  await expect.poll(async () => (await desk.call('vetting.page', queue)).total, { timeout: 20_000 }).toBeGreaterThan(0)

  await desk.goTo('Vetting')
  const grid = page.getByRole('grid', { name: 'Names: not vetted' })
  await expect(grid.getByRole('row').nth(1)).toBeVisible()
  const { rows } = await desk.call('vetting.page', queue)
  const chosen = rows[0]!.name
  expect((await desk.ask(chosen)).data).toEqual([UPSTREAM])

  await page.keyboard.press('m')
  const strip = page.locator('footer').filter({ hasText: chosen })
  await expect(strip).toContainText(/from now/)
  expect((await desk.ask(chosen)).data).toEqual([BLACKHOLE])
  await expect(page.getByRole('tab', { name: /^Malicious/ })).toContainText('1')

  await page.keyboard.press('z')
  await expect(page.locator('footer').filter({ hasText: 'Undone' })).toContainText(chosen)
  expect((await desk.ask(chosen)).data).toEqual([UPSTREAM])
})

test('a model is trained, refused by the gate, promoted with a note, and taken back', async ({ desk }) => {
  test.setTimeout(180_000)
  const { page } = desk
  const before = await modelServes(desk)
  const names = inventNames(11)
  const lines = Array.from({ length: 3000 }, (_, index) =>
    index % 2 === 0 ? `${names.wordy()}\t0` : `${names.random()}\t1`
  )
  const file = join(desk.data, 'names.tsv')
  await writeFile(file, ['domain\tlabel', ...lines].join('\n'))

  await desk.goTo('Training')
  await page.getByLabel('Add a file of names').fill(file)
  await page.getByRole('button', { name: 'Add this file' }).click()
  await page.getByRole('textbox', { name: 'Epochs' }).fill('3')
  await page.getByRole('button', { name: 'Start training' }).click()
  await expect(page.getByRole('button', { name: 'Promote' })).toBeVisible({ timeout: 120_000 })
  const [run] = await desk.call('training.runs', {})
  expect(run!.state).toBe('finished')
  expect(run!.points.length).toBeGreaterThanOrEqual(3)
  const { sizes, metrics } = run!
  for (const split of ['training', 'validation', 'test'] as const) {
    const { truePositive, falsePositive, trueNegative, falseNegative } = metrics![split].confusion
    expect(truePositive + falsePositive + trueNegative + falseNegative).toBe(sizes![split])
  }

  // It has learnt 3,000 made-up names and nothing of the world: names that must never alert tell.
  await page.getByRole('button', { name: 'Promote' }).click()
  const gate = page.getByRole('region', { name: 'The gate' })
  await expect(gate).toContainText('It should not serve', { timeout: 60_000 })
  await expect(gate).toContainText('of the canary list')
  const served = async () => (await desk.call('workstation.state', {})).servingModel!.id
  expect(await served()).toBe(before)
  await gate.getByRole('button', { name: 'Promote anyway' }).click()
  await gate.getByLabel('Why all the same').fill('a trial on a machine of tests')
  await gate.getByRole('button', { name: 'Promote anyway' }).click()
  await expect.poll(served, { timeout: 30_000 }).toBe(run!.modelId)
  const verdictOf = async (name: string) => (await desk.call('names.explain', { name })).verdict
  await expect.poll(() => verdictOf('quiet-letters-404.com')).toMatchObject({ score: { modelId: run!.modelId } })

  // Going back is asked no question.
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(served).toBe(before)
})

test('what a model is judged by: curves, thresholds with their effect, and the names it is wrong about', async ({
  desk,
}) => {
  test.setTimeout(180_000)
  const { page } = desk
  await modelServes(desk)
  const names = inventNames(12)
  // Every seventh label is wrong, so that there are mistakes to look at.
  const lines = Array.from({ length: 2000 }, (_, index) => {
    const name = index % 2 === 0 ? names.wordy() : names.random()
    return `${name}\t${index % 7 === 0 ? 1 - (index % 2) : index % 2}`
  })
  const file = join(desk.data, 'names.tsv')
  await writeFile(file, ['domain\tlabel', ...lines].join('\n'))
  for (const name of ['copper-bakery-street.com', 'q8x2k5v9w3.top']) await desk.ask(name)
  await desk.goTo('Training')
  await page.getByLabel('Add a file of names').fill(file)
  await page.getByRole('button', { name: 'Add this file' }).click()
  await page.getByRole('textbox', { name: 'Epochs' }).fill('2')
  await page.getByRole('button', { name: 'Start training' }).click()
  await expect(page.getByRole('button', { name: 'Promote' })).toBeVisible({ timeout: 120_000 })

  await page.getByRole('tab', { name: 'Curves' }).click()
  for (const name of ['Precision and recall', 'ROC', 'Calibration'])
    await expect(page.getByRole('figure', { name })).toBeVisible()

  await page.getByRole('tab', { name: 'Mistakes' }).click()
  await page.getByRole('group', { name: 'Threshold' }).getByText('0.5').click()
  const alarms = page.getByRole('grid', { name: 'False alarms' })
  await alarms.getByRole('row').nth(1).click()
  await expect(page.getByRole('complementary', { name: /^Details of / })).toBeVisible()
  await page.keyboard.press('Escape')

  await page.getByRole('tab', { name: 'Thresholds' }).click()
  await expect(page.getByText(/^Counted over \d+ names/)).toBeVisible({ timeout: 60_000 })
  const rates = page.getByRole('row', { name: /^Blocked or unsure/ })
  const before = await rates.textContent()
  await page.getByRole('slider', { name: /^Unsure/ }).fill('-5')
  await expect(rates).not.toHaveText(before ?? '')
  await page.getByRole('textbox', { name: 'Blocks, probability' }).fill('1.5')
  await expect(page.getByText('it is at most 1')).toBeVisible()
  await page.getByRole('textbox', { name: 'Blocks, probability' }).fill('0.97')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(/^Changed by /)).toBeVisible()
  await page.getByRole('button', { name: 'Reset to the card’s' }).click()
  await expect(page.getByText('These are the thresholds of the card')).toBeVisible()
})

test('a list that is added blocks its names and all below them', async ({ desk }) => {
  const { page } = desk
  expect((await desk.ask('ads.pixel-river-track.com')).data).toEqual([UPSTREAM])
  await desk.goTo('Lists')
  await page.getByRole('button', { name: 'Add list' }).click()
  await page.getByRole('button', { name: 'Pasted text' }).click()
  await page
    .getByLabel("The list's text")
    .fill('0.0.0.0 pixel-river-track.com\n0.0.0.0 count-cedar.net\n0.0.0.0 two..dots\n')
  await page.getByRole('button', { name: 'Read', exact: true }).click()
  await page.getByLabel('Name of the list').fill('Trackers')
  await page.getByRole('button', { name: 'Add 2 names' }).click()
  await expect(page.getByRole('grid', { name: 'Subscribed lists' }).getByText('Trackers')).toBeVisible()

  await expect.poll(async () => (await desk.ask('ads.pixel-river-track.com')).data).toEqual([BLACKHOLE])
  const [list] = await desk.call('lists.all', {})
  expect(list).toMatchObject({ name: 'Trackers', names: 2, broken: 1 })
  await page.getByPlaceholder('shop.brightfern.example').fill('ads.pixel-river-track.com')
  await page.getByRole('button', { name: /^Try/ }).click()
  await expect(page.getByRole('heading', { name: 'Every entry that covers it' })).toBeVisible()
})
