import { createServer, request, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFakeUpstream, type FakeUpstream } from '../../fakes/upstream.ts'
import { startProduct, TOKEN, type Product } from '../product.ts'
import { openStub, type Stub } from '../stub.ts'

const NAME = 'www.rapid-wire.net'
const REAL = '192.0.2.80'

let upstream: FakeUpstream
let product: Product
let stub: Stub
let port: number

beforeAll(async () => {
  upstream = await startFakeUpstream(({ name, type }) => {
    return { answers: type === 'A' ? [{ name, type: 'A', ttl: 300, data: REAL }] : [] }
  })
  product = await startProduct({ upstream, settings: { modelAction: 'off' } })
  stub = await openStub(product.ready.dns, '127.0.0.7')
  port = await freePort()
})
afterAll(async () => {
  await stub[Symbol.asyncDispose]()
  await product[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const page = (on: boolean, at = port) => ({ honeypotPage: { on, address: '127.0.0.1', port: at } })
const addressOf = async (name: string) => (await stub.ask({ name, type: 'A' })).data[0]

test('off by default: nothing listens, and a honeypot answer without an address is refused', async () => {
  const { honeypotPage, settings } = await product.call('workstation.state', {})
  expect([honeypotPage, settings.honeypotPage.on]).toEqual([{ open: null, note: null }, false])
  await expect(product.call('settings.change', { blockingAnswer: 'honeypot' })).rejects.toMatchObject({
    fault: { field: 'honeypot' },
  })
})

test('switched on, names of the honeypot lead to a page that says why, and the visit is kept and shown', async () => {
  const state = await product.call('settings.change', page(true))
  expect(state.honeypotPage).toEqual({ open: `http://127.0.0.1:${port}/`, note: null })
  await product.call('vetting.decide', { names: ['rapid-wire.net'], class: 'honeypot', note: '' })
  expect(await addressOf(NAME)).toBe('127.0.0.1')
  const answer = await visit(NAME, '/login?next=<b>')
  expect(answer.status).toBe(403)
  expect(answer.body).toContain(`${NAME} is blocked`)
  expect(answer.body).toContain('has decided that rapid-wire.net is blocked')
  const evidence = /Evidence<\/dt><dd>(\w+)</.exec(answer.body)?.[1] ?? ''
  expect(await product.call('lookup.find', { text: evidence })).toMatchObject({ kind: 'evidence', name: NAME })
  const kept = { client: '127.0.0.1', name: NAME, method: 'GET', path: '/login?next=<b>', agent: 'test' }
  expect(await product.call('honeypot.visits', { name: NAME, offset: 0, limit: 10 })).toMatchObject({
    total: 1,
    visits: [kept],
  })
  const api = await fetch(`${product.ready.api}/honeypot/visits?name=${NAME}&limit=1`, { headers: { authorization: `Bearer ${TOKEN}` } }) // prettier-ignore
  expect([api.status, await api.json()]).toMatchObject([200, { total: 1, visits: [kept] }])
})

test('an address of the person’s own comes before the page', async () => {
  await product.call('settings.change', { honeypot: { ipv4: '192.0.2.66', ipv6: null } })
  expect(await addressOf(NAME)).toBe('192.0.2.66')
  await product.call('settings.change', { honeypot: { ipv4: null, ipv6: null } })
  expect(await addressOf(NAME)).toBe('127.0.0.1')
})

test('where it cannot listen the state says why, and answers go on; off again it is shut', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const state = await product.call('settings.change', page(true, portOf(taken)))
  expect(state.honeypotPage.open).toBeNull()
  expect(state.honeypotPage.note).toContain(`127.0.0.1:${portOf(taken)} is in use by another program`)
  expect(await addressOf(NAME)).toBe('127.0.0.1')
  taken.close()
  expect((await product.call('settings.change', page(false))).honeypotPage).toEqual({ open: null, note: null })
  await expect(visit(NAME, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test.each(['192.0.2.1', '0.0.0.0', '::', 'localhost'])('%s is no address for it', async (address) => {
  const change = product.call('settings.change', { honeypotPage: { on: true, address, port } })
  await expect(change).rejects.toMatchObject({
    fault: { field: 'honeypotPage.address', message: expect.stringContaining('write a loopback address') as unknown },
  })
})

function visit(host: string, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { host, 'user-agent': 'test' }
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (part: string) => (body += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
      .on('error', reject)
      .end()
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const found = portOf(server)
  server.close()
  await once(server, 'close')
  return found
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
