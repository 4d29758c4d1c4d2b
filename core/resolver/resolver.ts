import { EventEmitter } from 'node:events'
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads'
import type { OverrideRule } from '../lists/override.ts'
import { letsGoOfTables, type CompiledBook } from '../lists/rule-book.ts'
import { collectSoon } from '../system/collect.ts'
import type { NetworkChange } from '../system/network-watch.ts'
import type { Fault } from '../system/result.ts'
import { threadOptions, threadUrl } from '../system/threads.ts'
import type { VettingClass } from '../verdict/verdict.ts'
import { openCalls, type Calls } from './calls.ts'
import type { OwnChange, ResolverConfig, ResolverFigures } from './config.ts'
import { NO_DOORS, type DoorsConfig, type DoorState } from './doors/config.ts'
import { endpointText, type Endpoint } from './endpoint.ts'
import type { FromThread, ThreadStart } from './messages.ts'
import type { SilentUpstream } from './upstream/health.ts'
import type { UpstreamConfig } from './upstream/upstreams.ts'

/** A port is used up with the thread that it was given to; a function gives the next thread another one. */
export type PortSource<P> = P | (() => P)

export type ResolverOptions = {
  /** Null tries 127.0.0.1:53, then 127.0.0.1:5335. Port 0 takes a free one. */
  listen: Endpoint | null
  /** What is opened beside it; nothing without. */
  doors?: DoorsConfig
  config: ResolverConfig
  /** The analyst's names as they stand now. */
  own: OwnChange[]
  /** Those that hold; none unless told. */
  overrides?: readonly OverrideRule[]
  /** Until when nothing is blocked, from before this start. */
  pausedUntil?: number | null
  book: CompiledBook
  scorerPort: PortSource<MessagePort | null>
  logPort: PortSource<MessagePort>
}

export type ResolverEvents = {
  /** The thread died; another one takes its place unless `restarts` is false. */
  failed: [{ fault: Fault; restarts: boolean }]
  restarted: [{ address: string | null; note: string | null }]
  /** One question could not be answered because of a bug; the thread goes on. */
  bug: [{ message: string }]
  /** What is open beside DNS on its own address has changed. */
  doors: [DoorState[]]
  /** No upstream answers any more, or one does again. */
  silent: [SilentUpstream[]]
}

/** Main's handle on the resolver's thread. */
export interface Resolver extends AsyncDisposable {
  /** 'host:port' where it answers; null when nothing could be opened, and `note` says why. */
  readonly address: string | null
  /** Why it is not the address that was wanted, and what to do. */
  readonly note: string | null
  /** What is open beside DNS on its own address, as the thread said last. */
  readonly doors: readonly DoorState[]
  /** All upstreams, while the last questions to each of them failed; empty while one answers or none was asked. */
  readonly silent: readonly SilentUpstream[]
  configure(config: ResolverConfig): Promise<void>
  /** Resolves when the doors are as wanted, or `doors` says why they are not. */
  setDoors(doors: DoorsConfig): Promise<void>
  /** Once it resolves, the next question meets the change. */
  setOwn(changes: OwnChange[]): Promise<{ droppedAnswers: number }>
  /** All that hold; once it resolves, the next question meets them. */
  setOverrides(overrides: readonly OverrideRule[]): Promise<{ droppedAnswers: number }>
  setBook(book: CompiledBook): Promise<{ droppedAnswers: number }>
  /** Another network, or time that passed unseen; `config` is for what is there now. */
  networkChanged(change: NetworkChange, config: ResolverConfig): Promise<void>
  /** Whether anyone of them answers as the DNS does. */
  tryUpstreams(config: UpstreamConfig): Promise<boolean>
  /** Milliseconds since the epoch until which nothing is blocked; null ends a pause. */
  pause(until: number | null): Promise<void>
  figures(): Promise<ResolverFigures>
  on<E extends keyof ResolverEvents>(event: E, listener: (...what: ResolverEvents[E]) => void): void
}

/** A thread that dies more often than this in a minute will die again: its place stays empty, and that is said. */
const RESTARTS_A_MINUTE = 5

type State = Pick<ThreadStart, 'config' | 'doors' | 'overrides' | 'book' | 'pausedUntil'> & {
  own: Map<string, VettingClass>
}

/** Resolves when the thread answers on its address, or has said why it cannot. */
export async function startResolver(options: ResolverOptions): Promise<Resolver> {
  const events = new EventEmitter<ResolverEvents>()
  const calls = openCalls()
  const own = new Map(options.own.map((entry) => [entry.name, entry.class]))
  const { config, book, doors: wantedDoors = NO_DOORS, overrides = [], pausedUntil = null } = options
  const state: State = { config, doors: wantedDoors, overrides, own, book, pausedUntil }
  const ports = { scorer: portsFrom(options.scorerPort), log: portsFrom(options.logPort) }
  let listening: { address: string | null; note: string | null } = { address: null, note: null }
  let doors: DoorState[] = []
  let silent: SilentUpstream[] = []
  let wanted = options.listen
  let worker: Worker | null = null
  let closing = false
  const deaths: number[] = []

  async function run(): Promise<void> {
    const started = spawn(state, { listen: wanted, scorerPort: ports.scorer(), logPort: ports.log() ?? deadEnd() })
    worker = started
    const { promise, resolve } = Promise.withResolvers<undefined>()
    let cause: Error | null = null
    started.on('message', (message: FromThread) => {
      if (message.kind === 'listening') {
        takeOutcome(message)
        calls.use(started)
        resolve(undefined)
      } else if (message.kind === 'answer' || message.kind === 'refused') calls.answered(message)
      else if (message.kind === 'doors') events.emit('doors', (doors = message.states))
      else if (message.kind === 'silent') events.emit('silent', (silent = message.upstreams))
      else events.emit('bug', { message: message.message })
    })
    started.on('error', (error: Error) => (cause = error))
    started.on('exit', (code) => {
      resolve(undefined)
      if (!closing) replace(cause ?? new Error(`it ended with code ${code}`))
    })
    await promise
  }

  function takeOutcome({ outcome }: Extract<FromThread, { kind: 'listening' }>): void {
    if (!outcome.ok) return void (listening = { address: null, note: outcome.fault.message })
    const { address, note } = outcome.value
    // A thread that takes this one's place has to answer at the same address, also where that was a free port.
    wanted = address
    listening = { address: endpointText(address), note }
  }

  function replace(cause: Error): void {
    worker = null
    silent = []
    calls.use(null)
    const now = performance.now()
    deaths.push(now)
    const restarts = deaths.filter((at) => now - at < 60_000).length <= RESTARTS_A_MINUTE
    events.emit('failed', {
      fault: { kind: 'resolver-died', message: `the resolver's thread died: ${cause.message}` },
      restarts,
    })
    if (!restarts) {
      listening = {
        address: null,
        note: `The resolver's thread died ${RESTARTS_A_MINUTE + 1} times within a minute: ${cause.message}`,
      }
      return calls.refuseAll(new Error(listening.note ?? ''))
    }
    void run().then(() => events.emit('restarted', listening))
  }

  await run()
  return {
    get address() {
      return listening.address
    },
    get note() {
      return listening.note
    },
    get doors() {
      return doors
    },
    get silent() {
      return silent
    },
    async setDoors(next) {
      state.doors = next
      await calls.call('doors', next)
    },
    async configure(config) {
      state.config = config
      await calls.call('configure', config)
    },
    setOwn(changes) {
      for (const change of changes) {
        if (change.class === 'not-vetted') own.delete(change.name)
        else own.set(change.name, change.class)
      }
      return calls.call('setOwn', changes)
    },
    setOverrides(overrides) {
      state.overrides = overrides
      return calls.call('setOverrides', overrides)
    },
    async setBook(book) {
      const effect = await calls.call('setBook', book)
      // Only a book that the thread could open is one to start the next thread with.
      const before = state.book
      state.book = book
      if (letsGoOfTables(before, book)) {
        collectSoon()
        calls.call('collect', null).catch(() => undefined)
      }
      return effect
    },
    async networkChanged(change, config) {
      state.config = config
      await calls.call('networkChanged', { ...change, config })
    },
    tryUpstreams: (config) => calls.call('tryUpstreams', config),
    async pause(until) {
      state.pausedUntil = until
      await calls.call('pause', until)
    },
    figures: () => calls.call('figures', null),
    on<E extends keyof ResolverEvents>(event: E, listener: (...what: ResolverEvents[E]) => void) {
      events.on<E>(event, listener as Parameters<typeof events.on<E>>[1])
    },
    async [Symbol.asyncDispose]() {
      const last = worker
      closing = true
      worker = null
      if (last !== null) await closeThread(last, calls)
    },
  }
}

function spawn(state: State, rest: Pick<ThreadStart, 'listen' | 'scorerPort' | 'logPort'>): Worker {
  const start: ThreadStart = {
    ...rest,
    ...state,
    own: [...state.own].map(([name, vetted]) => ({ name, class: vetted })),
  }
  const transfer = rest.scorerPort === null ? [rest.logPort] : [rest.logPort, rest.scorerPort]
  return new Worker(threadUrl('resolver'), {
    ...threadOptions('resolver'),
    workerData: start,
    transferList: transfer,
  })
}

/** The ports one after the other; null when there is no other one. */
function portsFrom<P extends MessagePort | null>(source: PortSource<P>): () => P | null {
  if (typeof source === 'function') return source
  let left: P | null = source
  return () => {
    const port = left
    left = null
    return port
  }
}

/** A log that nobody reads: answers go on, and the records are counted as dropped. */
function deadEnd(): MessagePort {
  return new MessageChannel().port1
}

async function closeThread(worker: Worker, calls: Calls): Promise<void> {
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  await Promise.race([calls.call('close', null), exited])
  await worker.terminate()
}
