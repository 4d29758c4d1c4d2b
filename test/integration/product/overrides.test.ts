import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFakeUpstream, type FakeUpstream } from '../../fakes/upstream.ts'
import { startProduct, temporaryFolder, TOKEN, type Product } from '../product.ts'
import { openStub, type Stub } from '../stub.ts'

const REAL = '192.0.2.80'
const BLACKHOLE = '0.0.0.0'
const settings = { modelAction: 'off' }

let upstream: FakeUpstream
let product: Product
let mine: Stub
let theirs: Stub

beforeAll(async () => {
  upstream = await startFakeUpstream(({ name, type }) => {
    return { answers: type === 'A' ? [{ name, type: 'A', ttl: 300, data: REAL }] : [] }
  })
  product = await startProduct({ upstream, settings })
  mine = await openStub(product.ready.dns, '127.0.0.7')
  theirs = await openStub(product.ready.dns, '127.0.0.8')
})
afterAll(async () => {
  await mine[Symbol.asyncDispose]()
  await theirs[Symbol.asyncDispose]()
  await product[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const ask = async (stub: Stub, name: string) => (await stub.ask({ name, type: 'A' })).data[0]
const tree = (name: string, client: string | null = null) => ({ kind: 'tree' as const, name, client })
const text = (part: string): unknown => expect.stringContaining(part)
const never = { kind: 'never' as const }

async function api(path: string, method = 'GET', body?: unknown): Promise<{ status: number; body: unknown }> {
  const headers = {
    authorization: `Bearer ${TOKEN}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const answer = await fetch(`${product.ready.api}/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: await answer.json() }
}

test('an override changes the next answer, counts what it decided, and can be taken back', async () => {
  const name = 'www.rapid-wire.net'
  expect(await ask(mine, name)).toBe(REAL)
  const effect = await product.call('overrides.set', { scope: tree('rapid-wire.net'), effect: 'block', ends: { kind: 'after', minutes: 5 }, note: 'seen in a mail' }) // prettier-ignore
  expect([await ask(mine, name), await ask(theirs, name)]).toEqual([BLACKHOLE, BLACKHOLE])
  const { holding } = await product.call('overrides.all', {})
  expect(holding).toMatchObject([{ id: effect.override.id, hits: 2, note: 'seen in a mail', state: 'holds' }])
  expect((await product.call('names.explain', { name })).matches).toMatchObject([{ list: 'override', effect: 'block' }])
  await product.call('overrides.undo', { id: effect.id })
  expect(await ask(mine, name)).toBe(REAL)
})

test('one for a client alone is not answered to another client', async () => {
  const name = 'office-printer.net'
  await product.call('vetting.decide', { names: [name], class: 'malicious', note: '' })
  await product.call('overrides.set', { scope: tree(name, '127.0.0.7'), effect: 'allow', ends: never, note: '' })
  expect([await ask(mine, name), await ask(theirs, name), await ask(mine, name)]).toEqual([REAL, BLACKHOLE, REAL])
})

test('one whose end has come is over by itself, and listed as lapsed', async () => {
  const name = 'for-a-moment.net'
  const ends = { kind: 'at' as const, time: Date.now() + 700 }
  const { override } = await product.call('overrides.set', { scope: tree(name), effect: 'block', ends, note: '' })
  expect(await ask(mine, name)).toBe(BLACKHOLE)
  await expect.poll(() => ask(mine, name), { timeout: 5000 }).toBe(REAL)
  expect(Date.now()).toBeGreaterThanOrEqual(ends.time)
  const { over } = await product.call('overrides.all', {})
  expect(over.find(({ id }) => id === override.id)).toMatchObject({ state: 'lapsed', overAt: ends.time }) // prettier-ignore
})

test('programs set, read and end them', async () => {
  const name = 'told-by-a-program.net'
  const made = await api('overrides', 'POST', { scope: tree(name), effect: 'block' })
  expect(made).toMatchObject({ status: 200, body: { override: { actor: 'api', until: null, scope: { name } } } })
  expect(await ask(mine, name)).toBe(BLACKHOLE)
  const { id } = (made.body as { override: { id: number } }).override
  const listed = await api('overrides')
  expect((listed.body as { holding: { id: number }[] }).holding.map((row) => row.id)).toContain(id)
  expect(await api(`overrides/${id}`, 'DELETE')).toMatchObject({ status: 200, body: { override: { state: 'ended' } } })
  expect(await ask(mine, name)).toBe(REAL)
  expect(await api(`overrides/${id}`, 'DELETE')).toMatchObject({ status: 404, body: { detail: text('does not hold') } }) // prettier-ignore
  const wrong = { scope: { kind: 'client', client: '10.0.0.7/8' }, effect: 'block' }
  expect(await api('overrides', 'POST', wrong)).toMatchObject({ status: 400, body: { detail: text('10.0.0.0/8') } }) // prettier-ignore
  const { paths } = (await api('openapi.json')).body as { paths: Record<string, object> }
  expect(Object.keys(paths).filter((path) => path.includes('overrides')).length).toBe(2)
})

test('what it would reach is told before', async () => {
  for (let i = 0; i < 3; i++) await ask(theirs, `h${i}.reached.net`)
  await ask(mine, 'h0.reached.net')
  const reach = (client: string | null) => product.call('overrides.reach', { scope: tree('reached.net', client) })
  await expect.poll(async () => (await reach(null)).queries, { timeout: 10_000 }).toBe(4)
  expect(await reach(null)).toMatchObject({ names: 3, queries: 4 })
  expect(await reach('127.0.0.7')).toMatchObject({ names: 1, queries: 1 })
  expect(await reach('127.0.0.0/8')).toMatchObject({ names: 3, queries: 4 })
  expect(await reach('10.0.0.0/8')).toMatchObject({ names: 0, queries: 0 })
})

test('overrides and the pause outlive a kill right behind their acknowledgement', async () => {
  const data = await temporaryFolder()
  const first = await startProduct({ upstream, settings, data })
  const kept = { scope: tree('kept-over.net'), effect: 'block' as const, ends: never, note: 'stays' }
  await first.call('overrides.set', kept)
  await first.call('workstation.pause', { minutes: 10 })
  await first.kill()
  await using second = await startProduct({ upstream, settings, data })
  await using stub = await openStub(second.ready.dns)
  expect((await second.call('workstation.state', {})).dns.pausedUntil).toBeGreaterThan(Date.now() + 9 * 60_000)
  expect(await ask(stub, 'kept-over.net')).toBe(REAL)
  await second.call('workstation.pause', { minutes: 0 })
  expect(await ask(stub, 'kept-over.net')).toBe(BLACKHOLE)
  expect((await second.call('overrides.all', {})).holding).toMatchObject([{ note: 'stays' }])
  await second.end()
  await rm(data, { recursive: true, force: true })
})
