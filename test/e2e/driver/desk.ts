import { test as base, expect, type Page } from '@playwright/test'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CallArgs, CallName, CallResult } from '../../../core/contract/contract.ts'
import { startFakeUpstream, type FakeUpstream, type Zone } from '../../fakes/upstream.ts'
import { askDns, type Answer } from './ask.ts'
import { start, type Shell, type Started } from './start.ts'

export { expect }

/** The whole product on a fresh data folder, with a person before it and a client asking it. */
export type Desk = Started & {
  shell: Shell
  data: string
  upstream: FakeUpstream
  token: string
  dns: string
  ask(name: string, type?: 'A' | 'AAAA' | 'TXT'): Promise<Answer>
  /** A call of the contract, over the wire that the page itself uses. */
  call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallResult<K>>
  /** Goes to a view by the rail, as a person does. */
  goTo(view: string): Promise<void>
}

type Options = {
  shell: Shell
  /** What stands in settings.json before the start. */
  settings: Record<string, unknown>
  /** More of the command line. */
  doors: string[]
}

/** Every name has an address from the documentation range; those under missing-shop.com do not exist. */
const zone: Zone = ({ name, type }) => {
  if (name.toLowerCase().endsWith('missing-shop.com')) return { flags: 0x183 }
  return { answers: type === 'A' ? [{ name, type: 'A', ttl: 60, data: '192.0.2.80' }] : [] }
}

export const test = base.extend<{ desk: Desk } & Options>({
  shell: ['headless', { option: true }],
  settings: [{ firstRunDone: true, lookUps: 'offline' }, { option: true }],
  doors: [[], { option: true }],
  desk: async ({ shell, settings, doors }, use) => {
    const data = await mkdtemp(join(tmpdir(), 'mlbridge-e2e-'))
    await mkdir(data, { recursive: true })
    await writeFile(join(data, 'settings.json'), JSON.stringify(settings))
    const upstream = await startFakeUpstream(zone)
    const desk = await openDesk({ shell, data, upstream, doors })
    await use(desk)
    // A spec may have ended it already, or killed it.
    if (desk.process.exitCode === null && desk.process.signalCode === null) await desk.end()
    await upstream[Symbol.asyncDispose]()
    await rm(data, { recursive: true, force: true })
  },
})

type Opening = { shell: Shell; data: string; upstream: FakeUpstream; doors: string[] }

async function openDesk({ shell, data, upstream, doors }: Opening): Promise<Desk> {
  const dns = `127.0.0.1:${String(await freePort())}`
  const token = 'e2e-token'
  const args = [
    '--data',
    data,
    '--dns',
    dns,
    '--upstream',
    `127.0.0.1:${String(upstream.port)}`,
    '--token',
    token,
    ...doors,
  ]
  const started = await start(shell, args)
  const { page } = started
  return {
    ...started,
    ...{ shell, data, upstream, token, dns },
    ask: (name, type) => askDns(dns, name, type),
    call: (name, args) => callFrom(page, name, args),
    goTo: (view) => page.getByRole('navigation').getByRole('link', { name: view }).click(),
  }
}

/** Kills the product as a crash does, with its page, and starts it on the same data. The spec ends it. */
export async function startAgain({ shell, data, upstream, process, page, app }: Desk): Promise<Desk> {
  const exit = once(process, 'exit')
  process.kill('SIGKILL')
  await exit
  await (app === null ? page.context().browser()?.close() : app.close().catch(() => undefined))
  return openDesk({ shell, data, upstream, doors: [] })
}

async function callFrom<K extends CallName>(page: Page, name: K, args: CallArgs<K>): Promise<CallResult<K>> {
  const value = await page.evaluate(
    async ([call, sent]) => {
      const bridge = window.workstation
      if (bridge !== undefined)
        return bridge.call(call as 'lists.all', sent as never).catch((fault: unknown) => {
          throw new Error((fault as { message: string }).message)
        })
      const socket = new WebSocket('/wire')
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      socket.onopen = () => socket.send(JSON.stringify({ kind: 'call', id: 0, name: call, args: sent }))
      socket.onmessage = ({ data }) => resolve(JSON.parse(data as string))
      socket.onerror = () => reject(new Error('the wire is closed'))
      const told = (await promise) as { kind: string; value: unknown; fault: { message: string } }
      socket.close()
      if (told.kind === 'fault') throw new Error(told.fault.message)
      return told.value
    },
    [name, args] as const
  )
  return value as CallResult<K>
}

/** Free for UDP and TCP alike, as the resolver needs it. */
async function freePort(): Promise<number> {
  const server = createServer()
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  )
  const socket = createSocket('udp4')
  const isFree = await new Promise<boolean>((resolve) => {
    socket.once('error', () => resolve(false))
    socket.bind(port, '127.0.0.1', () => resolve(true))
  })
  if (isFree) socket.close()
  await new Promise((resolve) => server.close(resolve))
  return isFree ? port : freePort()
}
