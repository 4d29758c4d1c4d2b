import { decode, encode } from 'dns-packet'
import { describe, expect, it } from 'vitest'
import { blankAsked, readAsked } from '../../../core/dns/asked.ts'
import { compose, upstreamQuery } from '../../../core/dns/compose.ts'
import { prepareReply, stamp, stampTtls, truncated, withoutOptions } from '../../../core/dns/reply.ts'

function ask(name: string, extra: { id?: number; flags?: number; edns?: boolean } = {}) {
  const opt = {
    type: 'OPT',
    name: '.',
    udpPayloadSize: 1232,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: [],
  } as const
  const packet = encode({
    type: 'query',
    id: extra.id ?? 1,
    flags: extra.flags ?? 0x100,
    questions: [{ name, type: 'A' }],
    additionals: extra.edns ? [{ ...opt, options: [] }] : [],
  })
  const asked = blankAsked()
  expect(readAsked(packet, asked, 1)).toBe('none')
  return { packet, asked }
}

function prepared(options = Buffer.alloc(0)) {
  const { packet, asked } = ask('www.shop-mirror.net')
  const {
    bytes,

    ttlOffsets,
    ttls,
  } = compose(packet.subarray(12, asked.questionEnd), [{ type: 1, ttl: 300, rdata: Buffer.from([192, 0, 2, 7]) }], [])
  return prepareReply({
    bytes,
    nameEnd: asked.nameEnd,
    additionals: 0,
    rcode: 0,
    authenticated: true,
    dnssecOk: false,
    ownerOffsets: [],
    ttlOffsets,
    ttls,
    nowSeconds: 100,
    options,
    evidenceAt: -1,
  })
}

describe('a reply that stands ready', () => {
  it("takes each asker's id, flags, case and EDNS in turn", () => {
    const reply = prepared()
    const first = ask('WWW.shop-Mirror.net', { id: 0xabcd, edns: true })
    const second = ask('www.SHOP-mirror.net', { id: 2, flags: 0x30 })
    const one = decode(stamp(reply, first.packet, first.asked))
    expect(one).toMatchObject({
      id: 0xabcd,
      flag_rd: true,
      flag_ra: true,
      flag_ad: false,
      questions: [{ name: 'WWW.shop-Mirror.net' }],
    })
    expect(one.additionals).toMatchObject([{ type: 'OPT', udpPayloadSize: 1232 }])
    const two = decode(stamp(reply, second.packet, second.asked))
    expect(two).toMatchObject({
      id: 2,
      flag_rd: false,
      flag_ad: true,
      flag_cd: true,
      questions: [{ name: 'www.SHOP-mirror.net' }],
      additionals: [],
    })
    expect(two.answers).toMatchObject([{ name: 'www.SHOP-mirror.net', data: '192.0.2.7', ttl: 300 }])
  })

  it('counts its TTLs down from when it was made, and never below zero', () => {
    const reply = prepared()
    const { packet, asked } = ask('www.shop-mirror.net')
    const ttlAt = (second: number) => {
      stampTtls(reply, second)
      return (decode(stamp(reply, packet, asked)).answers as { ttl: number }[])[0]!.ttl
    }
    expect([ttlAt(101), ttlAt(399), ttlAt(150), ttlAt(1000)]).toEqual([299, 1, 250, 0])
  })

  it('can leave out its options, or everything but the question', () => {
    const reply = prepared(Buffer.from([0, 15, 0, 3, 0, 15, 0x78]))
    const { packet, asked } = ask('www.shop-mirror.net', { edns: true })
    const whole = stamp(reply, packet, asked)
    expect(withoutOptions(reply)).toHaveLength(whole.length - 7)
    expect(decode(withoutOptions(reply)).additionals).toMatchObject([{ type: 'OPT', options: [] }])
    const cut = decode(truncated(reply, true))
    expect(cut).toMatchObject({ flag_tc: true, answers: [], questions: [{ name: 'www.shop-mirror.net' }] })
    expect(cut.additionals).toHaveLength(1)
    // The cut was a copy: the next asker gets the whole again.
    expect(decode(stamp(reply, packet, asked)).answers).toHaveLength(1)
  })
})

describe('the question that goes upstream', () => {
  it('asks for recursion and for what was validated, with our own OPT and nothing of the client', () => {
    const { packet, asked } = ask('www.shop-mirror.net')
    const query = decode(
      upstreamQuery(packet.subarray(12, asked.questionEnd), { checkingDisabled: 0x10, dnssecOk: true, edns: true })
    )
    expect(query).toMatchObject({
      flag_rd: true,
      flag_ad: true,
      flag_cd: true,
      questions: [{ name: 'www.shop-mirror.net', type: 'A' }],
    })
    expect(query.additionals).toMatchObject([{ type: 'OPT', udpPayloadSize: 1232, flag_do: true, options: [] }])
  })
})
