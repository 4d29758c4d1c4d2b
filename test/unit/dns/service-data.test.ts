import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TYPE } from '../../../core/dns/mnemonics.ts'
import { rdataBytes } from '../../../core/dns/rdata.ts'

const read = (text: string) => rdataBytes(TYPE.SVCB, text, (name) => name.replace(/\.$/, ''))
const hex = (text: string) => {
  const octets = read(text)
  return octets.ok ? octets.value.toString('hex') : octets.fault
}

const FOO_COM = '03666f6f076578616d706c6503636f6d00'
const FOO_ORG = '03666f6f076578616d706c65036f726700'

describe('the data of SVCB and HTTPS records', () => {
  // The test vectors of RFC 9460, D.1 and D.2.
  it.each([
    ['0 foo.example.com.', `0000${FOO_COM}`],
    ['1 .', '000100'],
    ['16 foo.example.com. port=53', `0010${FOO_COM}000300020035`],
    ['1 foo.example.com. key667=hello', `0001${FOO_COM}029b000568656c6c6f`],
    ['1 foo.example.com. key667="hello\\210qoo"', `0001${FOO_COM}029b000968656c6c6fd2716f6f`],
    [
      '1 foo.example.com. ipv6hint="2001:db8::1,2001:db8::53:1"',
      `0001${FOO_COM}0006002020010db800000000000000000000000120010db8000000000000000000530001`,
    ],
    [
      '1 example.com. ipv6hint="2001:db8:122:344::192.0.2.33"',
      '0001076578616d706c6503636f6d000006001020010db80122034400000000c0000221',
    ],
    [
      '16 foo.example.org. alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1',
      `0010${FOO_ORG}0000000400010004000100090268320568332d313900040004c0000201`,
    ],
    ['16 foo.example.org. alpn="f\\\\\\\\oo\\\\,bar,h2"', `0010${FOO_ORG}0001000c08665c6f6f2c626172026832`],
    ['16 foo.example.org. alpn=f\\\\\\092oo\\092,bar,h2', `0010${FOO_ORG}0001000c08665c6f6f2c626172026832`],
    ['1 . no-default-alpn alpn=h3', '00010000010003026833 00020000'.replace(' ', '')],
    ['1 . ech="AEX+DQ=="', '0001000005000400 45fe0d'.replace(' ', '')],
    ['1 . dohpath=/q{?dns} ohttp', '0001000007 00082f717b3f646e737d00080000'.replace(' ', '')],
    // RFC 9460, 2.1: a key that is a number has its value as it stands on the wire.
    ['1 . key3=53', '00010000030002 3533'.replace(' ', '')],
    ['\\# 3 000100', '000100'],
  ])('%s', (text, octets) => expect(hex(text)).toBe(octets))

  // RFC 9460, D.3, and what its sections 2 and 7 do not allow besides.
  it.each([
    ['1 foo.example.com. key123=abc key123=def', 'key123 stands twice'],
    ['1 foo.example.com. mandatory', 'mandatory needs a value'],
    ['1 foo.example.com. alpn', 'alpn needs a value'],
    ['1 foo.example.com. port', 'port needs a value'],
    ['1 foo.example.com. ipv4hint', 'ipv4hint needs a value'],
    ['1 foo.example.com. ipv6hint', 'ipv6hint needs a value'],
    ['1 foo.example.com. no-default-alpn=abc', 'no-default-alpn has no value'],
    ['1 foo.example.com. mandatory=key123', 'mandatory names key123, which is not there'],
    ['1 foo.example.com. mandatory=mandatory', 'mandatory names what is no other parameter'],
    ['1 foo.example.com. mandatory=key123,key123 key123=abc', 'mandatory names a parameter twice'],
    ['1 foo.example.com. no-default-alpn', 'no-default-alpn needs an alpn'],
    ['0 foo.example.com. alpn=h2', 'with the priority 0 it has no parameters'],
    ['70000 foo.example.com.', 'it has a priority, a name and perhaps parameters'],
    ['1', 'it has a priority, a name and perhaps parameters'],
    ['1 a..example.', 'a name of its data: it has an empty label'],
    ['1 . port=70000', 'port has a number below 65,536'],
    ['1 . ipv4hint=2001:db8::1', 'ipv4hint has addresses of its kind'],
    ['1 . alpn=h2,', 'alpn has names of 1 to 255 octets'],
    ['1 . alpn="h2\\\\"', 'alpn has names of 1 to 255 octets'],
    ['1 . ech=%%%%', 'ech has its value in base64'],
    ['1 "." alpn=h2', 'it has a priority, a name and perhaps parameters'],
    ['1 . ohttp=1', 'ohttp has no value'],
    [`1 . key7=${'a'.repeat(40_000)} key9=${'a'.repeat(40_000)}`, 'it is longer than a record may be'],
    ['1 . key65535=a', '"key65535" is no parameter'],
    ['1 . key01=a', '"key01" is no parameter'],
    ['1 . speed=a', '"speed" is no parameter'],
    ['1 . alpn="h2', 'a parameter of it cannot be read'],
  ])('%s is refused', (text, fault) => expect(hex(text)).toBe(fault))

  it('never throws, and what it takes ends where its last parameter does', () => {
    const piece = fc.constantFrom(
      '0',
      '1',
      ' ',
      '.',
      'a.',
      'alpn',
      '=',
      'h2',
      ',',
      '"',
      '\\',
      'key7',
      'port',
      '53',
      '::1'
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const octets = read(`1 a. ${pieces.join('')}`)
        if (!octets.ok) return
        let at = 5
        while (at < octets.value.length) at += 4 + octets.value.readUInt16BE(at + 2)
        expect(at).toBe(octets.value.length)
      }),
      { numRuns: 3000 }
    )
  })
})
