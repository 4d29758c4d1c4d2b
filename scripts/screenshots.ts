import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium, type Page } from 'playwright-core'

/**
 * `npm run screenshots [-- SCREEN...]`: every screen of the demonstration, or those that are named, dark and light, into docs/screens. The names in them are
 * invented.
 */
const root = join(import.meta.dirname, '..')
const target = join(root, 'docs', 'screens')
const SIZE = { width: 1280, height: 800 }
/** Time for a chart to draw and for rows to come. */
const SETTLE_MS = 2500

/** The tabs of a finished run. */
const AFTER = [
  ['Curves', 'curves'],
  ['Thresholds', 'thresholds'],
  ['Mistakes', 'mistakes'],
  ['Against the serving model', 'compared'],
] as const

const SCREENS: Record<string, (page: Page) => Promise<void>> = {
  live: (page) => onEachTheme(page, 'live', '1'),
  async history(page) {
    await onEachTheme(page, 'history', '2')
    await page.getByRole('row').nth(3).dblclick()
    await both(page, 'name')
    await page.keyboard.press('Escape')
  },
  vetting: (page) => onEachTheme(page, 'vetting', '3'),
  lists: (page) => onEachTheme(page, 'lists', '4'),
  training: train,
  workstation: (page) => onEachTheme(page, 'workstation', '6'),
}
const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !(name in SCREENS))
if (unknown !== undefined) throw new Error(`no screen "${unknown}"; there are ${Object.keys(SCREENS).join(', ')}`)

const data = await mkdtemp(join(tmpdir(), 'mlbridge-screens-'))
const args = ['--demo', '--headless', '--no-open', '--data', data, '--desk', '127.0.0.1:0']
const demo = spawn(process.execPath, [join(root, 'scripts', 'start.mjs'), ...args], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const [line] = (await once(createInterface(demo.stdout), 'line')) as [string]
const { desk } = JSON.parse(line) as { desk: string }
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] })
try {
  await mkdir(target, { recursive: true })
  const page = await browser.newPage({ viewport: SIZE })
  await page.goto(desk)
  await page.getByRole('navigation').waitFor()
  await settle(page)
  for (const [name, take] of Object.entries(SCREENS)) if (wanted.length === 0 || wanted.includes(name)) await take(page)
} finally {
  await browser.close()
  demo.kill('SIGTERM')
  await once(demo, 'exit')
  await rm(data, { recursive: true, force: true })
}

async function onEachTheme(page: Page, name: string, key: string): Promise<void> {
  await page.keyboard.press(key)
  await both(page, name)
}

async function both(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await settle(page)
    await page.screenshot({ path: join(target, `${name}-${colorScheme}.png`) })
  }
}

/** A run on the demonstration's own names: the plan before it starts, while it runs, and each view of what came of it. */
async function train(page: Page): Promise<void> {
  await page.keyboard.press('5')
  await page.getByLabel('Add a file of names').fill(join(data, 'names-to-train-with.csv'))
  await page.getByLabel('Add this file').click()
  await page.getByRole('textbox', { name: 'Epochs' }).fill('60')
  await both(page, 'training-before')
  await page.getByRole('button', { name: /Start training/ }).click()
  // Only with an epoch behind it a run has both of its charts.
  await page.getByText(/^[2-9] of 60$/).waitFor({ timeout: 120_000 })
  await both(page, 'training-running')
  await page
    .getByRole('button', { name: /Promote/ })
    .first()
    .waitFor({ timeout: 180_000 })
  await both(page, 'training')
  for (const [tab, name] of AFTER) {
    await page.getByRole('tab', { name: tab }).click()
    // So few test names have no mistake at a threshold of one false positive in a hundred.
    if (name === 'mistakes') await page.getByRole('button', { name: '0.5', exact: true }).click()
    await both(page, `training-${name}`)
  }
}

async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(SETTLE_MS)
}
