import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './driver/desk.ts'

const VIEWS = ['Live', 'History', 'Vetting', 'Lists', 'Training', 'Workstation'] as const

for (const appearance of ['dark', 'light'] as const) {
  test.describe(`in ${appearance} colours`, () => {
    test.use({ settings: { firstRunDone: true, lookUps: 'offline', appearance } })

    test('every screen can be read with WCAG 2.1 AA', async ({ desk }) => {
      const { page } = desk
      await desk.ask('copper-bakery-street.com')
      for (const view of VIEWS) {
        await desk.goTo(view)
        await expect(page.getByRole('main', { name: view })).toBeVisible()
        const { violations } = await new AxeBuilder({ page })
          .setLegacyMode(true)
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
          .analyze()
        const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))])
        expect({ view, found }).toEqual({ view, found: [] })
      }
    })
  })
}

test('the keys lead to the screens, to the box, and to the list of keys', async ({ desk: { page } }) => {
  for (const [index, view] of VIEWS.entries()) {
    await page.keyboard.press(String(index + 1))
    await expect(page.getByRole('main', { name: view })).toBeVisible()
  }
  await page.keyboard.press('/')
  await expect(page.getByRole('banner').locator('input')).toBeFocused()
  await page.keyboard.press('Escape')
  await page.locator('body').press('?')
  const keys = page.getByRole('dialog')
  await expect(keys).toBeVisible()
  await expect(keys).toContainText('History')
  await page.keyboard.press('Escape')
  await expect(keys).toHaveCount(0)
})

test('back, forward and a copied address lead to the same view', async ({ desk }) => {
  const { page } = desk
  await desk.goTo('Lists')
  await desk.goTo('History')
  await page.goBack()
  await expect(page.getByRole('main', { name: 'Lists' })).toBeVisible()
  await page.goForward()
  await expect(page.getByRole('main', { name: 'History' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('main', { name: 'History' })).toBeVisible()
})
