import { expect, test } from './driver/desk.ts'

/** Live by keyboard alone: from anywhere into the rows, to a row's menu, into the panel and back. */
test('the rows of Live are walked from anywhere, and Escape comes back to them', async ({ desk }) => {
  const { page } = desk
  for (const name of ['one.tin-orchard.net', 'two.tin-orchard.net', 'three.tin-orchard.net']) await desk.ask(name)
  const grid = page.getByRole('grid', { name: 'Answers, newest first' })
  await expect(grid.getByRole('row')).toHaveCount(4)
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toContainText('Next row')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(grid).toBeFocused()
  await expect(page.getByText('held while you are in the rows')).toBeVisible()
  await expect(page.locator('[role=row][data-active=true]')).toContainText('two.tin-orchard.net')

  const menu = grid.getByRole('button', { name: 'Override two.tin-orchard.net' })
  await page.keyboard.press('ArrowRight')
  await expect(menu).toBeFocused()
  await page.keyboard.press('Enter')
  await desk.ask('four.tin-orchard.net')
  await expect(page.getByText('1 new')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(menu).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(grid).toBeFocused()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary', { name: 'Details of two.tin-orchard.net' })
  const [score, table] = [page.getByRole('columnheader', { name: 'Score' }), grid]
  const [scored, seen] = [await score.boundingBox(), await table.boundingBox()]
  expect((scored?.x ?? 0) + (scored?.width ?? 0)).toBeLessThanOrEqual((seen?.x ?? 0) + (seen?.width ?? 0))
  await panel.getByRole('button', { name: 'Malicious' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('is malicious: blocked from now')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  await expect(grid).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByText('held while you are in the rows')).toHaveCount(0)
  await expect(grid.getByRole('row').nth(1)).toContainText('four.tin-orchard.net')
})

test('after a start Live says since when nobody has asked, and an override is told from a list', async ({ desk }) => {
  await desk.page.setViewportSize({ width: 1280, height: 600 })
  await expect(desk.page.getByText('No question has been asked since the start')).toBeVisible()
  await desk.ask('one.tin-orchard.net')
  const row = desk.page.getByRole('row').filter({ hasText: 'one.tin-orchard.net' })
  await row.getByRole('button').click()
  await expect(desk.page.getByRole('menu')).toContainText('Honeypot for 1 h')
  // However low the window is, what does not fit is reached by scrolling.
  const last = desk.page.getByRole('menuitem').last()
  await last.hover()
  const [end, menu] = [await last.boundingBox(), await desk.page.getByRole('menu').boundingBox()]
  expect((end?.y ?? 0) + (end?.height ?? 0)).toBeLessThanOrEqual((menu?.y ?? 0) + (menu?.height ?? 0) + 1)
  await expect(desk.page.getByText('and all names below it')).toBeVisible()
  await desk.page.getByRole('menuitem', { name: 'Block for 5 min' }).click()
  await desk.ask('below.one.tin-orchard.net')
  await desk.page.mouse.move(400, 20)
  await expect(desk.page.getByRole('row').filter({ hasText: 'below.one' })).toContainText('blocked by override')
})
