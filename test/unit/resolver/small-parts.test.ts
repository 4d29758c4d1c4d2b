import { encode, type Answer } from 'dns-packet'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanReply } from '../../../core/dns/scan.ts'
import { endpointText, parseEndpoint } from '../../../core/resolver/endpoint.ts'
import { frame, unframer } from '../../../core/resolver/framing.ts'
import { createLatency } from '../../../core/resolver/latency.ts'
import { isOurs, machineUpstreams } from '../../../core/resolver/machine-upstreams.ts'
import { lifetime } from '../../../core/resolver/upstream-answer.ts'
import { upstreamHealth } from '../../../core/resolver/upstream/health.ts'
import { fakeClock } from '../../fakes/clock.ts'

describe('an endpoint', () => {
  it.each([
    ['192.0.2.1', { host: '192.0.2.1', port: 53 }, '192.0.2.1:53'],
    ['192.0.2.1:5353', { host: '192.0.2.1', port: 5353 }, '192.0.2.1:5353'],
    ['2001:db8::1', { host: '2001:db8::1', port: 53 }, '[2001:db8::1]:53'],
    ['[2001:db8::1]:5353', { host: '2001:db8::1', port: 5353 }, '[2001:db8::1]:5353'],
  ])('reads %s', (text, value, back) => {
    expect(parseEndpoint(text, 53)).toEqual({ ok: true, value })
    expect(endpointText(value)).toBe(back)
  })

  it.each(['', 'dns.shop-mirror.net', '192.0.2.1:0', '192.0.2.1:70000', '192.0.2.300', '[::1', '192.0.2.1:5353:1'])(
    'refuses "%s" with a reason',
    (text) => {
      const parsed = parseEndpoint(text, 53)
      expect(parsed.ok).toBe(false)
      if (!parsed.ok) expect(parsed.fault.message).not.toBe('')
    }
  )
})

describe("the machine's own resolvers", () => {
  it('are taken as they are, without our own address, its twin and repeats', () => {
    const own = { host: '127.0.0.1', port: 53 }
    expect(
      machineUpstreams(own, ['127.0.0.1', '::1', '192.0.2.53', '192.0.2.53', '192.0.2.54:5353', 'fe80::1%eth0'])
    ).toEqual([
      { host: '192.0.2.53', port: 53 },
      { host: '192.0.2.54', port: 5353 },
      { host: 'fe80::1%eth0', port: 53 },
    ])
    expect(machineUpstreams({ host: '127.0.0.1', port: 5335 }, ['127.0.0.53'])).toHaveLength(1)
    expect(isOurs({ host: '127.0.0.9', port: 53 }, { host: '0.0.0.0', port: 53 })).toBe(true)
  })
})

describe('messages on a stream', () => {
  it('come out whole however the stream was cut', () => {
    const message = fc.uint8Array({ minLength: 0, maxLength: 300 })
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
        (messages, cuts) => {
          const stream = Buffer.concat(messages.map((one) => frame(one)))
          const out: Buffer[] = []
          const take = unframer((one) => out.push(Buffer.from(one)))
          for (let at = 0, i = 0; at < stream.length; i++) {
            const next = at + cuts[i % cuts.length]!
            const piece = Buffer.from(stream.subarray(at, next))
            take(piece)
            // It was true only during the call.
            piece.fill(0xff)
            at = next
          }
          expect(out.map((one) => [...one])).toEqual(messages.map((one) => [...one]))
        }
      )
    )
  })
})

describe('latency figures', () => {
  it('are right to within a tenth, and age', () => {
    const latency = createLatency()
    expect(latency.figures()).toEqual({ count: 0, p50Ms: null, p99Ms: null })
    for (let i = 1; i <= 1000; i++) latency.add(i / 10)
    const { count, p50Ms, p99Ms } = latency.figures()
    expect(count).toBe(1000)
    expect(p50Ms! / 50).toBeGreaterThan(0.9)
    expect(p50Ms! / 50).toBeLessThan(1.1)
    expect(p99Ms! / 99).toBeGreaterThan(0.9)
    expect(p99Ms! / 99).toBeLessThan(1.1)
    latency.age()
    expect(latency.figures().count).toBe(500)
    latency.add(0)
    latency.add(1e12)
    expect(latency.figures().count).toBe(502)
  })
})

describe('how long an answer is kept', () => {
  const soa = (ttl: number, minimum: number): Answer => ({
    name: 'shop-mirror.net',
    type: 'SOA',
    ttl,
    data: { mname: 'ns.net', rname: 'x.net', serial: 1, refresh: 1, retry: 1, expire: 1, minimum },
  })
  const a = (ttl: number): Answer => ({ name: 'www.shop-mirror.net', type: 'A', ttl, data: '192.0.2.7' })

  it.each<[string, { rcode?: number; answers?: Answer[]; authorities?: Answer[] }, number]>([
    ['the least TTL of all its records', { answers: [a(300), a(60)], authorities: [soa(30, 5)] }, 30],
    ['a day at most', { answers: [a(1_000_000)] }, 86_400],
    ['not at all with a TTL whose top bit is set', { answers: [a(0x80000000)] }, 0],
    ['the SOA minimum for NXDOMAIN', { rcode: 3, authorities: [soa(900, 60)] }, 60],
    ['the SOA TTL when that is less', { rcode: 3, authorities: [soa(20, 60)] }, 20],
    ['three hours at most when negative', { rcode: 3, authorities: [soa(86_400, 86_400)] }, 10_800],
    ['not at all when negative without SOA', { rcode: 3 }, 0],
    ['not at all for a failure, whose time is counted apart', { rcode: 2 }, 0],
    ['not at all for a refusal, which is a failure too', { rcode: 5 }, 0],
  ])('is %s', (_, { rcode = 0, ...sections }, seconds) => {
    const message = encode({
      type: 'response',
      id: 1,
      flags: 0x180 | rcode,
      questions: [{ name: 'www.shop-mirror.net', type: 'A' }],
      ...sections,
    })
    expect(lifetime(message, scanReply(message)!)).toBe(seconds)
  })
})

describe('the health of an upstream', () => {
  it('is failing after two failures in a row, is tried again after a while, and recovers by one answer', () => {
    const clock = fakeClock()
    const health = upstreamHealth(clock)
    const nothing = { medianMs: null, p99Ms: null, lastFault: null }
    expect(health.figures()).toEqual({ ...nothing, state: 'unused', asked: 0, failed: 0 })
    for (let i = 0; i < 2; i++) {
      health.asked()
      health.failed('it did not answer')
    }
    expect([health.failing, health.probeDue]).toEqual([true, false])
    clock.pass(3000)
    expect(health.probeDue).toBe(true)
    health.asked()
    health.answered(12)
    const lastFault = { message: 'it did not answer', at: clock.now() - 3000 }
    expect(health.figures()).toEqual({ state: 'answering', medianMs: 12, p99Ms: 12, asked: 3, failed: 2, lastFault })
  })
})
