import type { DomainName } from '../../../core/dns/name.ts'
import type { ListAnswer, ListEffect } from '../../../core/lists/list.ts'
import type { OverrideRule } from '../../../core/lists/override.ts'
import { createOwnNames, type OwnNames } from '../../../core/lists/own-names.ts'
import { readList } from '../../../core/lists/parse/read-list.ts'
import { compileBook, openRuleBook } from '../../../core/lists/rule-book.ts'
import { createBatchDecoder } from '../../../core/log/decode.ts'
import type { QueryRecord } from '../../../core/log/record.ts'
import { createRecordWriter, type RecordWriter } from '../../../core/log/record-writer.ts'
import { allowedClients } from '../../../core/resolver/allowed-clients.ts'
import { createCookies } from '../../../core/resolver/cookies.ts'
import { dropNames } from '../../../core/resolver/dropping.ts'
import { isLoopback } from '../../../core/resolver/endpoint.ts'
import { createEngine, type Engine } from '../../../core/resolver/engine.ts'
import { networksOf } from '../../../core/resolver/networks.ts'
import { compilePolicy, USUAL_POLICY, type AnswerPolicy } from '../../../core/resolver/policy.ts'
import { limitedByClient } from '../../../core/resolver/rate-limit.ts'
import type { UpstreamAddress } from '../../../core/resolver/upstream/address.ts'
import { createUpstreams, type UpstreamConfig, type Upstreams } from '../../../core/resolver/upstream/upstreams.ts'
import { createFilter, type Filter } from '../../../core/verdict/create-filter.ts'
import type { FilterSettings } from '../../../core/verdict/settings.ts'
import type { VettingClass } from '../../../core/verdict/verdict.ts'
import { fakeClock, type FakeClock } from '../../fakes/clock.ts'
import { BLOCKING } from '../../fakes/filter-settings.ts'
import { TEST_AUTHORITY } from '../../fakes/secure-upstream.ts'
import { fakeScorer, type FakeScorer } from '../../fakes/scorer.ts'
import { encryptedDoors } from './encrypted.ts'

export type Transport = 'udp' | 'tcp' | 'tls' | 'https'

/** A resolver with everything real but time, model and store. */
export type Stage = AsyncDisposable & {
  clock: FakeClock
  scorer: FakeScorer
  filter: Filter
  engine: Engine
  upstreams: Upstreams
  /** One packet; the answer, or null when it will get none. */
  ask(packet: Buffer, transport: Transport, client?: string): Promise<Buffer | null>
  /** What one client of another machine may ask in a second, and which networks may ask. */
  guard: { perSecond: number; clients: string[] }
  vet(name: string, vetted: VettingClass): void
  /** From now on; null takes the newest one back. */
  override(rule: Omit<OverrideRule, 'id'> | null): void
  list(effect: ListEffect, names: string[], answer?: ListAnswer): void
  /** The lines of a response policy zone, as a list that blocks. */
  zone(lines: string[]): void
  set(change: Partial<FilterSettings>): void
  askWhileScoring: boolean
  /** Assigned through `decide`, so that what was made under the old one goes. */
  policy: AnswerPolicy
  decide(change: Partial<AnswerPolicy>): void
  route(change: Partial<UpstreamConfig>): void
  /** What was logged so far. */
  records(): Promise<QueryRecord[]>
}

const SEED = { k0: 1, k1: 2 }
const CLIENT = { port: 40_000, address: '127.0.0.1' }

/** Real milliseconds, as the upstreams' are. */
export type Waits = { patienceMs: readonly number[]; staleAfterMs: number | undefined }

export type Asked = { upstreams: UpstreamAddress[]; reserve?: UpstreamAddress[] }

export function openStage(asked: Asked, { patienceMs, staleAfterMs }: Waits): Stage {
  const clock = fakeClock()
  const scorer = fakeScorer()
  const own: OwnNames = createOwnNames()
  const lists = new Map<string, { effect: ListEffect; answer: ListAnswer; names: string[] }>()
  let settings = BLOCKING
  let overrides: OverrideRule[] = []
  let overridesMade = 0
  const filter = createFilter({ own, book: openRuleBook(compileBook([])), scorer, settings }, clock)
  let config: UpstreamConfig = { ...asked, strategy: 'ordered', forwarding: [], bootstrap: [] }
  const upstreams = createUpstreams(config, { clock, patienceMs, authorities: [TEST_AUTHORITY] })
  const { log, records } = recordingLog()
  const cookies = createCookies(clock)
  const engine = createEngine({
    clock,
    cookies,
    filter,
    upstreams,
    log,
    askWhileScoring: () => stage.askWhileScoring,
    policy: () => compilePolicy(stage.policy),
    ...(staleAfterMs === undefined ? {} : { staleAfterMs }),
    onBug(error) {
      throw error
    },
  })
  const onRefused = () => undefined
  const mayAsk = (address: string) => isLoopback(address) || networksOf(stage.guard.clients).has(address)
  const guarded = limitedByClient(allowedClients(engine, { mayAsk, onRefused }), {
    clock,
    cookies,
    perSecond: () => stage.guard.perSecond,
    onRefused,
  })
  const encrypted = encryptedDoors(guarded)
  const stage: Stage = {
    clock,
    guard: { perSecond: 0, clients: ['0.0.0.0/0', '::/0'] },
    scorer,
    filter,
    engine,
    upstreams,
    askWhileScoring: true,
    policy: USUAL_POLICY,
    records,
    ask(packet, transport, client) {
      if (transport === 'tls' || transport === 'https') return encrypted.ask(packet, transport)
      const { promise, resolve } = Promise.withResolvers<Buffer | null>()
      const stream = transport === 'tcp'
      const door = {
        transport: stream ? 1 : 0,
        stream,
        encrypted: false,
        send: (bytes: Buffer) => resolve(Buffer.from(bytes)),
      }
      const from = client === undefined ? CLIENT : { ...CLIENT, address: client }
      if (!guarded.receive(packet, door, from)) resolve(null)
      return promise
    },
    vet(name, vetted) {
      own.set(name, vetted)
      filter.forget()
      dropNames(engine.cache, [name as DomainName])
    },
    override(rule) {
      overrides = rule === null ? overrides.slice(0, -1) : [...overrides, { ...rule, id: ++overridesMade }]
      filter.change({ overrides })
    },
    list(effect, names, answer = 'usual') {
      const id = answer === 'usual' ? `${effect}-list` : `${effect}-${answer}-list`
      lists.set(id, { effect, answer, names: [...(lists.get(id)?.names ?? []), ...names] })
      const book = Array.from(lists, ([id, list]) => ({
        ...list,
        id,
        name: id.replaceAll('-', ' '),
        names: list.names.map((name, i) => ({ name, line: i + 1 })),
      }))
      filter.change({ book: openRuleBook(compileBook(book)) })
    },
    zone(lines) {
      const text = Buffer.from(['$ORIGIN zone.example.', ...lines].join('\n'))
      const limits = { mostBytes: 1e6, mostNames: 1000, mostLines: 1000, expected: 10 }
      const read = readList([text], { seed: SEED, broken: { offset: 0, limit: 10 }, ...limits })
      if (!read.ok || read.value.broken > 0) throw new Error(JSON.stringify(read))
      const { table } = read.value
      filter.change({
        book: openRuleBook({ seed: SEED, lists: [{ id: 'zone', name: 'zone', effect: 'block', table }] }),
      })
    },
    route(change) {
      config = { ...config, ...change }
      upstreams.configure(config)
    },
    decide(change) {
      stage.policy = { ...stage.policy, ...change }
      stage.set({})
    },
    set(change) {
      settings = { ...settings, ...change }
      filter.change({ settings })
      engine.cache.drop(({ source }) => source.kind === 'blocked' || source.kind === 'here')
    },
    async [Symbol.asyncDispose]() {
      await encrypted.close()
      upstreams.close()
      await log[Symbol.asyncDispose]()
    },
  }
  return stage
}

function recordingLog(): { log: RecordWriter; records(): Promise<QueryRecord[]> } {
  const decoder = createBatchDecoder()
  const kept: QueryRecord[] = []
  let acknowledge: (id: number) => void = () => undefined
  const log = createRecordWriter({
    session: 7,
    sink: {
      post({ id, batch }) {
        kept.push(...decoder.decode(batch))
        queueMicrotask(() => acknowledge(id))
      },
      onAck: (listener) => (acknowledge = listener),
      close: () => undefined,
    },
  })
  return {
    log,
    async records() {
      await log.flush()
      return kept
    },
  }
}
