import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuckDbStore } from '../../core/store/duckdb/duckdb-store.ts'
import { systemClock } from '../../core/system/clock.ts'
import { asked, createLog } from '../fakes/log-of.ts'
import { expect, startAgain, test } from './driver/desk.ts'

const DAY = 86_400_000

/** One file for each of the days before this one, as the product leaves them. */
async function writeDaysBefore(log: string, days: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mlbridge-days-'))
  {
    await using store = await openDuckDbStore({ folder, clock: systemClock })
    const records = createLog(7)
    for (let day = 1; day <= days; day++) await store.append(records.batch([asked({ time: Date.now() - day * DAY })]))
  }
  await cp(folder, log, { recursive: true, filter: (path) => !path.endsWith('spill') })
  await rm(folder, { recursive: true })
}

/** How long answers are kept: what is deleted does not come back, so a person is asked first. */
test('keeping answers for fewer days says what goes, and waits for a yes', async ({ desk }) => {
  await writeDaysBefore(join(desk.data, 'log'), 4)
  const again = await startAgain(desk)
  const { page } = again
  await again.goTo('Workstation')
  const group = page.getByRole('region', { name: 'This desk' })
  const days = group.getByRole('textbox', { name: 'Days' })
  const write = async (text: string) => {
    await days.fill(text)
    await page.keyboard.press('Tab')
  }
  const stored = async () => (await again.call('workstation.state', {})).settings.retention.days
  const kept = async () => (await again.call('workstation.health', {})).storage.days
  const before = await kept()
  expect(before).toBeGreaterThanOrEqual(4)

  await write('0')
  await expect(group.getByText('Write a number from 1 to 3,650')).toBeVisible()
  await expect(days).toHaveValue('0')

  await write('3')
  await expect(group.getByText(/^Keeping 3 days deletes 2 days, /)).toBeVisible()
  expect([await stored(), await kept()]).toEqual([90, before])
  await group.getByRole('button', { name: 'Leave it' }).click()
  await expect(days).toHaveValue('90')

  await write('60')
  await expect.poll(stored).toBe(60)
  await write('3')
  await group.getByRole('button', { name: 'Delete and keep 3 days' }).click()
  await expect.poll(stored).toBe(3)
  await expect.poll(kept).toBe(before - 2)
  await expect(group.getByRole('button', { name: 'Leave it' })).toHaveCount(0)
  await again.end()
})
