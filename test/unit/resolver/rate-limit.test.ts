import { encode } from 'dns-packet'
import { describe, expect, it } from 'vitest'
import { createCookies } from '../../../core/resolver/cookies.ts'
import type { Door } from '../../../core/resolver/door.ts'
import { limitedByClient } from '../../../core/resolver/rate-limit.ts'
import { fakeClock } from '../../fakes/clock.ts'

const packet = encode({ type: 'query', id: 7, flags: 0x100, questions: [{ name: 'www.shop-mirror.net', type: 'A' }] })

function limited(perSecond: number) {
  const clock = fakeClock()
  const sent: Buffer[] = []
  const seen = { passed: 0, refused: 0 }
  const receiver = limitedByClient(
    { receive: () => ++seen.passed > 0 },
    { clock, perSecond: () => perSecond, cookies: createCookies(clock), onRefused: () => seen.refused++ }
  )
  const udp: Door = { transport: 0, stream: false, encrypted: false, send: (bytes) => sent.push(Buffer.from(bytes)) }
  const ask = (address: string, times: number, door = udp) => {
    let answered = 0
    for (let i = 0; i < times; i++) if (receiver.receive(packet, door, { port: 40_000, address })) answered++
    return answered
  }
  return { clock, sent, seen, ask, tcp: { ...udp, stream: true } }
}

describe('the limit of questions that one client may ask', () => {
  it('lets two seconds of them through at once, and as many again as time passes', () => {
    const { clock, seen, ask } = limited(10)
    ask('192.0.2.7', 50)
    expect(seen).toEqual({ passed: 20, refused: 30 })
    clock.pass(500)
    ask('192.0.2.7', 50)
    expect(seen.passed).toBe(25)
    clock.pass(3_600_000)
    ask('192.0.2.7', 50)
    expect(seen.passed).toBe(45)
  })

  it('counts whoever has no address any more, since its connection was reset while it asked', () => {
    const { seen, ask, tcp } = limited(10)
    expect(ask('', 21, tcp)).toBe(20)
    expect(seen).toEqual({ passed: 20, refused: 1 })
  })

  it('answers every second question beyond it with TC, no larger than the question, and nothing else', () => {
    const { sent, ask } = limited(1)
    ask('192.0.2.7', 12)
    expect(sent).toHaveLength(5)
    for (const reply of sent) {
      expect(reply.length).toBeLessThanOrEqual(packet.length)
      expect([reply.readUInt16BE(0), reply[2]! & 0x82, reply.readUInt16BE(6)]).toEqual([7, 0x82, 0])
    }
  })

  it('ends a stream, whose asker is known', () => {
    const { sent, ask, tcp } = limited(1)
    expect(ask('192.0.2.7', 4, tcp)).toBe(2)
    expect(sent).toEqual([])
  })

  it('counts each client apart, and a network of IPv6 as one', () => {
    const { seen, ask } = limited(1)
    ask('192.0.2.7', 5)
    ask('192.0.2.8', 5)
    ask('2001:db8:1:2::1', 5)
    ask('2001:db8:1:2:ffff::9', 5)
    expect(seen.passed).toBe(6)
  })

  it('never holds this machine back, nor anyone when it is 0', () => {
    const own = limited(1)
    own.ask('127.0.0.1', 100)
    own.ask('::1', 100)
    expect(own.seen).toEqual({ passed: 200, refused: 0 })
    const off = limited(0)
    off.ask('192.0.2.7', 100)
    expect(off.seen).toEqual({ passed: 100, refused: 0 })
  })

  it('remembers no more clients than it may, however many ask', () => {
    const { seen, ask } = limited(1)
    for (let i = 0; i < 30_000; i++) ask(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 1)
    expect(seen.passed).toBe(30_000)
    // The first one was forgotten and may begin anew; one of the last is still known.
    ask('10.0.0.0', 2)
    expect(seen.passed).toBe(30_002)
    ask('10.0.117.47', 2)
    expect(seen.passed).toBe(30_003)
  })
})
