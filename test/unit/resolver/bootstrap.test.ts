import { afterEach, describe, expect, it } from 'vitest'
import { createBootstrap } from '../../../core/resolver/upstream/bootstrap.ts'
import { createUpstreams } from '../../../core/resolver/upstream/upstreams.ts'
import { tryUpstreams } from '../../../core/resolver/upstream/try-upstreams.ts'
import { nameFromWire } from '../../../core/dns/name.ts'
import { fakeClock } from '../../fakes/clock.ts'
import { startSecureUpstream, TEST_AUTHORITY } from '../../fakes/secure-upstream.ts'
import { startFakeUpstream, type Zone } from '../../fakes/upstream.ts'

const open: AsyncDisposable[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]()
})
async function opened<T extends AsyncDisposable>(one: Promise<T>): Promise<T> {
  open.push(await one)
  return one
}

const PLACES: Zone = ({ name, type }) =>
  name !== 'dns.example' ? null : type === 'A' ? { answers: [{ name, type: 'A', ttl: 600, data: '127.0.0.1' }] } : {}
const ANSWERS: Zone = ({ name, type }) =>
  type === 'NS'
    ? { answers: [{ name: '.', type: 'NS', ttl: 600, data: 'a.root-servers.net' }] }
    : { answers: [{ name, type: 'A', ttl: 60, data: '192.0.2.7' }] }
const question = {
  name: nameFromWire('a.net'),
  question: Buffer.from('\x01a\x03net\x00\x00\x01\x00\x01', 'latin1'),
  checkingDisabled: 0,
  dnssecOk: false,
}

describe('an encrypted upstream whose address nobody wrote down', () => {
  it('is found through the bootstrap resolver, which is asked for that name alone, and is shown', async () => {
    const bootstrap = await opened(startFakeUpstream(PLACES))
    const upstream = await opened(startSecureUpstream(ANSWERS, { over: 'tls' }))
    const to = { transport: 'tls', name: 'dns.example', port: upstream.port, at: [], pins: [] } as const
    const config = {
      upstreams: [{ ...to, at: [], pins: [] }],
      strategy: 'ordered' as const,
      forwarding: [],
      bootstrap: [{ host: bootstrap.host, port: bootstrap.port }],
    }
    const upstreams = createUpstreams(config, { clock: fakeClock(), authorities: [TEST_AUTHORITY] })
    try {
      expect((await upstreams.ask(question)).ok).toBe(true)
      expect(new Set(bootstrap.seen.map(({ name }) => name))).toEqual(new Set(['dns.example']))
      expect(upstreams.figures()[0]!.found).toEqual({ addresses: ['127.0.0.1'], by: `127.0.0.1:${bootstrap.port}` })
    } finally {
      upstreams.close()
    }
  })

  it('stays where it was when the bootstrap resolver says nothing more, and is asked for again in another network', async () => {
    const clock = fakeClock()
    const resolver = await opened(startFakeUpstream(PLACES))
    const bootstrap = createBootstrap([{ host: resolver.host, port: resolver.port }], () => clock.elapsed())
    const first = await bootstrap.find('dns.example', [])
    expect(first).toMatchObject({ ok: true, value: { addresses: [{ address: '127.0.0.1', family: 4 }] } })
    const asked = resolver.seen.length
    await bootstrap.find('dns.example', [])
    expect(resolver.seen).toHaveLength(asked)
    resolver.behaviour = 'refusing'
    clock.pass(601_000)
    expect(await bootstrap.find('dns.example', [])).toEqual(first)
    bootstrap.renew()
    const none = await bootstrap.find('dns.example', [])
    expect(none.ok ? '' : none.fault.message).toMatch(/dns\.example has no address: .* write one behind its name/)
  })

  it('has no address, in words, where nobody can be asked', async () => {
    const none = await createBootstrap([], () => 0).find('dns.example', [])
    expect(none.ok ? '' : none.fault.message).toMatch(/no bootstrap resolver is known/)
  })
})

it('upstreams answer as the DNS does when they know the root, and not when they answer everything alike', async () => {
  const clock = fakeClock()
  const right = await opened(startFakeUpstream(ANSWERS))
  const portal = await opened(
    startFakeUpstream(({ name }) => ({ answers: [{ name, type: 'A', ttl: 1, data: '192.0.2.80' }] }))
  )
  const config = (upstream: typeof right) => ({
    upstreams: [upstream.address],
    strategy: 'ordered' as const,
    forwarding: [],
    bootstrap: [],
  })
  expect(await tryUpstreams(config(right), { clock })).toBe(true)
  expect(await tryUpstreams(config(portal), { clock })).toBe(false)
})
