import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads'
import { failed, type Fault, type Result } from '../system/result.ts'
import { threadOptions, threadUrl } from '../system/threads.ts'
import type { Thresholds } from './calibration.ts'
import { connectScorer } from './connect.ts'
import type { NameExplanation } from './explain.ts'
import type { Introduction, Served, ThreadAnswer, ThreadFigures, ThreadRequest } from './protocol.ts'
import type { Scorer } from './scorer.ts'
import { prepareNativeLibrary, type BackendName, type Device } from './tensorflow.ts'

/** As main sees the model's thread. */
export interface ModelThread extends AsyncDisposable {
  /** A port for another thread, which makes a Scorer of it by connectScorer; it outlives restarts of the model's thread. */
  connect(): MessagePort
  /** For main itself. */
  readonly scorer: Scorer
  /** Another model from its folder, or the same one with thresholds in place of its card's; what serves stays when it is refused. */
  serve(folder: string, thresholds?: Thresholds | null): Promise<Result<Served, Fault>>
  /** What moved the score of a name, whatever the architecture; null while none serves. */
  explain(name: string): Promise<NameExplanation | null>
  /** Null while TensorFlow.js is being loaded. */
  readonly backend: BackendName | null
  /** What it computes on; null as long. */
  readonly device: Device | null
  /** Why a faster backend is not in use. */
  readonly backendNote: string | null
  /** Asked of the thread now; null when it does not run. */
  figures(): Promise<(ThreadFigures & { restarts: number }) | null>
  /** The thread has died, and why; it is started again. */
  on(event: 'failed', listener: (why: string) => void): void
  /** TensorFlow.js is loaded, or a restarted thread serves again. */
  on(event: 'ready', listener: (backend: BackendName) => void): void
}

export type ModelThreadSettings = {
  /** How a thread is started; tests hold on to it. */
  launch?: () => Worker
  /** Before the first restart; doubles with each that follows within a minute. */
  restartAfterMs?: number
}

const LONGEST_PAUSE_MS = 30_000
const STEADY_MS = 60_000

/** Resolves at once: the library loads in the thread while lists already decide. */
export function startModelThread(settings: ModelThreadSettings = {}): Promise<ModelThread> {
  prepareNativeLibrary()
  return Promise.resolve(new RestartingThread(settings))
}

type Numbered = Exclude<ThreadRequest, { kind: 'connect' }>
type Unnumbered<R> = R extends Numbered ? Omit<R, 'request'> : never

class RestartingThread implements ModelThread {
  readonly scorer: Scorer
  backend: BackendName | null = null
  device: Device | null = null
  backendNote: string | null = null
  readonly #launch: () => Worker
  readonly #firstPauseMs: number
  readonly #clients = new Set<MessagePort>()
  readonly #pending = new Map<number, (answer: ThreadAnswer | null) => void>()
  readonly #failedListeners: ((why: string) => void)[] = []
  readonly #readyListeners: ((backend: BackendName) => void)[] = []
  #worker: Worker | null = null
  #served: { folder: string; thresholds: Thresholds | null } | null = null
  #requests = 0
  #restarts = 0
  #quickDeaths = 0
  #startedAt = 0
  #timer: NodeJS.Timeout | null = null
  #ended = false

  constructor(settings: ModelThreadSettings) {
    this.#launch = settings.launch ?? (() => new Worker(threadUrl('model'), threadOptions('model')))
    this.#firstPauseMs = settings.restartAfterMs ?? 250
    this.#start()
    this.scorer = connectScorer(this.connect())
  }

  connect(): MessagePort {
    const { port1, port2 } = new MessageChannel()
    port1.unref()
    port1.on('close', () => this.#clients.delete(port1))
    this.#clients.add(port1)
    if (this.#worker !== null) this.#introduce(port1, this.#worker)
    return port2
  }

  async serve(folder: string, thresholds: Thresholds | null = null): Promise<Result<Served, Fault>> {
    const answer = await this.#ask({ kind: 'serve', folder, thresholds })
    if (answer?.kind !== 'served') return failed({ kind: 'unavailable', message: 'the model thread is not running' })
    if (answer.result.ok) this.#served = { folder, thresholds }
    return answer.result
  }

  async explain(name: string): Promise<NameExplanation | null> {
    const answer = await this.#ask({ kind: 'explain', name })
    return answer?.kind === 'explanation' ? answer.explanation : null
  }

  async figures(): Promise<(ThreadFigures & { restarts: number }) | null> {
    const answer = await this.#ask({ kind: 'figures' })
    return answer?.kind === 'figures' ? { ...answer.figures, restarts: this.#restarts } : null
  }

  on(event: 'failed' | 'ready', listener: (what: never) => void): void {
    if (event === 'failed') this.#failedListeners.push(listener as (why: string) => void)
    else this.#readyListeners.push(listener as (backend: BackendName) => void)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#worker?.terminate()
    for (const port of this.#clients) port.close()
  }

  #start(): void {
    const worker = this.#launch()
    this.#worker = worker
    this.#startedAt = performance.now()
    let why = 'it ended by itself'
    worker.on('message', (answer: ThreadAnswer) => this.#receive(answer))
    worker.on('error', (error) => (why = String(error)))
    worker.on('exit', () => this.#died(why))
    for (const client of this.#clients) this.#introduce(client, worker)
    if (this.#served !== null) void this.serve(this.#served.folder, this.#served.thresholds)
  }

  /** A straight way between a client and the thread, so that main stands in no name's path. */
  #introduce(client: MessagePort, worker: Worker): void {
    const { port1, port2 } = new MessageChannel()
    worker.postMessage({ kind: 'connect', port: port1 } satisfies ThreadRequest, [port1])
    client.postMessage({ kind: 'thread', port: port2 } satisfies Introduction, [port2])
  }

  #ask(request: Unnumbered<Numbered>): Promise<ThreadAnswer | null> {
    const worker = this.#worker
    if (worker === null) return Promise.resolve(null)
    return new Promise((resolve) => {
      const number = this.#requests++
      this.#pending.set(number, resolve)
      worker.postMessage({ ...request, request: number })
    })
  }

  #receive(answer: ThreadAnswer): void {
    if (answer.kind === 'ready') {
      this.backend = answer.backend
      this.device = answer.device
      this.backendNote = answer.note
      for (const listener of this.#readyListeners) listener(answer.backend)
      return
    }
    this.#pending.get(answer.request)?.(answer)
    this.#pending.delete(answer.request)
  }

  #died(why: string): void {
    this.#worker = null
    this.backend = null
    this.device = null
    for (const resolve of this.#pending.values()) resolve(null)
    this.#pending.clear()
    if (this.#ended) return
    for (const listener of this.#failedListeners) listener(why)
    this.#quickDeaths = performance.now() - this.#startedAt > STEADY_MS ? 0 : this.#quickDeaths + 1
    const pause = Math.min(LONGEST_PAUSE_MS, this.#firstPauseMs * 2 ** Math.max(0, this.#quickDeaths - 1))
    this.#restarts++
    this.#timer = setTimeout(() => this.#start(), pause)
    this.#timer.unref()
  }
}
