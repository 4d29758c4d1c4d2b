import { decode } from 'dns-packet'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { rcodeText } from '../../../core/dns/mnemonics.ts'
import { openStage } from '../../scenarios/runner/stage.ts'

/** No upstream: whatever is forwarded gets SERVFAIL. */
const stage = openStage({ upstreams: [] }, { patienceMs: [1], staleAfterMs: undefined })
afterAll(() => stage[Symbol.asyncDispose]())

const HEADER = '1234 0100 0001 0000 0000 0000'
const NAME = '0b 73686f702d6d6972726f72 03 6e6574 00'
const A_IN = '0001 0001'
const OPT = '00 0029 04d0 00000000 0000'
const bytes = (...hex: string[]) => Buffer.from(hex.join('').replaceAll(' ', ''), 'hex')

describe('a packet that is no proper question', () => {
  it.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'no answer'],
    ['half a header', bytes('1234 0100 0001'), 'no answer'],
    ['an answer', bytes('1234 8180 0001 0000 0000 0000', NAME, A_IN), 'no answer'],
    ['a header that promises a question', bytes(HEADER), 'FORMERR'],
    ['no question', bytes('1234 0100 0000 0000 0000 0000'), 'FORMERR'],
    ['two questions (RFC 9619)', bytes('1234 0100 0002 0000 0000 0000', NAME, A_IN, NAME, A_IN), 'FORMERR'],
    ['65,535 questions', bytes('1234 0100 ffff 0000 0000 0000', NAME, A_IN), 'FORMERR'],
    ['a name that runs out of the packet', bytes(HEADER, '3f 61'), 'FORMERR'],
    ['a name without an end', bytes(HEADER, '01 61'), 'FORMERR'],
    ['a name of 256 octets', bytes(HEADER, `3f${'61'.repeat(63)}`.repeat(4), '00', A_IN), 'FORMERR'],
    ['a compressed question', bytes(HEADER, 'c00c', A_IN), 'FORMERR'],
    ['a label of a kind that does not exist', bytes(HEADER, '41 61 00', A_IN), 'FORMERR'],
    ['no type', bytes(HEADER, NAME), 'FORMERR'],
    [
      'an answer section',
      bytes('1234 0100 0001 0001 0000 0000', NAME, A_IN, 'c00c 0001 0001 00000000 0004 c0000201'),
      'FORMERR',
    ],
    ['an additional record that is not there', bytes('1234 0100 0001 0000 0000 0001', NAME, A_IN), 'FORMERR'],
    ['two OPT records (RFC 6891)', bytes('1234 0100 0001 0000 0000 0002', NAME, A_IN, OPT, OPT), 'FORMERR'],
    ['an OPT record with a name', bytes('1234 0100 0001 0000 0000 0001', NAME, A_IN, '01 61', OPT), 'FORMERR'],
    [
      'an OPT record whose options run out of the packet',
      bytes('1234 0100 0001 0000 0000 0001', NAME, A_IN, '00 0029 04d0 00000000 00ff'),
      'FORMERR',
    ],
    ['opcode 1, inverse query', bytes('1234 0900 0001 0000 0000 0000', NAME, A_IN), 'NOTIMP'],
    ['opcode 4, notify', bytes('1234 2100 0001 0000 0000 0000', NAME, A_IN), 'NOTIMP'],
    ['opcode 5, update', bytes('1234 2800 0001 0000 0000 0000', NAME, A_IN), 'NOTIMP'],
    ['opcode 15', bytes('1234 7900 0001 0000 0000 0000', NAME, A_IN), 'NOTIMP'],
    ['EDNS version 255', bytes('1234 0100 0001 0000 0000 0001', NAME, A_IN, '00 0029 04d0 00ff0000 0000'), 'BADVERS'],
  ])('%s', async (_, packet, expected) => {
    const reply = await stage.ask(packet, 'udp')
    if (expected === 'no answer') return expect(reply).toBeNull()
    const read = decode(reply!)
    expect(read).toMatchObject({ id: 0x1234, type: 'response' })
    const opt = read.additionals?.find(({ type }) => type === 'OPT')
    const rcode = opt?.type === 'OPT' && opt.extendedRcode === 1 ? 'BADVERS' : rcodeText(reply![3]! & 0x0f)
    expect(rcode).toBe(expected)
    expect(reply!.length).toBeLessThanOrEqual(Math.max(packet.length, 12))
  })

  // Beside the question it holds why it was refused, and the server's part of a cookie (RFC 7873).
  it.each([
    ['OPT', '0029', 'FORMERR'],
    ['NXNAME', '0080', 'FORMERR'],
    ['MAILB', '00fd', 'NOTIMP'],
  ])('a type that is not to be asked for, %s, is refused in 40 octets more', async (_, type, expected) => {
    const cookie = '00 0029 04d0 00000000 000c 000a 0008 0102030405060708'
    const packet = bytes('1234 0100 0001 0000 0000 0001', NAME, type, '0001', cookie)
    const reply = await stage.ask(packet, 'udp')
    expect(rcodeText(reply![3]! & 0x0f)).toBe(expected)
    expect(reply!.length).toBeLessThanOrEqual(packet.length + 40)
  })

  it.each<[string, Buffer]>([
    ['octets behind the last record', Buffer.concat([bytes(HEADER, NAME, A_IN), Buffer.from('rest')])],
    [
      'a TSIG-like additional record',
      bytes('1234 0100 0001 0000 0000 0001', NAME, A_IN, '00 00fa 00ff 00000000 0002 0000'),
    ],
    [
      'unknown EDNS options',
      bytes('1234 0100 0001 0000 0000 0001', NAME, A_IN, '00 0029 04d0 00000000 0006 fde9 0002 abcd'),
    ],
    ['odd octets in its name', bytes(HEADER, '04 002e5cff 03 6e6574 00', A_IN)],
    ['the root as its name', bytes(HEADER, '00', '0002 0001')],
  ])('is answered all the same with %s', async (_, packet) => {
    expect(decode((await stage.ask(packet, 'udp'))!)).toMatchObject({ rcode: 'SERVFAIL', id: 0x1234 })
  })

  it('made of any octets never brings the resolver down, nor an answer larger than the asker may take', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), fc.boolean(), async (tail, wellBegun) => {
        const packet = wellBegun ? Buffer.concat([bytes(HEADER), tail]) : Buffer.from(tail)
        const reply = await stage.ask(packet, 'udp')
        if (reply !== null) expect(reply.length).toBeLessThanOrEqual(512 + 200)
      }),
      { numRuns: 1500 }
    )
  })
})
