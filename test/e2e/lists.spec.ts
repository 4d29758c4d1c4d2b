import { expect, test, type Desk } from './driver/desk.ts'

const LISTS = ['first', 'second', 'third'] as const

test.use({ settings: { firstRunDone: true, lookUps: 'offline' } })

/** Three pasted lists, and the screen that shows them. */
async function subscribe({ call, goTo, page }: Desk): Promise<void> {
  for (const name of LISTS)
    await call('lists.add', {
      name,
      effect: 'block',
      answer: 'usual',
      source: { kind: 'pasted', text: `${name}.tin-orchard.net\n` },
    })
  await goTo('Lists')
  await expect(page.getByRole('row').filter({ hasText: 'third' })).toBeVisible()
}

const focused = (page: Desk['page']) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')

test('the keys act on the list that is shown, wherever the cursor goes', async ({ desk }) => {
  const { page } = desk
  await subscribe(desk)
  await page.getByRole('row').filter({ hasText: 'second' }).click()
  const name = page.getByLabel('Name', { exact: true }).first()
  await expect(name).toHaveValue('second')
  await page.keyboard.press('ArrowDown')
  await expect(name).toHaveValue('third')
  await page.keyboard.press('e')
  await expect
    .poll(async () => (await desk.call('lists.all', {})).map(({ enabled }) => enabled))
    .toEqual([true, true, false])
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Delete')
  await expect(page.getByText('1 name will no longer be blocked')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Remove it' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Remove it' })).toHaveCount(0)
  await expect.poll(() => focused(page)).toBe('Subscribed lists')
  await page.keyboard.press('Delete')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await desk.call('lists.all', {})).map((list) => list.name)).toEqual(['first', 'third'])
  await expect.poll(() => focused(page)).toBe('Subscribed lists')
})

test('while a form has the focus the keys are its own, and Escape closes it', async ({ desk }) => {
  const { page } = desk
  await subscribe(desk)
  for (const [tab, title, grid] of [
    ['subscribed', 'Add a list', 'Subscribed lists'],
    ['overrides', 'Add an override', 'Overrides that hold, the next to end first'],
  ] as const) {
    if (tab === 'overrides') await page.keyboard.press('v')
    await page.keyboard.press('n')
    const form = page.getByRole('heading', { name: title })
    await expect(form).toBeVisible()
    await page.locator('main').getByRole('button', { name: 'Block', exact: true }).focus()
    for (const key of ['e', 'Delete', 'ArrowDown']) await page.keyboard.press(key)
    await expect(form).toBeVisible()
    expect((await desk.call('lists.all', {})).every(({ enabled }) => enabled)).toBe(true)
    await page.keyboard.press('Escape')
    await expect(form).toHaveCount(0)
    await expect.poll(() => focused(page)).toBe(grid)
  }
})

test('a name of a list that would turn the text round is written out where it is said', async ({ desk }) => {
  const { page } = desk
  const source = { kind: 'pasted', text: 'copper.tin-orchard.net' } as const
  await desk.call('lists.add', { name: 'a\u202egnp.exe', effect: 'block', answer: 'usual', source })
  await desk.goTo('Lists')
  await expect(page.getByRole('row').filter({ hasText: 'gnp.exe' })).toBeVisible()
  await page.keyboard.press('Delete')
  await page.keyboard.press('Enter')
  await expect(page.getByText('a⟨U+202E⟩gnp.exe is removed')).toBeVisible()
})

test('after a list was added the keyboard is in the table, on that list', async ({ desk }) => {
  const { page } = desk
  await subscribe(desk)
  await page.keyboard.press('n')
  await page.getByRole('button', { name: 'Pasted text' }).click()
  await page.getByLabel("The list's text").fill('copper.tin-orchard.net')
  await page.getByRole('button', { name: 'Read', exact: true }).click()
  await page.getByLabel('Name of the list').fill('fourth')
  await page.getByRole('button', { name: 'Add 1 name' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 name decides from now')).toBeVisible()
  await expect.poll(() => focused(page)).toBe('Subscribed lists')
  await expect(page.locator('[role=row][data-active=true]')).toContainText('fourth')
})

test('a table of rows with something to press is one stop of Tab, and its row another', async ({ desk }) => {
  const { page } = desk
  await subscribe(desk)
  await page.getByRole('row').filter({ hasText: 'second' }).click()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowDown')
  const stops = await page
    .getByRole('grid', { name: 'Subscribed lists' })
    .getByRole('switch')
    .evaluateAll((all) => all.map((one) => (one as HTMLElement).tabIndex))
  expect(stops).toEqual([-1, 0, -1])
})

test('what is wrong with an override is said once and at its field, and one that was added can be taken back', async ({
  desk,
}) => {
  const { page } = desk
  await desk.goTo('Lists')
  await page.keyboard.press('v')
  await page.keyboard.press('n')
  const name = page.getByLabel('Name', { exact: true })
  const client = page.getByLabel(/^For this client/)
  await name.fill('https://tin-orchard.net/path')
  await page.keyboard.press('Enter')
  const fault = page.getByText(/a character that a host name cannot have/)
  await expect(fault).toHaveCount(1)
  await expect(fault).toHaveText(/^The label/)
  const [above, beside] = [await name.boundingBox(), await client.boundingBox()]
  expect(beside?.y).toBe(above?.y)

  await name.fill('tin-orchard.net')
  await page.getByRole('button', { name: 'until…' }).click()
  await expect(page.getByText('Say until when')).toBeVisible()
  await page.getByRole('button', { name: 'for 1 h' }).click()
  await page.getByRole('button', { name: 'Allow', exact: true }).last().click()
  await expect(page.getByText('is allowed until')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => (await desk.call('overrides.all', {})).holding).toEqual([])
})
