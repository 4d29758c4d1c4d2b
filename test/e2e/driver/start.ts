import { _electron, chromium, type Browser, type ElectronApplication, type Page } from '@playwright/test'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { chromiumPath, electron, node24, root, sourceMaps } from './places.ts'

export type Shell = 'electron' | 'headless'

/** The product as a shell started it. `end` quits it as a person would and gives its exit code. */
export type Started = {
  page: Page
  /** Null in a browser. */
  app: ElectronApplication | null
  process: ChildProcess
  /** The line of JSON, null in Electron. */
  ready: Ready | null
  /** All that went to stderr so far. */
  said(): string
  end(): Promise<number | null>
}

export type Ready = { ready: true; dns: string; desk: string; api: string; plugin: string }

/** One start for both shells; `args` are the doors of the command line. */
export function start(shell: Shell, args: string[]): Promise<Started> {
  return shell === 'electron' ? startElectron(args) : startHeadless(args)
}

async function startElectron(args: string[]): Promise<Started> {
  const { executablePath } = electron()
  const app = await _electron.launch({
    args: [root, ...args],
    ...(executablePath === undefined ? {} : { executablePath }),
  })
  const child = app.process()
  const said = collect(child)
  const page = await app.firstWindow().catch((error: unknown) => {
    throw new Error(`no window opened: ${said()}`, { cause: error })
  })
  await isDrawn(page)
  const end = async () => {
    const exit = exitOf(child)
    await app.close()
    return exit
  }
  return { page, app, process: child, ready: null, said, end }
}

async function startHeadless(args: string[]): Promise<Started> {
  const { process: child, ready, said } = await startProcess(['--headless', ...args])
  const browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 } })
  const page = await context.newPage()
  await page.goto(ready.desk)
  await isDrawn(page)
  const end = async () => {
    await browser.close()
    const exit = exitOf(child)
    child.kill('SIGTERM')
    return exit
  }
  return { page, app: null, process: child, ready, said, end }
}

/** The frame is there: what follows may ask it anything. */
async function isDrawn(page: Page): Promise<void> {
  await page.getByRole('navigation').first().waitFor()
}

/** Only the process of the headless shell, up to its ready line; rejects with what it said when it ends before. */
export async function startProcess(args: string[]): Promise<{ process: ChildProcess; ready: Ready; said(): string }> {
  const child = spawn(node24, ['--import', sourceMaps, join(root, 'out', 'main', 'headless.js'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = collect(child)
  const { promise, resolve, reject } = Promise.withResolvers<Ready>()
  let line = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    line += text
    if (line.includes('\n')) resolve(JSON.parse(line.slice(0, line.indexOf('\n'))) as Ready)
  })
  child.once('exit', (code) => reject(new Error(`it ended with ${String(code)} before it was ready: ${said()}`)))
  return { process: child, ready: await promise, said }
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] })
}

function collect(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  return () => text
}

export async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}
