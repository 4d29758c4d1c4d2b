import packet from 'dns-packet/index.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TYPE, typeNumber } from '../../../core/dns/mnemonics.ts'
import { rdataBytes, rdataText } from '../../../core/dns/rdata.ts'

const read = (type: string, text: string, origin: string | null = null) =>
  rdataBytes(typeNumber(type)!, text, (name) => {
    if (name.endsWith('.')) return name.slice(0, -1)
    return origin === null ? null : `${name}.${origin}`
  })

describe('a record’s data as a zone file writes it', () => {
  it.each([
    ['A', '192.0.2.7', 'A 192.0.2.7'],
    ['AAAA', '2001:db8::7', 'AAAA 2001:db8::7'],
    ['CNAME', 'Garden.Example.', 'CNAME garden.example'],
    ['PTR', 'nas.example.', 'PTR nas.example'],
    ['MX', '10 mail.example.', 'MX 10 mail.example'],
    ['SRV', '1 2 443 host.example.', 'SRV 1 2 443 host.example'],
    ['TXT', '"a ; sign" plain "\\"quoted\\" \\065"', 'TXT "a ; sign" "plain" "\\034quoted\\034 A"'],
    ['CAA', '0 issue "ca.example"', 'CAA 0 issue "ca.example"'],
    ['HINFO', '"one" two', 'HINFO \\# 8 036f6e650374776f'],
    ['TYPE65280', '\\# 3 0102 03', 'TYPE65280 \\# 3 010203'],
    ['A', '\\# 4 c0000207', 'A 192.0.2.7'],
  ])('%s %s is kept as %s', (type, text, shown) => {
    const rdata = read(type, text)
    expect(rdata.ok && rdataText(typeNumber(type)!, rdata.value)).toBe(shown)
  })

  it.each([
    ['A', '192.0.2.700', 'A has one address of its kind'],
    ['A', '2001:db8::7', 'A has one address of its kind'],
    ['A', '"192.0.2.7"', 'A has one address of its kind'],
    ['AAAA', 'fe80::1%lo', 'AAAA has one address of its kind'],
    ['CNAME', 'a.example. b.example.', 'CNAME has one name'],
    ['CNAME', '"a.example."', 'a name of its data stands in quotes'],
    ['CNAME', 'garden', 'a name of its data has no dot at its end, and no $ORIGIN says where it lies'],
    ['CNAME', 'a..example.', 'a name of its data: it has an empty label'],
    ['CNAME', 'a.example..', 'a name of its data: it has an empty label'],
    ['CNAME', 'a\\.b.example.', 'a name of its data has a "\\" that is not \\DDD'],
    ['MX', 'mail.example.', 'MX has a number and a name'],
    ['MX', '70000 mail.example.', '"70000" is no number below 65,536'],
    ['TXT', `"${'x'.repeat(256)}"`, 'a text of TXT has at most 255 octets'],
    ['TXT', '"open', 'its data has a quote that is never closed, or a "(" or ")"'],
    ['TXT', '( "a" )', 'its data has a quote that is never closed, or a "(" or ")"'],
    ['NAPTR', '1 1 u sip page .', 'the data of NAPTR records is read as \\# LENGTH HEX alone (RFC 3597)'],
    ['TYPE1234', '\\# 2 01', '\\# has a length and as many octets in hexadecimal digits'],
  ])('%s %s is refused: %s', (type, text, fault) => {
    expect(read(type, text)).toEqual({ ok: false, fault })
  })

  it('completes a name that counts from the origin', () => {
    const rdata = read('CNAME', 'garden', 'example')
    expect(rdata.ok && rdataText(TYPE.CNAME, rdata.value)).toBe('CNAME garden.example')
  })

  it('says back the texts that went in, whatever octets they have', () => {
    const octets = fc.uint8Array({ maxLength: 255 })
    fc.assert(
      fc.property(fc.array(octets, { minLength: 1, maxLength: 5 }), (texts) => {
        const written = texts.map(
          (text) => `"${Array.from(text, (octet) => `\\${String(octet).padStart(3, '0')}`).join('')}"`
        )
        const rdata = read('TXT', written.join(' '))
        if (!rdata.ok) throw new Error(rdata.fault)
        expect(textsOf(rdata.value)).toEqual(texts.map((text) => Buffer.from(text).toString('hex')))
      })
    )
  })

  it('is in wire form or refused in words, and can be read by another implementation', () => {
    const pieces = [
      '"',
      '\\',
      '\\065',
      ' ',
      '.',
      '\\#',
      '4',
      '10',
      'a',
      'a.example.',
      '192.0.2.1',
      '::1',
      '(',
      '*',
      'é',
      '0',
    ]
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((all) => all.join(''))
    const type = fc.constantFrom('A', 'AAAA', 'CNAME', 'PTR', 'MX', 'SRV', 'TXT', 'CAA', 'HINFO')
    fc.assert(
      fc.property(type, text, (one, data) => {
        const rdata = read(one, data)
        if (!rdata.ok) {
          expect(rdata.fault).toMatch(/\w/)
          return
        }
        const head = Buffer.from([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
        head.writeUInt16BE(typeNumber(one)!, 1)
        head.writeUInt16BE(rdata.value.length, 9)
        // What `\#` says is the writer's own word about the form.
        if (!data.includes('\\#')) {
          expect(() => packet.answer.decode(Buffer.concat([head, rdata.value]), 0)).not.toThrow()
        }
      }),
      { numRuns: 2000 }
    )
  })
})

function textsOf(rdata: Buffer): string[] {
  const texts: string[] = []
  for (let at = 0; at < rdata.length; at += 1 + rdata[at]!)
    texts.push(rdata.toString('hex', at + 1, at + 1 + rdata[at]!))
  return texts
}
