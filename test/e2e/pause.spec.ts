import { expect, test } from './driver/desk.ts'

const UPSTREAM = '192.0.2.80'
const BLACKHOLE = '0.0.0.0'
const NAME = 'copper-bakery-street.com'

test('a pause of as many minutes as were typed lets everything pass, and is ended where it began', async ({ desk }) => {
  const { page } = desk
  await desk.call('vetting.decide', { names: [NAME], class: 'malicious', note: '' })
  expect((await desk.ask(NAME)).data).toEqual([BLACKHOLE])

  await page.getByRole('button', { name: /^Protecting/ }).click()
  const minutes = page.getByRole('textbox', { name: 'Minutes to let everything pass' })
  await minutes.fill('7')
  await minutes.press('Tab')
  const began = Date.now()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Protect again now' })).toBeVisible()
  expect((await desk.ask(NAME)).data).toEqual([UPSTREAM])
  const until = (await desk.call('workstation.state', {})).dns.pausedUntil!
  expect(until - began).toBeGreaterThan(6.9 * 60_000)
  expect(until - began).toBeLessThan(7.5 * 60_000)

  await page.getByRole('button', { name: 'Protect again now' }).click()
  await expect(page.getByText('Let everything pass for')).toBeVisible()
  expect((await desk.ask(NAME)).data).toEqual([BLACKHOLE])
})
