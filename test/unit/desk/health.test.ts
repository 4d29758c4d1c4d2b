import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { healthSchema } from '../../../core/contract/workstation.ts'
import { readHealth, type HealthParts } from '../../../core/desk/health.ts'

type Said = Partial<{
  address: string | null
  note: string | null
  silent: object[]
  resolver: () => Promise<unknown>
  store: () => Promise<unknown>
  model: object | null
  backend: string | null
  modelFault: string | null
  modelOff: boolean
  runs: object[]
  lists: object[]
}>

const NOTHING = { count: 0, p50Ms: null, p99Ms: null }
const resolverFigures = {
  ...{ queries: 20, blocked: 3, cached: 8, late: 1, servfail: 2, faulty: 4, logDropped: 5, mismatched: 6 },
  ...{ cache: { answers: 7, bytes: 800 }, inFlight: 0, listHits: { b: 6 } },
  latency: { cached: NOTHING, blocked: NOTHING, forwarded: NOTHING },
  stages: { parse: NOTHING, cache: NOTHING, send: NOTHING, rules: NOTHING, model: NOTHING, upstream: NOTHING },
  upstreams: [
    {
      address: '127.0.0.1:5399',
      state: 'answering',
      medianMs: 1.5,
      p99Ms: 4,
      asked: 12,
      failed: 0,
      lastFault: null,
      found: null,
    },
  ],
}
const modelFigures = { modelId: 'm-1', backend: 'tensorflow', device: 'CPU', restarts: 0, note: null }
const storage = { records: 20, days: 1, bytes: 4096, oldest: 1, dropped: 0, pending: 0 }

/** Only what health asks of each part; anything else is not there and would throw. */
function parts(said: Said = {}): HealthParts {
  const resolver = {
    address: said.address === undefined ? '127.0.0.1:5335' : said.address,
    note: said.note ?? null,
    silent: said.silent ?? [],
    figures: said.resolver ?? (() => Promise.resolve(resolverFigures)),
  }
  const model = {
    backend: said.backend === undefined ? 'tensorflow' : said.backend,
    figures: () => Promise.resolve(said.model === undefined ? modelFigures : said.model),
  }
  const all = {
    resolver,
    model,
    modelFault: () => said.modelFault ?? null,
    modelOff: () => said.modelOff ?? false,
    store: { figures: said.store ?? (() => Promise.resolve(storage)) },
    storeKind: 'DuckDB',
    library: { all: () => said.lists ?? [] },
    trainer: { runs: () => said.runs ?? [] },
    dataFolder: tmpdir(),
    machineDns: { state: 'not-set', governor: 'resolv.conf', detail: null, servers: [], notes: [], obstacle: null },
  }
  return all as unknown as HealthParts
}

test('when all is well it is told as it is', async () => {
  const lists = [
    { id: 'a', name: 'first', names: 3, broken: 1 },
    { id: 'b', name: 'second', names: 40, broken: 0 },
  ]
  const health = await readHealth(parts({ lists }))
  expect(health).toMatchObject({
    resolver: { state: 'ready', detail: 'answers on 127.0.0.1:5335' },
    model: { state: 'ready', detail: 'm-1 on the tensorflow backend (CPU)' },
    store: { state: 'ready', detail: 'DuckDB' },
    trainer: { state: 'off' },
    counters: { queries: 20, blocked: 3, cached: 8, late: 1, logDropped: 5, servfail: 2, faulty: 4, mismatched: 6 },
    storage: { records: 20, days: 1, bytes: 4096, oldest: 1, pending: 0 },
    lists: {
      lists: 2,
      names: 43,
      broken: 1,
      each: [
        { name: 'first', names: 3, broken: 1, hits: 0 },
        { name: 'second', names: 40, broken: 0, hits: 6 },
      ],
    },
    machineDns: { state: 'off', detail: "not set as this machine's DNS" },
    upstreams: [{ address: '127.0.0.1:5399' }],
  })
  expect(health.process.residentBytes).toBeGreaterThan(1e6)
  expect(health.disk.freeBytes).toBeGreaterThan(0)
  expect(() => healthSchema.parse(health)).not.toThrow()
})

test('a store that fails says why, and takes no other figure with it', async () => {
  const health = await readHealth(parts({ store: () => Promise.reject(new Error('the disk is gone')) }))
  expect(health.store).toEqual({ state: 'failed', detail: 'the disk is gone' })
  expect(health.storage).toEqual({ records: 0, days: 0, bytes: 0, oldest: null, pending: 0 })
  expect(health.counters.queries).toBe(20)
  expect(() => healthSchema.parse(health)).not.toThrow()
})

test('a resolver whose thread does not answer says why, and the rest is told', async () => {
  const health = await readHealth(parts({ resolver: () => Promise.reject(new Error('its thread has ended')) }))
  expect(health.resolver).toEqual({ state: 'failed', detail: 'its thread has ended' })
  expect(health).toMatchObject({ upstreams: [], counters: { queries: 0 }, storage: { records: 20 } })
  expect(() => healthSchema.parse(health)).not.toThrow()
})

test.each<[string, Said, object]>([
  [
    'no address',
    { address: null, note: 'port 53 is taken' },
    { resolver: { state: 'failed', detail: 'port 53 is taken' } },
  ],
  [
    'another address than was wanted',
    { note: 'port 53 may not be bound' },
    { resolver: { state: 'ready', detail: 'port 53 may not be bound' } },
  ],
  [
    'that no upstream answers',
    { silent: [{ address: '192.0.2.53:53', why: 'it did not answer in 700 ms' }] },
    {
      resolver: {
        state: 'failed',
        detail: 'answers on 127.0.0.1:5335, but no upstream answers: names that are new fail',
      },
    },
  ],
  [
    'a model that was refused',
    { modelFault: 'weights.bin is damaged' },
    { model: { state: 'failed', detail: 'weights.bin is damaged' } },
  ],
  [
    'a model thread that died',
    { model: null },
    { model: { state: 'failed', detail: expect.stringContaining('started again') as string } },
  ],
  ['a model that is being loaded', { backend: null }, { model: { state: 'starting' } }],
  ['no model yet', { model: { ...modelFigures, modelId: null } }, { model: { state: 'starting' } }],
  [
    'a model that is switched off',
    { modelOff: true },
    { model: { state: 'off', detail: expect.stringContaining('switched it off') as string } },
  ],
  [
    'a thread that was restarted',
    { model: { ...modelFigures, restarts: 2 } },
    { model: { state: 'ready', detail: expect.stringContaining('restarted 2 times') as string } },
  ],
  [
    'a GPU',
    { model: { ...modelFigures, device: 'GPU' } },
    { model: { state: 'ready', detail: 'm-1 on the tensorflow backend (GPU)' } },
  ],
  [
    'a slower backend',
    { model: { ...modelFigures, backend: 'wasm', note: 'no native library' } },
    { model: { detail: 'm-1 on the wasm backend (CPU): no native library' } },
  ],
  [
    'a training run',
    { runs: [{ state: 'running' }, { state: 'failed' }] },
    { trainer: { state: 'ready', detail: 'a training run is going on' } },
  ],
  ['a run that has ended', { runs: [{ state: 'finished' }] }, { trainer: { state: 'off' } }],
])('%s is told', async (_, said, expected) => {
  expect(await readHealth(parts(said))).toMatchObject(expected)
})
