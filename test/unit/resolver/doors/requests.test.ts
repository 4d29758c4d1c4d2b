import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64url, readHead, readQuestion } from '../../../../core/resolver/doors/doh-request.ts'
import { clientBehind } from '../../../../core/resolver/doors/forwarded-for.ts'
import { networksOf, parseNetwork } from '../../../../core/resolver/networks.ts'

const head = (change: object = {}) => ({
  method: 'GET',
  target: '/dns-query',
  contentType: undefined,
  contentLength: undefined,
  ...change,
})
const question = Buffer.concat([Buffer.from([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]), Buffer.from([0, 0, 1, 0, 1])])
const status = (change: object) => {
  const read = readHead(head(change), '/dns-query')
  return read.ok ? read.value.kind : read.fault.status
}

describe('a request of DNS over HTTPS', () => {
  it('brings any question in base64url back as it was', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 600 }), (octets) => {
        octets[2] = octets[2]! & 0x7f
        const target = `/dns-query?dns=${Buffer.from(octets).toString('base64url')}`
        const read = readHead(head({ target }), '/dns-query')
        expect(read.ok && read.value.kind === 'question' && read.value.question.equals(octets)).toBe(true)
      })
    )
  })

  it('takes from base64url only what an encoder writes, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const octets = decodeBase64url(text)
        if (octets !== null) expect(octets.toString('base64url').length).toBe(text.length)
      })
    )
  })

  it.each([
    ['another path', { target: '/other?dns=AAAA' }, 404],
    ['no question', { target: '/dns-query' }, 400],
    ['padding', { target: '/dns-query?dns=AAAA==' }, 400],
    ['a character of plain base64', { target: '/dns-query?dns=AA+A' }, 400],
    ['less than a header', { target: '/dns-query?dns=AAAA' }, 400],
    ['an address that does not end', { target: `/dns-query?dns=${'A'.repeat(9000)}` }, 414],
    ['another method', { method: 'PUT' }, 405],
    ['a POST of something else', { method: 'POST', contentType: 'application/json' }, 415],
    ['a POST without a type', { method: 'POST' }, 415],
    [
      'a body larger than a message',
      { method: 'POST', contentType: 'application/dns-message', contentLength: '65536' },
      413,
    ],
    ['a length that is none', { method: 'POST', contentType: 'application/dns-message', contentLength: '-1' }, 400],
    ['a POST', { method: 'POST', contentType: 'Application/DNS-Message; x=1', contentLength: '40' }, 'body'],
    [
      'a question after another parameter',
      { target: `/dns-query?ct&dns=${question.toString('base64url')}` },
      'question',
    ],
  ])('says to %s what it is', (_, change, expected) => {
    expect(status(change)).toBe(expected)
  })

  it('is not an answer', () => {
    const answer = Buffer.from(question)
    answer[2] = 0x80
    expect(readQuestion(answer)).toMatchObject({ ok: false, fault: { status: 400 } })
  })
})

describe('who asks behind a proxy', () => {
  const proxies = networksOf(['127.0.0.1', '192.0.2.0/28', '2001:db8::/64'])
  const behind = (peer: string, header: string | undefined) => clientBehind(peer, header, (one) => proxies.has(one))

  it.each([
    ['the peer without a header', '127.0.0.1', undefined, '127.0.0.1'],
    ['the peer when it is no proxy', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['the last address that no proxy has', '127.0.0.1', '198.51.100.1, 203.0.113.5, 192.0.2.3', '203.0.113.5'],
    ['not whom a client claims to be', '127.0.0.1', '127.0.0.1, 203.0.113.5', '203.0.113.5'],
    ['an address with a port', '127.0.0.1', '203.0.113.5:4711', '203.0.113.5'],
    ['an IPv6 address in brackets', '127.0.0.1', '[2001:db8:9::1]:443', '2001:db8:9::1'],
    ['an IPv4 address in IPv6 form', '127.0.0.1', '::ffff:203.0.113.5', '203.0.113.5'],
    ['nobody where the proxy says no address', '127.0.0.1', '203.0.113.5, unknown', null],
    ['nobody where an address has a link of another machine', '127.0.0.1', `fe80::1%${'a'.repeat(70)}`, null],
    [
      'not the proxy for a header that the client made long',
      '127.0.0.1',
      `${'192.0.2.1,'.repeat(40)}203.0.113.5`,
      '203.0.113.5',
    ],
    ['not the proxy for a client that writes no address', '127.0.0.1', 'unknown, 203.0.113.5', '203.0.113.5'],
  ])('is %s', (_, peer, header, expected) => {
    expect(behind(peer, header)).toBe(expected)
  })

  it('is never anything but an address, whatever a header says', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const client = behind('127.0.0.1', header)
        expect(client === null || isIP(client) !== 0).toBe(true)
      })
    )
  })
})

describe('a network', () => {
  it.each([
    ['192.168.0.0/16', '192.168.255.1', true],
    ['192.168.0.0/16', '192.169.0.1', false],
    ['192.168.0.0/17', '192.168.128.0', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['2001:db8::/33', '2001:db8:7fff::1', true],
    ['2001:db8::/33', '2001:db8:8000::1', false],
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '::ffff:192.0.2.7', true],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['::/0', 'no address', false],
  ])('%s has %s: %s', (network, address, expected) => {
    const networks = networksOf([network])
    expect([networks.has(address), networks.has(address)]).toEqual([expected, expected])
  })

  it('holds every address that has its first bits, and no other', () => {
    const octet = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(
        fc.tuple(octet, octet, octet, octet),
        fc.tuple(octet, octet, octet, octet),
        fc.integer({ min: 0, max: 32 }),
        (a, b, bits) => {
          const number = (octets: number[]) => octets.reduce((sum, one) => sum * 256 + one, 0)
          const first = Math.floor(number(a) / 2 ** (32 - bits)) * 2 ** (32 - bits)
          const text = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')
          const within = Math.floor(number(b) / 2 ** (32 - bits)) === Math.floor(number(a) / 2 ** (32 - bits))
          expect(networksOf([`${text}/${bits}`]).has(b.join('.'))).toBe(within)
        }
      )
    )
  })

  it.each(['192.168.0.1/16', '192.168.0.0/33', '192.168.0.0/', '192.168.0.0/1/2', 'home', 'fe80::1%eth0/10', '::1/-1'])(
    'is not %s',
    (text) => expect(parseNetwork(text).ok).toBe(false)
  )
})
