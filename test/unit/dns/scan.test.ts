import { encode, type Answer } from 'dns-packet'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EXTENDED_ERROR, extendedErrorOption } from '../../../core/dns/extended-error.ts'
import { recordText } from '../../../core/dns/record-text.ts'
import { scanReply } from '../../../core/dns/scan.ts'

const ANSWERS: Answer[] = [
  { name: 'www.shop-mirror.net', type: 'CNAME', ttl: 300, data: 'edge.shop-mirror.net' },
  { name: 'edge.shop-mirror.net', type: 'A', ttl: 60, data: '192.0.2.7' },
  { name: 'edge.shop-mirror.net', type: 'AAAA', ttl: 61, data: '2001:db8::7' },
  { name: 'shop-mirror.net', type: 'MX', ttl: 62, data: { preference: 10, exchange: 'mail.shop-mirror.net' } },
  { name: 'shop-mirror.net', type: 'TXT', ttl: 63, data: ['say "hi"', 'a\u0007b'] },
]

function reply(additionals: Answer[] = []): Buffer {
  return encode({
    type: 'response',
    id: 9,
    flags: 0x180,
    questions: [{ type: 'A', name: 'www.shop-mirror.net' }],
    answers: ANSWERS,
    additionals,
  })
}

const OPT = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: 1232,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
} as unknown as Answer

/** A reply with one record, whose data are written as hex. */
function replyWith(type: number, data: string, klass = 1): Buffer {
  const rdata = Buffer.from(data, 'hex')
  const head = Buffer.alloc(12)
  head.writeUInt16BE(type, 2)
  head.writeUInt16BE(klass, 4)
  head.writeUInt16BE(rdata.length, 10)
  head.writeUInt16BE(0xc00c, 0)
  const question = encode({ type: 'response', id: 9, flags: 0x180, questions: [{ type: 'A', name: 'shop.net' }] })
  question.writeUInt16BE(1, 6)
  return Buffer.concat([question, head, rdata])
}

describe('scanning a reply', () => {
  it.each<[string, number, string, boolean]>([
    ['an address of four octets', 1, 'c0000207', true],
    ['an address with something behind it', 1, 'c000020700', false],
    ['an address of three octets', 1, 'c00002', false],
    ['no address at all', 1, '', false],
    ['an address of IPv6', 28, '20010db8000000000000000000000007', true],
    ['an address of IPv6 with four octets', 28, 'c0000207', false],
    ['an alias', 5, '01610162c00c', true],
    ['an alias with something behind it', 5, '01610162c00c00', false],
    ['a preference and a mail server', 15, '000a0161c00c', true],
    ['a mail server with something behind it', 15, '000a0161c00cff', false],
    ['the two names of a start of authority, and its numbers', 6, `c00cc00c${'00'.repeat(20)}`, true],
    ['a start of authority whose mailbox goes round', 6, `c00cc02c${'00'.repeat(20)}`, false],
    ['a person and where there is more of him', 17, 'c00cc00c', true],
    ['a person with something behind the second name', 17, 'c00cc00c00', false],
    ['the target of a service and its parameters', 65, '00010000010002', true],
    ['a type of which nothing is known', 65_280, 'c000020700', true],
  ])('reads %s: %s', (_, type, data, readable) => {
    expect(scanReply(replyWith(type, data)) !== null).toBe(readable)
  })

  it('leaves to other classes what an address is', () => {
    expect(scanReply(replyWith(1, '0163c00c0010', 3))).not.toBeNull()
  })

  it('finds every record with its TTL', () => {
    const scanned = scanReply(reply())!
    expect(scanned.records.map(({ ttl }) => ttl)).toEqual([300, 60, 61, 62, 63])
    expect(scanned.records.every(({ section }) => section === 'answer')).toBe(true)
  })

  it('gives texts for the log, with control characters made visible', () => {
    const message = reply()
    expect(scanReply(message)!.records.map((record) => recordText(message, record))).toEqual([
      'CNAME edge.shop-mirror.net',
      'A 192.0.2.7',
      'AAAA 2001:db8::7',
      'MX 10 mail.shop-mirror.net',
      'TXT "say \\034hi\\034" "a\\007b"',
    ])
  })

  it('leaves out OPT and what stands behind it, but keeps its Extended DNS Errors and upper rcode bits', () => {
    const before: Answer = { name: 'ns.shop-mirror.net', type: 'A', ttl: 5, data: '192.0.2.1' }
    const message = reply([before, OPT, before])
    const scanned = scanReply(message)!
    expect(scanned).toMatchObject({ hasOpt: true, additionals: 1, rcode: 0 })
    const option = extendedErrorOption(EXTENDED_ERROR.filtered, 'why')
    const withError = Buffer.concat([reply([OPT]).subarray(0, -2), Buffer.from([0, option.length]), option])
    withError[withError.length - option.length - 6] = 1
    expect(scanReply(withError)).toMatchObject({ rcode: 16, errors: option })
  })

  it.each([
    ['a query', (bytes: Buffer) => (bytes[2] = 1)],
    ['two questions', (bytes: Buffer) => (bytes[5] = 2)],
    ['more records than it holds', (bytes: Buffer) => (bytes[7] = 9)],
    ['a length that runs out of it', (bytes: Buffer) => (bytes[bytes.length - 15] = 255)],
  ])('refuses %s', (_, spoil) => {
    const message = reply()
    spoil(message)
    expect(scanReply(message)).toBeNull()
  })

  it('never throws, and every record lies inside the message, whatever octets are changed or cut off', () => {
    const good = reply([OPT])
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.nat(good.length),
        (changes, length) => {
          const message = Buffer.from(good.subarray(0, length))
          for (const [at, octet] of changes) if (at < length) message[at] = octet
          const scanned = scanReply(message)
          for (const record of scanned?.records ?? []) {
            expect(record.rdataEnd).toBeLessThanOrEqual(message.length)
            expect(typeof recordText(message, record)).toBe('string')
          }
        }
      ),
      { numRuns: 3000 }
    )
  })
})
