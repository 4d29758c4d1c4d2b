import { expect, test } from './driver/desk.ts'

test('the top bar says that no upstream answers, with the reason a press away, until one does', async ({ desk }) => {
  const { page, upstream } = desk
  const bar = page.getByRole('banner').getByRole('button').first()
  await desk.ask('first.shop-mirror.net')
  await expect(bar).toContainText('Protecting')
  upstream.behaviour = 'silent'
  await Promise.all(['second.shop-mirror.net', 'river-shop.net'].map((name) => desk.ask(name)))
  await expect(bar).toContainText('No upstream answers')
  await bar.click()
  const popover = page.getByRole('dialog', { name: 'Protection' })
  await expect(popover).toContainText(/127\.0\.0\.1:\d+: it did not answer in \d+ ms/)

  await popover.getByRole('button', { name: '5 min' }).click()
  await expect(popover).toContainText('Nothing is blocked until the pause ends at')
  await expect(bar).toContainText('No upstream answers; paused until')
  await popover.getByRole('button', { name: 'Protect again now' }).click()

  await page.mouse.click(1000, 700)
  await desk.goTo('Workstation')
  const resolver = page.getByRole('listitem').filter({ hasText: 'but no upstream answers' })
  await expect(resolver).toBeVisible()
  upstream.behaviour = 'answering'
  await desk.ask('third.shop-mirror.net')
  await expect(bar).toContainText('Protecting')
  await expect(resolver).toHaveCount(0)
})
