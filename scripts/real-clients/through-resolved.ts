import { spawnSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { DeskCalls } from '../../bench/parts/desk-calls.ts'
import { historyTable, recordsSince } from './history.ts'
import { ALIAS_OF_LISTED, FIRST_AND_LAST, LARGE, LISTED, NOWHERE, PASSES } from './house.ts'
import { must } from './machine.ts'
import type { Page } from './page.ts'
import { STUB, type Resolved } from './resolved.ts'

const WITHIN_MS = 20_000
const BACKWARDS = '7.2.0.192.in-addr.arpa'

type Parts = { page: Page; desk: DeskCalls; resolved: Resolved; authority: string; pid: number }

/** This machine's own programs ask systemd-resolved, and that asks the product: first by the product's switch, then over TLS by hand. */
export async function throughResolved(parts: Parts): Promise<void> {
  const { page, desk } = parts
  page.chapter(
    'systemd-resolved in front, by the switch "This machine\'s DNS"',
    'Before: systemd-resolved asks the resolver that the network named, and the product, which was told no upstream, asks systemd-resolved.'
  )
  page.run('resolvectl', ['dns'])
  const { machineDns } = await desk.call('settings.change', { machineDns: true })
  page.text(
    `The switch, on: \`${machineDns.state}\`, by \`${machineDns.governor}\`. What it wrote, and whom systemd-resolved asks now:`
  )
  page.run('cat', ['/run/systemd/resolved.conf.d/zz-mlbridge-workstation.conf'])
  page.run('resolvectl', ['dns'])
  const from = Date.now()
  questions(page)
  await history(page, desk, { from, until: BACKWARDS })
  const after = await desk.call('settings.change', { machineDns: false })
  page.text(`The switch, off: \`${after.machineDns.state}\`.`)
  await onTheBus()
  page.run('resolvectl', ['dns'])
  await overTls(parts)
}

function questions(page: Page): void {
  page.text('A name that passes, by its stub, as libc has it, and as its own program does.')
  page.run('dig', [`@${STUB}`, PASSES])
  page.run('getent', ['ahosts', PASSES])
  page.run('resolvectl', ['query', PASSES])
  page.text('Names that are blocked: by the list, and as an alias of what is listed.')
  page.run('dig', [`@${STUB}`, LISTED])
  page.run('resolvectl', ['query', ALIAS_OF_LISTED])
  page.text('With DO and CD systemd-resolved hands answers through as they came, and the reason comes with them.')
  page.run('dig', [`@${STUB}`, '+dnssec', '+cd', LISTED])
  page.text(
    'A name that is not there; an answer too large for UDP (eighteen of its twenty records are left out here); an address ' +
      'for documentation, backwards, which the product answers itself (RFC 6303).'
  )
  page.run('dig', [`@${STUB}`, NOWHERE])
  page.run('dig', [`@${STUB}`, '+tcp', 'TXT', LARGE], { lines: FIRST_AND_LAST })
  page.run('resolvectl', ['query', '192.0.2.7'])
}

async function history(page: Page, desk: DeskCalls, { from, until }: { from: number; until: string }): Promise<void> {
  page.text("What the desk's history says of these:")
  page.text(historyTable(await recordsSince(desk, from, { until })))
}

async function overTls({ page, desk, resolved, authority }: Parts): Promise<void> {
  page.chapter(
    'systemd-resolved in front, over TLS',
    "Written by hand. `DNSOverTLS=yes` is strict: while the system does not trust the product's authority, nothing is answered."
  )
  const lines = ['DNS=127.0.0.1:853#localhost', 'Domains=~.', 'DNSOverTLS=yes', 'DNSSEC=no']
  const from = Date.now()
  page.block(lines.join('\n'))
  await resolved.configure(lines)
  page.run('resolvectl', ['query', PASSES])
  const hash = must('openssl', ['x509', '-in', authority, '-noout', '-hash']).trim()
  copyFileSync(authority, join('/etc/ssl/certs', `${hash}.0`))
  page.text('Trusted by the system (`update-ca-certificates` does that for a machine that stays), and started anew:')
  await resolved.configure(lines)
  await passes()
  page.run('resolvectl', ['query', PASSES])
  page.run('resolvectl', ['query', LISTED])
  page.run('dig', [`@${STUB}`, '+tcp', '+short', 'TXT', LARGE], { lines: FIRST_AND_LAST })
  page.text(
    'The product had systemd-resolved itself as its upstream, being what this machine asks. That this leads back now was ' +
      'found by a question that came in again; since then the resolver is asked that the network named.'
  )
  const { upstreams } = await desk.call('workstation.health', {})
  page.block(upstreams.map(({ address, state }) => `${address} ${state}`).join('\n'))
  await history(page, desk, { from, until: LARGE })
}

/** The product dies without a word while this machine asks it. */
export async function afterKill({ page, desk, resolved, pid }: Parts): Promise<void> {
  page.chapter(
    'systemd-resolved in front, and the product is killed',
    'The settings by hand are gone, the switch is on again, and the product ends by `kill -9`: its watchdog puts the settings back.'
  )
  await resolved.configure([])
  await desk.call('settings.change', { machineDns: true })
  page.run('resolvectl', ['dns'])
  const killed = performance.now()
  process.kill(pid, 'SIGKILL')
  // It is started anew for this: between the two it says nothing.
  const asksElsewhere = () => /^Global:(?!.*127\.0\.0\.1)/m.test(run('resolvectl', ['dns']))
  while (!asksElsewhere() && performance.now() - killed < WITHIN_MS) await wait(100)
  page.text(`After ${((performance.now() - killed) / 1000).toFixed(1)} s:`)
  page.run('resolvectl', ['dns'])
  page.run('resolvectl', ['query', LISTED])
}

/** It is started anew for each change, and until it is back on the bus nobody can ask it what it knows. */
async function onTheBus(): Promise<void> {
  const deadline = performance.now() + WITHIN_MS
  while (spawnSync('resolvectl', ['dns']).status !== 0 && performance.now() < deadline) await wait(50)
}

function run(command: string, args: string[]): string {
  return spawnSync(command, args, { encoding: 'utf8' }).stdout
}

/** Until the loop that was closed by hand has been found: questions that go round meanwhile get SERVFAIL. */
async function passes(): Promise<void> {
  const deadline = performance.now() + WITHIN_MS
  while (performance.now() < deadline) {
    if (spawnSync('resolvectl', ['query', PASSES]).status === 0) return
    await wait(500)
  }
}
