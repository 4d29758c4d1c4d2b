import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import type { DeskCalls } from '../../bench/parts/desk-calls.ts'
import { startServer, type Server } from '../../bench/parts/server-process.ts'
import { historyTable, recordsSince } from './history.ts'
import { LISTED, SHOP, SHOP_ADDRESS } from './house.ts'
import { inHouse, ofHouse } from './machine.ts'
import type { Page } from './page.ts'

const CHROMIUM = '/usr/bin/chromium'
const POLICIES = '/etc/chromium/policies/managed'

type Parts = { page: Page; desk: DeskCalls; authority: string; folder: string }

/** A real browser that asks over HTTPS alone, told to by its policies as an administrator would: a page that it may see, and the one behind a blocked name. */
export async function withBrowser({ page, desk, authority, folder }: Parts): Promise<void> {
  page.chapter(
    'Chromium, that asks over HTTPS and nothing else',
    "Told by its managed policies, which hold the product's authority too. The name that passes leads to a web server in the house; " +
      'for blocked names the answer is the honeypot now, and its page is on.'
  )
  if (!existsSync(CHROMIUM)) return page.text(`\`${CHROMIUM}\` is not installed here.`)
  await using _shop = await startShop()
  await desk.call('settings.change', {
    blockingAnswer: 'honeypot',
    honeypotPage: { on: true, address: '127.0.0.1', port: 80 },
  })
  const policies = {
    DnsOverHttpsMode: 'secure',
    DnsOverHttpsTemplates: 'https://localhost/dns-query{?dns}',
    CACertificates: [new X509Certificate(readFileSync(authority)).raw.toString('base64')],
  }
  mkdirSync(POLICIES, { recursive: true })
  writeFileSync(join(POLICIES, 'dns.json'), JSON.stringify(policies))
  page.block(JSON.stringify({ ...policies, CACertificates: ['authority.pem, in base64'] }, null, 2))
  const from = Date.now()
  const see = (name: string) => {
    const own = `--no-sandbox --disable-gpu --no-first-run --user-data-dir=${join(folder, 'chromium')}`
    const piped = (options: string) => `chromium --headless ${options} http://${name}/ | sed 's/<style>.*<.style>//'`
    page.run('sh', ['-c', piped(`${own} --dump-dom`)], { as: piped('--dump-dom'), lines: ofPage })
  }
  see(SHOP)
  see(LISTED)
  page.text(historyTable(await recordsSince(desk, from, { filter: `name:${SHOP},${LISTED}`, until: LISTED })))
  await desk.call('settings.change', {
    blockingAnswer: 'blackhole',
    honeypotPage: { on: false, address: '127.0.0.1', port: 80 },
  })
}

/** Chromium tells of its own doings between the lines of the page. */
function ofPage(line: string): boolean {
  return !/^\[|^$|unexpected operator|dbus/.test(line)
}

async function startShop(): Promise<Server> {
  inHouse('ip', ['addr', 'add', `${SHOP_ADDRESS}/32`, 'dev', 'eth0'])
  const [command, args] = ofHouse(process.execPath, [join(import.meta.dirname, 'web-page.ts'), SHOP_ADDRESS])
  return startServer({ core: `0-${cpus().length - 1}`, command, args, ready: /ready/ })
}
