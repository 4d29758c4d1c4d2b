import { _electron, type ElectronApplication, type JSHandle, type Page } from '@playwright/test'
import type { BrowserWindow } from 'electron'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rm, writeFile, cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const executablePath = new URL('../e2e/double/electron', import.meta.url).pathname
const fixture = new URL('../fixtures/double-app', import.meta.url).pathname
const chromium = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const missing = existsSync(chromium) ? '' : ` (skipped: there is no ${chromium})`

/** What the fixture's preload exposes. */
type Api = {
  version: number
  call(channel: string, value: unknown): Promise<unknown>
  refuse(): Promise<never>
  listen(listener: (value: unknown) => void): () => void
}
declare const api: Api

let folder: string
let started: ElectronApplication[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'double-test-'))
  started = []
})

afterEach(async () => {
  for (const app of started) await app.close().catch(() => undefined)
  await rm(folder, { recursive: true, force: true })
})

async function launch(env: Record<string, string> = {}, app = fixture): Promise<ElectronApplication> {
  const environment = { ...process.env, NOTES: join(folder, 'notes'), TMPDIR: folder, ...env } as Record<string, string>
  const running = await _electron.launch({ executablePath, args: [app, '--flag', 'word'], env: environment })
  started.push(running)
  return running
}

async function open(env: Record<string, string> = {}): Promise<{ app: ElectronApplication; page: Page }> {
  const app = await launch(env)
  const page = await app.firstWindow()
  await expect.poll(() => page.title()).toBe('double')
  // The title stands before the page's own script has run.
  await page.waitForLoadState()
  return { app, page }
}

const notes = async () => (await readFile(join(folder, 'notes'), 'utf8')).trim().split('\n')
const ended = (app: ElectronApplication) => new Promise((resolve) => app.process().once('exit', resolve))

describe.skipIf(missing !== '')(`the double of Electron${missing}`, { timeout: 30_000 }, () => {
  it("gives the app its own arguments and its own package's version", async () => {
    await open()
    expect(await notes()).toEqual(['ready 9.8.7 --flag word'])
  })

  it('carries calls, faults and events between the worlds', async () => {
    const { app, page } = await open()
    expect(await page.evaluate(() => api.call('echo', { a: [1, 'ü'] }))).toEqual({
      value: { a: [1, 'ü'] },
      url: 'app://bundle/',
      top: true,
      id: 1,
    })
    const failed = page.evaluate(() => api.call('fail', null).catch((error: unknown) => (error as Error).message))
    expect(await failed).toBe("Error invoking remote method 'fail': Error: no")
    const refused = page.evaluate(() => api.refuse().catch((fault: unknown) => fault))
    expect(await refused).toEqual({ kind: 'refused', message: 'not now' })

    await page.evaluate(() => {
      const heard: unknown[] = []
      Object.assign(globalThis, { heard, end: api.listen((value) => heard.push(value)) })
    })
    const ping = () =>
      app.evaluate(({ Menu }) => (Menu.getApplicationMenu()!.getMenuItemById('ping')!.click as () => void)())
    const heard = () => page.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard)
    await ping()
    await expect.poll(heard).toEqual([{ n: 1 }])
    await page.evaluate(() => (globalThis as unknown as { end: () => void }).end())
    await ping()
    await page.evaluate(() => api.call('echo', 0))
    expect(await heard()).toEqual([{ n: 1 }])
  })

  it('runs the preload in a world that the page does not see', async () => {
    const { page } = await open()
    // Read by the page's own first script: the api is there before it.
    expect(await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)).toEqual([
      'version',
      'call',
      'refuse',
      'listen',
    ])
    const names = [
      'require',
      'process',
      'module',
      'secretOfThePreload',
      '__electronDoubleWire',
      '__electronDoubleDispatch',
    ]
    const seen = await page.evaluate((all) => all.filter((name) => name in globalThis), names)
    expect(seen).toEqual([])
    expect(await page.evaluate(() => Object.isFrozen(api))).toBe(true)
  })

  it('enforces the policy that the app sends with its page', async () => {
    const { page } = await open()
    await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'globalThis.injected = 1'
      document.body.append(script)
    })
    expect(await page.evaluate(() => 'injected' in globalThis)).toBe(false)
  })

  it('asks the app before a page leaves or opens a window', async () => {
    const { app, page } = await open()
    await page.getByRole('link', { name: 'leave' }).click()
    await page.getByRole('link', { name: 'open' }).click()
    await vi.waitFor(async () => expect(await notes()).toHaveLength(2))
    expect((await notes())[1]).toMatch(/^window /)
    expect(await page.getByRole('heading').textContent()).toBe('home')
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  it("asks the app's listener before each request", async () => {
    const { page } = await open()
    const failed = page.waitForEvent('requestfailed')
    await page.evaluate(() => {
      const image = new Image()
      image.src = 'https://elsewhere.test/pixel.png'
      document.body.append(image)
    })
    expect((await failed).failure()?.errorText).toMatch(/^net::ERR_BLOCKED_BY_CLIENT/)
  })

  it('shows, hides and lists windows, tray and menu', async () => {
    const { app, page } = await open()
    const window = (await app.browserWindow(page)) as JSHandle<BrowserWindow>
    await expect.poll(() => window.evaluate((one: BrowserWindow) => one.isVisible())).toBe(true)
    await window.evaluate((one: BrowserWindow) => one.close())
    expect(await window.evaluate((one: BrowserWindow) => [one.isVisible(), one.isDestroyed()])).toEqual([false, false])
    const toolTip = app.evaluate(({ Tray }) => (Tray as unknown as { all: { toolTip: string }[] }).all[0]?.toolTip)
    expect(await toolTip).toBe('up')
    const insecure = app.evaluate(({ BrowserWindow }) => {
      new BrowserWindow({ webPreferences: { contextIsolation: false } })
    })
    await expect(insecure).rejects.toThrow('without sandbox and context isolation')
  })

  it('waits for a disposal that a prevented before-quit began, and exits with its code', async () => {
    const { app } = await open({ EXIT_CODE: '3' })
    const exit = ended(app)
    await app.close()
    expect(await exit).toBe(3)
    expect(await notes()).toContain('disposed')
  })

  it('turns SIGTERM into a quit', async () => {
    const { app } = await open()
    const exit = ended(app)
    app.process().kill('SIGTERM')
    expect(await exit).toBe(0)
    expect(await notes()).toContain('disposed')
  })

  it('lets one instance run for each user data folder', async () => {
    const userData = join(folder, 'one')
    await open({ USER_DATA: userData })
    const second = await launch({ USER_DATA: userData }).catch((error: unknown) => error)
    if (!(second instanceof Error)) await ended(second as ElectronApplication)
    await vi.waitFor(async () => expect(await notes()).toContain('second word'))
    await open({ USER_DATA: join(folder, 'two') })
    expect((await notes()).filter((line) => line.startsWith('ready'))).toHaveLength(2)
  })

  it('says by name what it does not have', async () => {
    await cp(fixture, folder, { recursive: true })
    await writeFile(join(folder, 'main.js'), "import { TouchBar } from 'electron'\nTouchBar.toString()\n")
    await expect(launch({}, folder)).rejects.toThrow(/does not provide an export named 'TouchBar'/)
  })

  it('leaves no files behind', async () => {
    const { app } = await open()
    const exit = ended(app)
    await app.close()
    await exit
    expect((await readdir(folder)).filter((name) => name.startsWith('electron-double-'))).toEqual([])
  })

  it('takes its Chromium along when it is killed', async () => {
    const { app } = await open()
    expect(await programsWith(folder)).not.toEqual([])
    app.process().kill('SIGKILL')
    await vi.waitFor(async () => expect(await programsWith(folder)).toEqual([]), { timeout: 5000 })
  })
})

/** The process ids whose command line holds a text. */
async function programsWith(text: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')))
  return ids.filter((_id, index) => lines[index]!.includes(text))
}
