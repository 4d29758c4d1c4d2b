import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cpuSeconds } from './server-process.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const BUNDLE = join(ROOT, 'out', 'main', 'headless.js')
const TOKEN = 'bench'
const BATCH = 500

export type ProductOptions = { core: string; port: number; upstreamPort: number; dataFolder: string }

export type ProductHealth = {
  counters: { queries: number; logDropped: number; blocked: number; cached: number }
  storage: { records: number; pending: number }
  model: { state: string }
}

/** The product as it ships, asked through its own doors: the ready line and the JSON API. */
export interface Product {
  block(names: string[]): Promise<void>
  health(): Promise<ProductHealth>
  cpuSeconds(): number
  /** Anonymous and shared memory, without the files that libraries map. */
  privateBytes(): number
  stop(): Promise<void>
}

export async function startProduct({ core, port, upstreamPort, dataFolder }: ProductOptions): Promise<Product> {
  if (!existsSync(BUNDLE)) throw new Error('the product is not built: npm run build')
  const doors = ['--dns', `127.0.0.1:${port}`, '--upstream', `127.0.0.1:${upstreamPort}`, '--token', TOKEN]
  // The model scores every name but blocks none: what is asked as "cached" has to be an upstream's answer that was judged and kept.
  const args = [
    '-c',
    core,
    process.execPath,
    BUNDLE,
    '--headless',
    '--no-open',
    '--data',
    dataFolder,
    ...doors,
    '--model-action',
    'observe',
  ]
  const child = spawn('taskset', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const { api } = await readyLine(child)
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
    const response = await fetch(`${api}/${path}`, { ...init, headers })
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
    return response.json()
  }
  return {
    async block(names) {
      for (let i = 0; i < names.length; i += BATCH) {
        await call('decisions', { names: names.slice(i, i + BATCH), class: 'malicious', note: 'bench' })
      }
    },
    health: async () => (await call('health')) as ProductHealth,
    cpuSeconds: () => cpuSeconds(child.pid!),
    privateBytes: () => privateBytes(child.pid!),
    async stop() {
      const ended = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      await ended
    },
  }
}

function readyLine(child: ChildProcess): Promise<{ api: string }> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', (piece: Buffer) => {
      said += piece.toString()
      const line = said.split('\n').find((one) => one.startsWith('{"ready"'))
      if (line !== undefined) resolve(JSON.parse(line) as { api: string })
    })
    child.once('exit', (code) => reject(new Error(`the product ended with code ${String(code)}`)))
  })
}

function privateBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kilobytes = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0)
  return (kilobytes('RssAnon') + kilobytes('RssShmem')) * 1024
}
