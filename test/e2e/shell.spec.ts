import type { BrowserWindow } from 'electron'
import type { JSHandle } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Desk } from './driver/desk.ts'
import { exitOf, start, startProcess } from './driver/start.ts'

test('the desk opens, DNS is answered, and both end cleanly', async ({ desk }) => {
  await expect(desk.page).toHaveTitle(/ML Bridge Workstation/)
  await expect(desk.page.getByRole('main')).toBeVisible()
  expect((await desk.ask('shop.example-street.com')).data).toEqual(['192.0.2.80'])
  expect(await desk.end()).toBe(0)
  await expect(desk.ask('shop.example-street.com')).rejects.toThrow()
})

test('SIGTERM ends the product cleanly', async ({ desk }) => {
  const exit = exitOf(desk.process)
  desk.process.kill('SIGTERM')
  expect(await exit).toBe(0)
})

test('the JSON API and the plugin answer beside the desk', async ({ desk }) => {
  const { api, plugin } = await desk.call('workstation.state', {})
  const health = await fetch(`${api ?? ''}/health`, { headers: { authorization: `Bearer ${desk.token}` } })
  expect(health.status).toBe(200)
  expect((await fetch(`${api ?? ''}/health`)).status).toBe(401)
  const body = '{"Domain Name":"shop.example-street.com.","IP":"10.0.0.7"}'
  const answer = await fetch(plugin ?? '', { method: 'POST', body })
  expect(await answer.json()).toEqual({ p: expect.stringMatching(/^[01](\.\d{4})?$/) as unknown })
})

test.describe('in Electron', () => {
  test.skip(({ shell }) => shell !== 'electron', 'a browser has no window, menu or tray of ours')

  const window = async (desk: Desk) => (await desk.app!.browserWindow(desk.page)) as JSHandle<BrowserWindow>

  test('the native menu leads to each view', async ({ desk }) => {
    for (const [view, title] of [
      ['training', 'Training'],
      ['history', 'History'],
      ['workstation', 'Workstation'],
      ['live', 'Live'],
    ] as const) {
      await desk.app!.evaluate(({ Menu }, id) => {
        const item = Menu.getApplicationMenu()!.getMenuItemById(id)!
        ;(item.click as () => void)()
      }, `view-${view}`)
      await expect(desk.page.getByRole('main', { name: title })).toBeVisible()
    }
  })

  test('closing the window hides it while DNS goes on, and a second start shows it', async ({ desk }) => {
    const shown = await window(desk)
    await expect.poll(() => shown.evaluate((one) => one.isVisible())).toBe(true)
    await shown.evaluate((one) => one.close())
    await expect.poll(() => shown.evaluate((one) => one.isVisible())).toBe(false)
    expect((await desk.ask('shop.example-street.com')).rcode).toBe('NOERROR')
    const second = start('electron', ['--data', desk.data]).then(
      (started) => exitOf(started.process),
      () => 0
    )
    await expect.poll(() => shown.evaluate((one) => one.isVisible())).toBe(true)
    expect(await second).toBe(0)
  })

  test('the window opens where it was left', async ({ desk, shell }) => {
    const shown = await window(desk)
    await shown.evaluate((one) => one.setBounds({ x: 60, y: 50, width: 1100, height: 720 }))
    const bounds = await shown.evaluate((one) => one.getNormalBounds())
    expect(await desk.end()).toBe(0)
    const again = await start(shell, ['--data', desk.data, '--dns', desk.dns])
    const opened = (await again.app!.browserWindow(again.page)) as JSHandle<BrowserWindow>
    expect(await opened.evaluate((one) => one.getNormalBounds())).toEqual(bounds)
    await again.end()
  })

  test('a port that is taken is named on stderr before it ends', async ({ desk }) => {
    const taken = await start('electron', ['--data', join(desk.data, 'other'), '--dns', desk.dns]).catch(
      (error: unknown) => error
    )
    expect(String(taken)).toContain(`${desk.dns} cannot be opened: `)
    expect(String(taken)).toContain(' holds it')
  })
})

test.describe('without a window', () => {
  test.skip(({ shell }) => shell !== 'headless', 'only the headless shell prints for programs')

  test('one line of JSON says where everything is', async ({ desk }) => {
    const origin = new URL(desk.ready!.desk).origin
    expect(desk.ready).toEqual({
      ready: true,
      dns: desk.dns,
      desk: `${origin}/?token=${desk.token}`,
      api: `${origin}/api/v1`,
      plugin: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/) as unknown,
    })
    // The token has left the address.
    expect(new URL(desk.page.url()).search).toBe('')
  })

  test('a port that is taken is named, and nothing is left running', async ({ desk }) => {
    const args = ['--headless', '--data', join(desk.data, 'other')]
    const port = new URL(desk.ready!.desk).host
    await expect(startProcess([...args, '--dns', desk.dns])).rejects.toThrow(`${desk.dns} cannot be opened`)
    await expect(startProcess([...args, '--dns', '127.0.0.1:0', '--desk', port])).rejects.toThrow(`${port} is in use`)
  })

  test.describe('given options that cannot be', () => {
    for (const [args, message] of [
      [['--upsteam', '127.0.0.1'], "Unknown option '--upsteam'"],
      [['--dns', 'everywhere'], '--dns: "everywhere" is not HOST:PORT'],
    ] as const) {
      test(`${args.join(' ')} ends with status 2 and a reason`, async () => {
        const failed = startProcess(['--headless', ...args])
        await expect(failed).rejects.toThrow('it ended with 2')
        await expect(failed).rejects.toThrow(message)
      })
    }
  })

  test('a folder that cannot be written is named', async ({ desk }) => {
    const file = join(desk.data, 'settings.json')
    expect(await readFile(file, 'utf8')).not.toBe('')
    const failed = startProcess(['--headless', '--dns', '127.0.0.1:0', '--data', join(file, 'below')])
    await expect(failed).rejects.toThrow(`the data folder ${join(file, 'below')} cannot be written`)
  })

  test('a browser that lost its desk says so and comes back with it', async ({ desk }) => {
    const { page } = desk
    const { host } = new URL(desk.ready!.desk)
    await desk.goTo('Workstation')
    const health = page.getByRole('heading', { name: 'Health', exact: true }).locator('..')
    await expect(health).toContainText('measured now')
    const exit = exitOf(desk.process)
    desk.process.kill('SIGTERM')
    await exit
    const banner = page.getByRole('alert').filter({ hasText: 'does not answer' })
    await expect(banner).toBeVisible()
    await expect(health).not.toContainText('measured now')
    const args = ['--headless', '--data', desk.data, '--dns', desk.dns, '--token', desk.token, '--desk', host]
    const again = await startProcess(args)
    await expect(banner).toHaveCount(0, { timeout: 15_000 })
    await expect(health).toContainText('measured now')
    again.process.kill('SIGTERM')
    expect(await exitOf(again.process)).toBe(0)
  })
})
