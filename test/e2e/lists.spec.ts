import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator } from '@playwright/test'
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

test('a list that leads to the honeypot says so only where there is one', async ({ desk }) => {
  const { page } = desk
  const source = { kind: 'pasted', text: 'copper.tin-orchard.net' } as const
  await desk.call('lists.add', { name: 'lures', effect: 'honeypot', answer: 'usual', source })
  await desk.goTo('Lists')
  await page.getByRole('row').filter({ hasText: 'lures' }).click()
  await expect(page.getByText('No honeypot is set, so its names are answered with the null address')).toBeVisible()
  await desk.call('settings.change', { honeypot: { ipv4: '192.0.2.66', ipv6: null } })
  await expect(page.getByText('Its names are answered with the honeypot’s address.')).toBeVisible()
})

test('a removed list is put back as it was, though its file is gone', async ({ desk }) => {
  const { page } = desk
  const path = join(desk.data, 'names.txt')
  await writeFile(path, 'copper.tin-orchard.net\n')
  const source = { kind: 'file', path } as const
  const { id } = await desk.call('lists.add', { name: 'from a file', effect: 'block', answer: 'nodata', source })
  await desk.call('lists.change', { id, enabled: false })
  await desk.goTo('Lists')
  await expect(page.getByRole('row').filter({ hasText: 'from a file' })).toBeVisible()
  await page.keyboard.press('Delete')
  await page.keyboard.press('Enter')
  await rm(path)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('is back as it was, off')).toBeVisible()
  expect(await desk.call('lists.all', {})).toMatchObject([
    { id, name: 'from a file', answer: 'nodata', enabled: false },
  ])
})

test('a name that another list has is refused at the field, once', async ({ desk }) => {
  const { page } = desk
  await subscribe(desk)
  await page.getByRole('row').filter({ hasText: 'second' }).click()
  const name = page.getByLabel('Name', { exact: true }).first()
  await name.fill('first')
  await page.keyboard.press('Enter')
  const fault = page.getByText('There is already a list named "first"')
  await expect(fault).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('region', { name: 'Messages' }).getByRole('alert')).toHaveCount(0)
  await name.fill('other')
  await expect(fault).toHaveCount(0)
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await desk.call('lists.all', {})).map((list) => list.name)).toContain('other')
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

test.describe('at 1280 by 800', () => {
  const LONG = `${'a-list-with-a-long-name '.repeat(3)}end`
  const fits = (locator: Locator) =>
    expect.poll(() => locator.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(0)

  test('tables fit their width, and a long name ends before what stands beside it', async ({ desk }) => {
    const { page } = desk
    await page.setViewportSize({ width: 1280, height: 800 })
    const source = { kind: 'pasted', text: 'copper.tin-orchard.net\n##.banner\n/regex[0-9]+/' } as const
    await desk.call('lists.add', { name: LONG, effect: 'block', answer: 'usual', source })
    for (let at = 0; at < 14; at++) {
      const scope = { kind: 'tree' as const, name: `s${String(at)}.tin-orchard.net`, client: null }
      await desk.call('overrides.set', { scope, effect: 'allow', ends: { kind: 'never' }, note: 'a note '.repeat(9) })
    }
    await desk.goTo('Lists')
    await page.getByRole('row').filter({ hasText: 'a-list-with' }).click()
    const [title, close] = [page.getByRole('heading', { name: LONG }), page.getByRole('button', { name: 'Close' })]
    const [at, beside] = [await title.boundingBox(), await close.boundingBox()]
    expect((at?.x ?? 0) + (at?.width ?? 0)).toBeLessThanOrEqual(beside?.x ?? 0)
    await fits(page.getByRole('grid', { name: 'Broken lines' }))
    await expect(page.getByRole('row').filter({ hasText: 'a-list-with' }).getByText('pasted')).toBeInViewport({
      ratio: 0.9,
    })
    await page.keyboard.press('v')
    await fits(page.getByRole('grid', { name: /^Overrides that hold/ }))
    for (let at = 0; at < 14; at++) await desk.call('overrides.undo', {})
    await desk.call('overrides.set', {
      ...{ scope: { kind: 'tree', name: 'tin-orchard.net', client: null }, effect: 'allow' },
      ...{ ends: { kind: 'never' }, note: '' },
    })
    const [made] = (await desk.call('overrides.all', {})).holding
    await desk.call('overrides.end', { id: made?.id ?? 0 })
    await page.keyboard.press('l')
    await fits(page.getByRole('grid', { name: /^Overrides that are over/ }))
  })

  test('a message stands beside the form that one works in', async ({ desk }) => {
    const { page } = desk
    await page.setViewportSize({ width: 1280, height: 800 })
    await desk.goTo('Lists')
    for (const tab of ['subscribed', 'overrides']) {
      if (tab === 'overrides') await page.keyboard.press('v')
      await page.keyboard.press('n')
      await page.getByRole('button', { name: 'Copy a link to this view' }).click()
      const message = page.getByRole('region', { name: 'Messages' }).locator('[role=status], [role=alert]').last()
      const left = (await message.boundingBox())?.x ?? 0
      const form = page.locator('section').filter({ has: page.getByRole('heading', { name: /^Add a/ }) })
      for (const field of await form.locator('input, button').all()) {
        const box = await field.boundingBox()
        if (box !== null && box.y > 500) expect(box.x + box.width).toBeLessThanOrEqual(left)
      }
    }
  })
})
