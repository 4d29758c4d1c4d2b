import { setTimeout as pause } from 'node:timers/promises'
import { startServer, type Server } from './server-process.ts'

const TOKEN = 'bench'
const NAMES_A_CALL = 500
const LONGEST_WAIT_MS = 60_000

export type ProductOptions = {
  /** The built headless product (build.ts). */
  bundle: string
  /** One core, or several as taskset lists them. */
  core: string
  upstreamPort: number
  dataFolder: string
  /** 'block' unless said. */
  modelAction?: 'block' | 'observe'
  /** The doors of DNS over TLS and HTTPS are open, too. */
  encrypted?: boolean
  /** For Node itself, such as --cpu-prof. */
  nodeArgs?: string[]
}

export type ProductHealth = {
  counters: { queries: number; logDropped: number; blocked: number; cached: number; late: number }
  storage: { records: number; pending: number }
  model: { state: string; detail: string }
}

/** The product as it ships, asked through its own doors: the ready line and the JSON API. */
export interface Product extends AsyncDisposable {
  readonly server: Server
  readonly port: number
  /** 0 where a door is shut. */
  readonly ports: { dot: number; doh: number }
  readonly desk: string
  decide(names: readonly string[], vetted: 'benign' | 'malicious'): Promise<void>
  health(): Promise<ProductHealth>
  /** Waits until the store holds a row for each answer, and says how many there are. Throws when they do not come. */
  settled(): Promise<Settled>
}

type Ready = { dns: string; dot?: string; doh?: string; api: string; desk: string }

/** Of 'host:port' or an address with a path; 0 when a door is shut. */
function portOf(address: string): number {
  return Number(/:(\d+)(?:\/[^:]*)?$/.exec(address)?.[1] ?? 0)
}

export type Settled = { answered: number; rows: number; dropped: number }

/** Resolves when the model serves. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { bundle, core, upstreamPort, dataFolder, modelAction = 'block', encrypted = false, nodeArgs = [] } = options
  const doors = ['--dns', '127.0.0.1:0', '--upstream', `127.0.0.1:${upstreamPort}`, '--token', TOKEN]
  const args = [
    ...nodeArgs,
    bundle,
    '--headless',
    '--no-open',
    '--data',
    dataFolder,
    ...doors,
    '--model-action',
    modelAction,
    ...(encrypted ? ['--dot', '0', '--doh', '0'] : []),
  ]
  const server = await startServer({ core, command: process.execPath, args, ready: /^({"ready":.*})$/m })
  const { dns, dot = '', doh = '', api, desk } = JSON.parse(server.said) as Ready
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
    const response = await fetch(`${api}/${path}`, { ...init, headers })
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
    return response.json()
  }
  const health = async () => (await call('health')) as ProductHealth
  await waitFor('the model to serve', async () => (await health()).model.state === 'ready')
  return {
    server,
    port: portOf(dns),
    ports: { dot: portOf(dot), doh: portOf(doh) },
    desk,
    async decide(names, vetted) {
      for (let i = 0; i < names.length; i += NAMES_A_CALL)
        await call('decisions', { names: names.slice(i, i + NAMES_A_CALL), class: vetted, note: 'bench' })
    },
    health,
    settled: () =>
      waitFor('the store to hold every answer', async () => {
        const { counters, storage } = await health()
        const settled = { answered: counters.queries, rows: storage.records, dropped: counters.logDropped }
        return storage.pending === 0 && settled.rows + settled.dropped >= settled.answered && settled
      }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

export async function waitFor<T>(what: string, look: () => Promise<T | false>): Promise<T> {
  const deadline = performance.now() + LONGEST_WAIT_MS
  for (;;) {
    const found = await look()
    if (found !== false) return found
    if (performance.now() > deadline) throw new Error(`waited ${LONGEST_WAIT_MS / 1000} s for ${what}`)
    await pause(200)
  }
}
