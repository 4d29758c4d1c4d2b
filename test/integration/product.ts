import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'undici'
import {
  contract,
  type CallArgs,
  type CallName,
  type CallResult,
  type EventName,
  type EventValue,
} from '../../core/contract/contract.ts'
import { callFaultSchema, CallError } from '../../core/contract/fault.ts'
import { createListeners } from '../../core/contract/listeners.ts'
import { createPendingCalls } from '../../core/contract/pending-calls.ts'
import { toldSchema, WIRE_PATH } from '../../core/contract/wire.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const NODE = join(ROOT, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
/** From source every thread is what stands in the tree now; the bundle is what people start. */
const MAIN = { source: join('headless', 'main.ts'), bundle: join('out', 'main', 'headless.js') }

export const TOKEN = 'integration-token'

export type Ready = { ready: true; dns: string; desk: string; api: string; plugin: string }

/** The whole product as a process of its own, with the desk's client and nothing else inside. */
export interface Product extends AsyncDisposable {
  readonly ready: Ready
  readonly data: string
  readonly process: ChildProcess
  /** From the process' start to its ready line. */
  readonly readyMs: number
  /** All that went to stderr so far. */
  said(): string
  /** Rejects with a CallError; what comes must fit the contract. */
  call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallResult<K>>
  listen<K extends EventName>(name: K, listener: (value: EventValue<K>) => void): () => void
  /** Another wire, for messages that no client of ours would send. */
  openWire(): Promise<WebSocket>
  /** As a crash or a power cut ends it. */
  kill(): Promise<void>
  /** As a person ends it; gives the exit code. */
  end(): Promise<number | null>
}

export type Start = {
  /** Kept afterwards when it is given, else a temporary one that goes with the product. */
  data?: string
  /** 'machine': whoever the machine itself asks. */
  upstream?: { host: string; port: number } | 'machine'
  args?: string[]
  /** What settings.json holds, unless the folder has one. */
  settings?: Record<string, unknown>
  from?: keyof typeof MAIN
  dns?: string
}

/** Nothing leaves the machine: look-ups are off, and without an upstream of the test's there is one that nobody answers. */
const OFFLINE = { lookUps: 'offline', firstRunDone: true }

export async function startProduct(start: Start = {}): Promise<Product> {
  const data = start.data ?? (await temporaryFolder())
  await prepare(data, start.settings ?? {})
  const doors = ['--data', data, '--dns', start.dns ?? '127.0.0.1:0', '--desk', '127.0.0.1:0', ...upstreamOf(start)]
  const args = [MAIN[start.from ?? 'source'], '--headless', '--no-open', '--token', TOKEN, ...doors]
  const begun = performance.now()
  const child = spawn(NODE, [...args, ...(start.args ?? [])], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = collected(child)
  const ready = await readyLine(child, said)
  const readyMs = performance.now() - begun
  const client = await connect(ready)
  const ended = async (signal: NodeJS.Signals) => {
    client.close()
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit')
      child.kill(signal)
      await exit
    }
    return child.exitCode
  }
  return {
    ready,
    data,
    process: child,
    readyMs,
    said,
    call: client.call,
    listen: client.listen,
    openWire: () => openWire(ready),
    kill: () => ended('SIGKILL').then(() => undefined),
    end: () => ended('SIGTERM'),
    async [Symbol.asyncDispose]() {
      await ended('SIGTERM')
      if (start.data === undefined) await rm(data, { recursive: true, force: true })
    },
  }
}

function upstreamOf({ upstream }: Start): string[] {
  if (upstream === 'machine') return []
  return ['--upstream', upstream === undefined ? '127.0.0.1:9' : `${upstream.host}:${upstream.port}`]
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'mlbridge-integration-'))
}

/** Until the model scores: before that names pass unscored, as they should. */
export async function modelReady(product: Product): Promise<string> {
  for (;;) {
    const { servingModel } = await product.call('workstation.state', {})
    const { model } = await product.call('workstation.health', {})
    if (servingModel !== null && model.state === 'ready') return servingModel.id
    if (model.state === 'failed') throw new Error(model.detail)
  }
}

async function prepare(data: string, settings: Record<string, unknown>): Promise<void> {
  await mkdir(data, { recursive: true })
  const text = JSON.stringify({ ...OFFLINE, ...settings })
  const file = join(data, 'settings.json')
  if (!existsSync(file)) await writeFile(file, text)
}

async function readyLine(child: ChildProcess, said: () => string): Promise<Ready> {
  const { promise, resolve, reject } = Promise.withResolvers<Ready>()
  let line = ''
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
    line += piece
    if (line.includes('\n')) resolve(JSON.parse(line.slice(0, line.indexOf('\n'))) as Ready)
  })
  child.once('exit', (code) => reject(new Error(`it ended with ${String(code)} before it was ready: ${said()}`)))
  return promise
}

/** As a browser comes: the token is exchanged for the session's cookie. */
async function openWire({ desk }: Ready): Promise<WebSocket> {
  const visit = await fetch(desk, { redirect: 'manual' })
  const cookie = visit.headers.get('set-cookie')?.split(';')[0]
  if (cookie === undefined) throw new Error(`the desk gave no cookie: ${visit.status}`)
  const address = new URL(WIRE_PATH, desk.replace(/^http/, 'ws'))
  const socket = new WebSocket(address, { headers: { cookie } })
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(new Error('the wire could not be opened')))
  })
  return socket
}

async function connect(ready: Ready) {
  const socket = await openWire(ready)
  const post = (message: unknown) => {
    if (socket.readyState !== WebSocket.OPEN) return false
    socket.send(JSON.stringify(message))
    return true
  }
  const calls = createPendingCalls(post)
  const listeners = createListeners(() => post({ kind: 'listen', events: listeners.wanted() }))
  socket.addEventListener('message', ({ data }) => {
    const told = toldSchema.parse(JSON.parse(String(data)))
    if (told.kind === 'event') listeners.tell(told.name, contract.events[told.name].parse(told.value))
    else calls.settle(told)
  })
  socket.addEventListener('close', () => calls.fail())
  return {
    async call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallResult<K>> {
      const answer = calls.add(name, args)
      if (socket.readyState !== WebSocket.OPEN) calls.fail()
      const value = await answer.catch((fault: unknown) => {
        throw new CallError(callFaultSchema.parse(fault))
      })
      return contract.calls[name].result.parse(value) as CallResult<K>
    },
    listen: listeners.add.bind(listeners),
    close: () => socket.close(),
  }
}

function collected(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  return () => text
}
