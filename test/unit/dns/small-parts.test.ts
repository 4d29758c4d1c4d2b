import { encode, decode } from 'dns-packet'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressBytes } from '../../../core/dns/address.ts'
import { EXTENDED_ERROR, extendedErrorOption } from '../../../core/dns/extended-error.ts'
import { rcodeNumber, rcodeText, typeNumber, typeText } from '../../../core/dns/mnemonics.ts'
import { nameFromWire } from '../../../core/dns/name.ts'
import { isPublicName } from '../../../core/dns/special-use.ts'

describe('mnemonics', () => {
  it('name every type so that the name leads back to the number', () => {
    for (let type = 1; type < 65536; type++) expect(typeNumber(typeText(type))).toBe(type)
  })

  it('know the types that are asked today, and write the others as RFC 3597 does', () => {
    expect([1, 28, 65, 64, 255, 65280].map(typeText)).toEqual(['A', 'AAAA', 'HTTPS', 'SVCB', 'ANY', 'TYPE65280'])
    expect([typeNumber('https'), typeNumber('TYPE70000'), typeNumber('NOSUCH')]).toEqual([65, null, null])
  })

  it('name response codes, those above 15 too', () => {
    expect([0, 3, 16, 23, 999].map(rcodeText)).toEqual(['NOERROR', 'NXDOMAIN', 'BADVERS', 'BADCOOKIE', 'RCODE999'])
    for (const rcode of [0, 3, 5, 16, 23, 999]) expect(rcodeNumber(rcodeText(rcode))).toBe(rcode)
    expect(rcodeNumber('NOSUCH')).toBeNull()
  })
})

describe('names that a model may score', () => {
  it.each([
    'shop-mirror.net',
    'www.shop-mirror.co.uk',
    'login.pages.dev',
    'xn--bcher-kva.net',
    'locality.net',
    'a.lan.net',
  ])('%s is one', (name) => {
    expect(isPublicName(nameFromWire(name))).toBe(true)
  })

  it.each([
    '',
    'printer',
    'nas.lan',
    'tv.local',
    'x.internal',
    'a.home.arpa',
    '7.2.0.192.in-addr.arpa',
    '8.b.d.0.ip6.arpa',
    'localhost',
    'a.test',
    'x.invalid',
    'www.example.com',
    'example.org',
    'x.onion',
  ])('"%s" is none', (name) => {
    expect(isPublicName(nameFromWire(name))).toBe(false)
  })
})

describe('addresses of answers', () => {
  it('have the octets that dns-packet reads back', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        const type = address.includes(':') ? 'AAAA' : 'A'
        const bytes = addressBytes(address)
        const message = encode({
          type: 'response',
          answers: [{ name: 'x.net', type, data: type === 'A' ? '0.0.0.0' : '::' }],
        })
        bytes.copy(message, message.length - bytes.length)
        const read = decode(message).answers![0]!
        const rewritten = encode({ type: 'response', answers: [read] })
        expect(rewritten.subarray(-bytes.length).equals(bytes)).toBe(true)
        expect(read).toMatchObject({ type })
      })
    )
    expect(addressBytes('::ffff:192.0.2.1').subarray(10)).toEqual(Buffer.from([255, 255, 192, 0, 2, 1]))
    expect(addressBytes('2001:db8::7').toString('hex')).toBe('20010db8000000000000000000000007')
    expect(() => addressBytes('shop-mirror.net')).toThrow('is not an address')
  })
})

describe('Extended DNS Errors', () => {
  it('carry code and text, without control characters and never longer than 200 octets', () => {
    const option = extendedErrorOption(EXTENDED_ERROR.blocked, `a\u0000b\u001bc ${'ä'.repeat(300)}`)
    expect(option.readUInt16BE(0)).toBe(15)
    expect(option.readUInt16BE(2)).toBe(option.length - 4)
    expect(option.readUInt16BE(4)).toBe(15)
    const text = option.toString('utf8', 6)
    expect(text.startsWith('a?b?c ä')).toBe(true)
    expect(text).not.toContain('\ufffd')
    expect(option.length).toBeLessThanOrEqual(206)
  })
})
