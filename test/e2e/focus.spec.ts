import { expect, test } from './driver/desk.ts'

/** A box is drawn; the one that has the focus is hidden. Where it lay outside of what scrolls, the page slid away under the keyboard. */
test('the keyboard goes through all settings, each is in sight, and the page stays where it is', async ({ desk }) => {
  const { page } = desk
  await page.setViewportSize({ width: 1280, height: 800 })
  await desk.goTo('Workstation')
  await page.getByRole('button', { name: 'Observe', exact: true }).focus()
  const seen: string[] = []
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    const now = await page.evaluate(() => {
      const focused = document.activeElement
      const box = focused?.getBoundingClientRect()
      const label =
        focused instanceof HTMLInputElement ? (focused.labels?.[0]?.textContent ?? '') : (focused?.textContent ?? '')
      return { label, slid: document.scrollingElement?.scrollTop, top: box?.top ?? 0 }
    })
    expect(now.slid, `the page after "${now.label}"`).toBe(0)
    expect(now.top, `the top of "${now.label}"`).toBeGreaterThanOrEqual(48)
    // Of a text of several lines the browser brings the caret's into sight.
    expect(now.top, `the top of "${now.label}"`).toBeLessThanOrEqual(780)
    seen.push(now.label)
    if (now.label === 'Light') break
  }
  expect(seen).toContain('Tell programs to keep to this resolver')
  expect(seen.at(-1)).toBe('Light')
})
