import { describe, expect, it } from 'vitest'
import { addressBytes } from '../../../core/dns/address.ts'
import { isCookieSize, judgeServerCookie, writeServerCookie } from '../../../core/dns/server-cookie.ts'
import { sipHash24, sipKey } from '../../../core/dns/siphash.ts'

const hex = (text: string) => Buffer.from(text, 'hex')

describe('SipHash-2-4', () => {
  const key = sipKey(hex('000102030405060708090a0b0c0d0e0f'))
  const hashOf = (length: number) => {
    const out = Buffer.alloc(8)
    sipHash24(key, Buffer.from(Array.from({ length }, (_, i) => i)), out)
    return out.toString('hex')
  }

  // From the reference code's table, and the paper's appendix A (15 octets).
  it.each([
    [0, '310e0edd47db6f72'],
    [1, 'fd67dc93c539f874'],
    [7, '37d1018bf50002ab'],
    [8, '6224939a79f5f593'],
    [15, 'e545be4961ca29a1'],
    [16, 'db9bc2577fcc2a3f'],
    [63, '724506eb4c328a95'],
  ])('hashes %i octets as the reference does', (length, expected) => {
    expect(hashOf(length)).toBe(expected)
  })
})

/** RFC 9018, appendix A. */
const VECTORS = [
  {
    what: 'A.1: a client that learns its cookie',
    secret: 'e5e973e5a6b2a43f48e7dc849e37bfcf',
    client: '2464c4abcf10c957',
    address: '198.51.100.100',
    seconds: 1559731985,
    cookie: '010000005cf79f111f8130c3eee29480',
  },
  {
    what: 'A.2: the same one 40 minutes later',
    secret: 'e5e973e5a6b2a43f48e7dc849e37bfcf',
    client: '2464c4abcf10c957',
    address: '198.51.100.100',
    seconds: 1559734385,
    cookie: '010000005cf7a871d4a564a1442aca77',
  },
  {
    what: 'A.4: an IPv6 address and another secret',
    secret: '445536bcd2513298075a5d379663c962',
    client: '22681ab97d52c298',
    address: '2001:db8:220:1:59de:d0f4:8769:82b8',
    seconds: 1559741961,
    cookie: '010000005cf7c609a6bb79d16625507a',
  },
]

describe("a server's cookie", () => {
  it.each(VECTORS)('is the one of RFC 9018, $what', ({ secret, client, address, seconds, cookie }) => {
    const out = Buffer.alloc(20)
    const asker = { packet: hex(client), cookieAt: 0, address: addressBytes(address) }
    writeServerCookie(sipKey(hex(secret)), asker, { seconds, out, at: 2 })
    expect(out.subarray(2, 18).toString('hex')).toBe(cookie)
  })

  const [{ secret, client, address, seconds, cookie }] = VECTORS as [(typeof VECTORS)[number]]
  const judged = (now: number, { octets = client + cookie, from = address, key = secret } = {}) => {
    const packet = hex(octets)
    return judgeServerCookie(
      sipKey(hex(key)),
      { packet, cookieAt: 0, address: addressBytes(from) },
      { size: packet.length, seconds: now }
    )
  }

  it('is taken for an hour, renewed after half of it, and taken from a clock five minutes ahead', () => {
    expect(judged(seconds)).toBe('fresh')
    expect(judged(seconds + 1800)).toBe('fresh')
    expect(judged(seconds + 1801)).toBe('old')
    expect(judged(seconds + 3600)).toBe('old')
    expect(judged(seconds + 3601)).toBe('bad')
    expect(judged(seconds - 300)).toBe('fresh')
    expect(judged(seconds - 301)).toBe('bad')
  })

  it('is for one client, one address and one secret, and not to be changed', () => {
    expect(judged(seconds, { from: '198.51.100.101' })).toBe('bad')
    expect(judged(seconds, { key: '445536bcd2513298075a5d379663c962' })).toBe('bad')
    expect(judged(seconds, { octets: '2464c4abcf10c958' + cookie })).toBe('bad')
    expect(judged(seconds, { octets: client + cookie.replace(/80$/, '81') })).toBe('bad')
    expect(judged(seconds, { octets: client + cookie.replace(/^01/, '02') })).toBe('bad')
    expect(judged(seconds, { octets: client + cookie + '00' })).toBe('bad')
  })

  it('keeps its reserved octets in the hash: another server may use them (A.3)', () => {
    expect(
      judged(1559727985, {
        octets: 'fc93fc62807ddb86' + '01abcdef5cf78f71a314227b6679ebf5',
        from: '203.0.113.203',
      })
    ).toBe('fresh')
  })

  it('has a size that RFC 7873 allows', () => {
    expect([0, 7, 8, 9, 15, 16, 24, 40, 41].filter(isCookieSize)).toEqual([8, 16, 24, 40])
  })
})
