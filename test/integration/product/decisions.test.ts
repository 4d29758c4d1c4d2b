import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rm } from 'node:fs/promises'
import { startFakeUpstream, type FakeUpstream } from '../../fakes/upstream.ts'
import { startProduct, temporaryFolder, type Product } from '../product.ts'
import { openStub, type Stub } from '../stub.ts'

const REAL = '192.0.2.80'
const BLACKHOLE = '0.0.0.0'
const HONEYPOT = '198.51.100.9'
const settings = { modelAction: 'off', honeypot: { ipv4: HONEYPOT, ipv6: null } }

let upstream: FakeUpstream
let product: Product
let stub: Stub

beforeAll(async () => {
  upstream = await startFakeUpstream(({ name, type }) => {
    return { answers: type === 'A' ? [{ name, type: 'A', ttl: 300, data: REAL }] : [] }
  })
  product = await startProduct({ upstream, settings })
  stub = await openStub(product.ready.dns)
})
afterAll(async () => {
  await stub[Symbol.asyncDispose]()
  await product[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const addresses = async (name: string, from = stub) => (await from.ask({ name, type: 'A' })).data

test('a decision changes the next answer, within 100 ms of the click, and drops the cached one', async () => {
  const fromCall: number[] = []
  const fromAcknowledgement: number[] = []
  for (let round = 0; round < 20; round++) {
    const name = `www.rapid-${round}.net`
    expect([await addresses(name), await addresses(name)]).toEqual([[REAL], [REAL]])
    const called = performance.now()
    const effect = await product.call('vetting.decide', { names: [name], class: 'malicious', note: '' })
    const acknowledged = performance.now()
    // The very next question, without a second try.
    expect(await addresses(name)).toEqual([BLACKHOLE])
    const answered = performance.now()
    expect(effect).toMatchObject({ decision: { names: [name], class: 'malicious' }, droppedAnswers: 1 })
    fromCall.push(answered - called)
    fromAcknowledgement.push(answered - acknowledged)
  }
  console.info(`decision to changed answer: ${told(fromCall)}; from its acknowledgement: ${told(fromAcknowledgement)}`)
  expect(median(fromCall)).toBeLessThan(100)
  expect(median(fromAcknowledgement)).toBeLessThan(100)
})

test.each([
  ['malicious', [BLACKHOLE], 17],
  ['honeypot', [HONEYPOT], 17],
  ['benign', [REAL], null],
] as const)(
  'a name called %s is answered so, with its sub-domains, until that is undone',
  async (called, data, code) => {
    const name = `${called}-of-mine.net`
    await product.call('vetting.decide', { names: [name], class: called, note: 'as seen in a report' })
    for (const asked of [name, `deep.below.${name}`]) {
      const answer = await stub.ask({ name: asked, type: 'A', edns: { size: 1232, dnssecOk: false } })
      expect({ rcode: answer.rcode, data: answer.data }).toEqual({ rcode: 'NOERROR', data })
      expect(answer.error?.code ?? null).toBe(code)
    }
    expect(await addresses(`not-${name}`)).toEqual([REAL])
    expect(await product.call('vetting.undo', {})).toMatchObject({
      kind: 'undone',
      effect: { decision: { class: called } },
    })
    expect(await addresses(name)).toEqual([REAL])
    expect(await addresses(`deep.below.${name}`)).toEqual([REAL])
  }
)

test('undo gives a name back what it was before, one decision after the other', async () => {
  const name = 'changed-twice.net'
  const decide = (to: 'benign' | 'honeypot' | 'malicious') =>
    product.call('vetting.decide', { names: [name], class: to, note: '' })
  await decide('malicious')
  await decide('honeypot')
  await decide('benign')
  const seen = [await addresses(name)]
  for (let undone = 0; undone < 3; undone++) {
    await product.call('vetting.undo', {})
    seen.push(await addresses(name))
  }
  expect(seen).toEqual([[REAL], [HONEYPOT], [BLACKHOLE], [REAL]])
})

describe('killed right behind the acknowledgement', () => {
  test('a restarted product still has the decision, then its undoing, and signs both', async () => {
    const data = await temporaryFolder()
    const name = 'kept-over-a-crash.net'
    try {
      await using first = await startProduct({ data, upstream, settings })
      const others = Array.from({ length: 500 }, (_, at) => `bulk-${at}.net`)
      await first.call('vetting.decide', { names: [name, ...others], class: 'malicious', note: 'for good' })
      await first.kill()

      await using second = await startProduct({ data, upstream, settings })
      await using asking = await openStub(second.ready.dns)
      expect(await addresses(name, asking)).toEqual([BLACKHOLE])
      expect(await addresses('bulk-499.net', asking)).toEqual([BLACKHOLE])
      const page = { class: 'malicious', order: 'name', search: '', offset: 0, limit: 1000 } as const
      expect(await second.call('vetting.page', page)).toMatchObject({ total: 501, counts: { malicious: 501 } })
      await second.call('vetting.undo', {})
      await second.kill()

      await using third = await startProduct({ data, upstream, settings })
      await using again = await openStub(third.ready.dns)
      expect(await addresses(name, again)).toEqual([REAL])
      expect(await third.call('vetting.undo', {})).toEqual({ kind: 'nothing-to-undo' })
      const range = { from: Date.now() - 3_600_000, to: Date.now() }
      const profile = await third.call('names.profile', { name, range, period: null, minutesEastOfUtc: 0 })
      expect(profile.decisions).toMatchObject([{ class: 'malicious', note: 'for good', undone: true }])
    } finally {
      await rm(data, { recursive: true, force: true })
    }
  })
})

function median(of: number[]): number {
  return of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)]!
}

function told(of: number[]): string {
  return `median ${median(of).toFixed(1)} ms, slowest ${Math.max(...of).toFixed(1)} ms`
}
