import type { JSHandle } from '@playwright/test'
import type { BrowserWindow } from 'electron'
import { CONTENT_SECURITY_POLICY } from '../../core/desk/security-headers.ts'
import { expect, test } from './driver/desk.ts'

test('the page runs and loads only what came with it', async ({ desk: { page } }) => {
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  const injected = await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'globalThis.injected = 1'
    document.body.append(script)
    const frame = document.createElement('iframe')
    frame.src = 'https://bad-shop.com/'
    document.body.append(frame)
    const fetched = await fetch('https://bad-shop.com/').then(
      () => 'answered',
      () => 'refused'
    )
    // Later, since the debugger that runs this very function is allowed to compile.
    const compiled = await new Promise((resolve) => {
      setTimeout(() => {
        try {
          resolve(Reflect.construct(Function, ['return 1']))
        } catch {
          resolve('refused')
        }
      })
    })
    return { script: 'injected' in globalThis, fetched, compiled }
  })
  expect(injected).toEqual({ script: false, fetched: 'refused', compiled: 'refused' })
  expect(complaints.join('\n')).toContain('Content Security Policy')
  await expect.poll(() => complaints.join('\n')).toMatch(/Framing 'https:\/\/bad-shop\.com|frame-src/)
})

test('the policy is a header of every file', async ({ desk: { page } }) => {
  const policies = await page.evaluate(async () => {
    const script = document.querySelector('script')!.src
    const answers = await Promise.all(['/', script].map((address) => fetch(address)))
    return answers.map((answer) => answer.headers.get('content-security-policy'))
  })
  expect(policies).toEqual([CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY])
})

test('our own pages obey the policy', async ({ desk: { page, goTo } }) => {
  const complaints: string[] = []
  page.on('console', (message) => message.text().includes('Content Security Policy') && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.reload()
  for (const view of ['Live', 'History', 'Vetting', 'Lists', 'Training', 'Workstation']) {
    await goTo(view)
    await expect(page.getByRole('main', { name: view })).toBeVisible()
  }
  expect(complaints).toEqual([])
})

test('nothing of Node or of the shell is in reach of the page', async ({ desk: { page } }) => {
  const names = ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron', '__dirname']
  expect(await page.evaluate((all) => all.filter((name) => name in globalThis), names)).toEqual([])
})

test('nothing may be asked of the person through the browser', async ({ desk: { page } }) => {
  expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied')
})

test.describe('in Electron', () => {
  test.skip(({ shell }) => shell !== 'electron', 'a browser has its own windows')

  test('the page cannot be led away, nor open another', async ({ desk: { page, app } }) => {
    const at = page.url()
    await page.evaluate(() => location.assign('https://bad-shop.com/'))
    await page.evaluate(() => {
      for (const target of ['_self', '_blank']) {
        const link = Object.assign(document.createElement('a'), { href: 'https://bad-shop.com/', target })
        document.body.append(link)
        link.click()
      }
      window.open('https://bad-shop.com/')
    })
    await expect(page.getByRole('navigation')).toBeVisible()
    expect(page.url().split('#')[0]).toBe(at.split('#')[0])
    expect(await app!.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  test('its window is sandboxed and isolated, and shows the bridge alone', async ({ desk: { page, app } }) => {
    const shown = (await app!.browserWindow(page)) as JSHandle<BrowserWindow>
    const preferences = await shown.evaluate((one) => {
      // The real one knows what it was opened with; the double keeps its options, and refuses unsafe ones.
      const contents = one.webContents as unknown as { getLastWebPreferences?: () => object }
      return (
        contents.getLastWebPreferences?.() ??
        (one as unknown as { options: { webPreferences: object } }).options.webPreferences
      )
    })
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    })
    const bridge = await page.evaluate(() => Object.keys(window.workstation!).sort())
    expect(bridge).toEqual(['call', 'listen'])
  })

  test('a window that we did not open is not answered', async ({ desk: { page, app, call } }) => {
    await expect(call('workstation.state', {})).resolves.toBeDefined()
    const opened = app!.waitForEvent('window')
    const shown = (await app!.browserWindow(page)) as JSHandle<BrowserWindow>
    await app!.evaluate(({ BrowserWindow: Window }, ours) => {
      const { options } = ours as unknown as { options?: { webPreferences: { preload: string } } }
      const contents = ours.webContents as unknown as { getLastWebPreferences?: () => { preload: string } }
      const preload = options?.webPreferences.preload ?? contents.getLastWebPreferences!().preload
      const stranger = new Window({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } })
      void stranger.loadURL('app://bundle/')
    }, shown)
    const stranger = await opened
    await stranger.waitForFunction(() => window.workstation !== undefined)
    const answer = stranger.evaluate(() =>
      window.workstation!.call('workstation.state', {}).then(
        () => 'answered',
        (error: unknown) => String(error)
      )
    )
    expect(await answer).toContain('this page may not call')
  })

  test('the bundle holds its own files and no others', async ({ desk: { page } }) => {
    const statuses = await page.evaluate(() => {
      const paths = ['..%2f..%2fpackage.json', '%2e%2e/main/index.js', 'nowhere.js', '%00']
      const addresses = paths.map((path) => new URL(path, location.origin).href)
      return Promise.all(addresses.map((address) => fetch(address).then((answer) => answer.status)))
    })
    expect(statuses).toEqual([404, 404, 404, 404])
  })
})
