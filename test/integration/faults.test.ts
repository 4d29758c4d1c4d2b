import { afterEach, describe, expect, it } from 'vitest'
import { nameFromWire } from '../../core/dns/name.ts'
import { RCODE } from '../../core/dns/mnemonics.ts'
import type { UpstreamAddress } from '../../core/resolver/upstream/address.ts'
import type { UpstreamOutcome } from '../../core/resolver/upstream/exchange.ts'
import { createUpstreams, type Upstreams } from '../../core/resolver/upstream/upstreams.ts'
import { systemClock } from '../../core/system/clock.ts'
import { startSecureUpstream, TEST_AUTHORITY } from '../fakes/secure-upstream.ts'
import { startFakeUpstream, type Zone } from '../fakes/upstream.ts'

/** What a person sees while upstreams do what upstreams do: the words, and that answers go on. Real sockets, real time, short patience. */
const open: (AsyncDisposable | Disposable)[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse())
    if (Symbol.asyncDispose in one) await one[Symbol.asyncDispose]()
    else one[Symbol.dispose]()
})

async function opened<T extends AsyncDisposable>(one: Promise<T>): Promise<T> {
  open.push(await one)
  return one
}

const zone: Zone = ({ name }) => ({ answers: [{ name, type: 'A', ttl: 60, data: '192.0.2.7' }] })

function asking(addresses: UpstreamAddress[], patienceMs = [400, 400]): Upstreams {
  const config = { upstreams: addresses, strategy: 'ordered' as const, forwarding: [], bootstrap: [] }
  const upstreams = createUpstreams(config, { clock: systemClock, patienceMs, authorities: [TEST_AUTHORITY] })
  open.push({ [Symbol.dispose]: () => upstreams.close() })
  return upstreams
}

let asked = 0
function ask(upstreams: Upstreams, label = `n${asked++}`): Promise<UpstreamOutcome> {
  const question = Buffer.from(`${String.fromCharCode(label.length)}${label}\x03net\x00\x00\x01\x00\x01`, 'latin1')
  return upstreams.ask({ name: nameFromWire(`${label}.net`), question, checkingDisabled: 0, dnssecOk: false })
}
const wordsOf = (outcome: UpstreamOutcome) =>
  outcome.ok ? `rcode ${outcome.value.scanned.rcode}` : outcome.fault.message
const lastFault = (upstreams: Upstreams) => upstreams.figures()[0]!.lastFault?.message ?? ''

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const upstream = await startFakeUpstream(zone)
  await upstream[Symbol.asyncDispose]()
  return upstream.port
}

describe('an upstream that is dead', () => {
  it.each(['udp', 'tcp', 'tls', 'https'] as const)('over %s is known at once, and says why', async (transport) => {
    const port = await closedPort()
    const secure = { name: 'dns.example', port, at: ['127.0.0.1'], pins: [] }
    const address: UpstreamAddress =
      transport === 'udp' || transport === 'tcp'
        ? { transport, at: { host: '127.0.0.1', port } }
        : transport === 'tls'
          ? { transport, ...secure }
          : { transport, ...secure, path: '/dns-query' }
    const upstreams = asking([address])
    const before = performance.now()
    expect(wordsOf(await ask(upstreams))).toMatch(/it refused the connection: nothing listens there/)
    expect(performance.now() - before).toBeLessThan(390)
    expect(lastFault(upstreams)).toMatch(/nothing listens there/)
  })

  it('costs a client nothing once it is known: the other one is asked first', async () => {
    const alive = await opened(startFakeUpstream(zone))
    const dead = await opened(startFakeUpstream(zone))
    dead.behaviour = 'silent'
    const upstreams = asking([dead.address, alive.address])
    for (let i = 0; i < 2; i++) expect(wordsOf(await ask(upstreams))).toBe('rcode 0')
    const before = performance.now()
    expect(wordsOf(await ask(upstreams))).toBe('rcode 0')
    expect(performance.now() - before).toBeLessThan(390)
    expect(upstreams.figures().map(({ state }) => state)).toEqual(['failing', 'answering'])
  })
})

describe('that no upstream answers', () => {
  it('is known once each has failed, with what is wrong with each, and until one answers', async () => {
    const port = await closedPort()
    const dead = { transport: 'udp' as const, at: { host: '127.0.0.1', port } }
    const other = await opened(startFakeUpstream(zone))
    other.behaviour = 'silent'
    const upstreams = asking([dead, other.address], [100, 100])
    expect(upstreams.silent()).toEqual([])
    for (let i = 0; i < 2; i++) await ask(upstreams)
    expect(upstreams.silent()).toEqual([
      { address: `127.0.0.1:${port}`, why: expect.stringContaining('nothing listens there') as string },
      { address: `127.0.0.1:${other.port}`, why: 'it did not answer in 100 ms' },
    ])
    other.behaviour = 'answering'
    expect(wordsOf(await ask(upstreams))).toBe('rcode 0')
    expect(upstreams.silent()).toEqual([])
  })

  it('is not said for names of one domain, whose own servers are slow to fail', async () => {
    const slow = await opened(startFakeUpstream(zone))
    slow.behaviour = 'silent'
    const upstreams = asking([slow.address], [50, 50])
    for (const name of ['lame', 'lame', 'www.lame']) await ask(upstreams, name)
    expect(upstreams.figures()).toMatchObject([{ state: 'failing' }])
    expect(upstreams.silent()).toEqual([])
    await ask(upstreams)
    expect(upstreams.silent()).toHaveLength(1)
  })
})

describe('an upstream that is slow', () => {
  it('may still answer while another one is asked', async () => {
    const slow = await opened(startFakeUpstream(zone))
    const silent = await opened(startFakeUpstream(zone))
    slow.slowMs = 500
    silent.behaviour = 'silent'
    expect(wordsOf(await ask(asking([slow.address, silent.address])))).toBe('rcode 0')
  })

  it('over TLS keeps no other question waiting', async () => {
    const upstream = await opened(startSecureUpstream(zone, { over: 'tls' }))
    const upstreams = asking([upstream.address], [2000, 2000])
    await ask(upstreams)
    upstream.slowMs = 300
    const before = performance.now()
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => ask(upstreams)))
    expect(outcomes.every(({ ok }) => ok)).toBe(true)
    expect(performance.now() - before).toBeLessThan(1800)
    expect(upstream.handshakes).toBe(1)
  })
})

describe('an upstream that comes back', () => {
  it.each(['tls', 'https'] as const)('over %s is asked again as soon as the network has changed', async (over) => {
    const upstream = await opened(startSecureUpstream(zone, { over }))
    const port = upstream.port
    await upstream[Symbol.asyncDispose]()
    const upstreams = asking([upstream.address])
    expect(wordsOf(await ask(upstreams))).toMatch(/nothing listens there/)
    // A closed door is not knocked at with every question.
    const before = performance.now()
    expect(wordsOf(await ask(upstreams))).toMatch(/nothing listens there/)
    expect(performance.now() - before).toBeLessThan(200)
    await opened(startSecureUpstream(zone, { over, port }))
    upstreams.renew()
    expect(wordsOf(await ask(upstreams))).toBe('rcode 0')
  })
})

describe('an upstream that lies', () => {
  it.each([
    ['tls', 'garbage', /its answer was malformed/],
    ['tls', 'wrong-question', /no upstream answered in time/],
    ['tls', 'truncating', /its answer was cut/],
    ['https', 'garbage', /its answer was malformed/],
    ['https', 'wrong-question', /it answered something else than was asked/],
    ['https', 'html', /it answered "text\/html" instead of DNS/],
    ['https', 'http-500', /it answered HTTP 500 instead of DNS/],
    ['https', 'redirect', /it answered HTTP 302 and wants to send us elsewhere/],
    ['https', 'oversize', /its answer is larger than a DNS message can be/],
    ['https', 'drip', /no upstream answered in time/],
  ] as const)('over %s with %s is not believed, and what it did is said', async (over, behaviour, words) => {
    const upstream = await opened(startSecureUpstream(zone, { over }))
    upstream.behaviour = behaviour
    expect(wordsOf(await ask(asking([upstream.address])))).toMatch(words)
  })

  it.each([
    ['expired', 'dns.example', /its certificate has expired/],
    ['self-signed', 'dns.example', /its certificate is self-signed; a pin .* would let it be trusted/],
    ['server', 'dns.other-place.net', /its certificate is not for dns\.other-place\.net/],
  ] as const)('with the certificate %s under the name %s hears no question', async (certificate, name, words) => {
    for (const over of ['tls', 'https'] as const) {
      const upstream = await opened(startSecureUpstream(zone, { over, certificate, name }))
      expect(wordsOf(await ask(asking([upstream.address])))).toMatch(words)
      expect(upstream.seen).toEqual([])
    }
  })

  it('and speaks no TLS at all is named so', async () => {
    const plain = await opened(startFakeUpstream(zone))
    const { port } = plain
    const address = { transport: 'tls', name: 'dns.example', port, at: ['127.0.0.1'], pins: [] } as const
    const words = wordsOf(await ask(asking([{ ...address, at: [...address.at], pins: [] }], [1500])))
    expect(words).toMatch(
      /it does not speak TLS as it should|it broke the connection off|the connection was closed|no upstream answered/
    )
  })

  it('and fails for one question is not asked the same twice, and the other one answers', async () => {
    const lying = await opened(startSecureUpstream(zone, { over: 'https' }))
    lying.behaviour = 'html'
    const right = await opened(startFakeUpstream(zone))
    const outcome = await ask(asking([lying.address, right.address]))
    expect(outcome.ok && outcome.value.scanned.rcode).toBe(RCODE.NOERROR)
    expect(lying.seen).toHaveLength(1)
  })
})
