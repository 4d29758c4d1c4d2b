import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameBytes, readName } from '../../../core/dns/wire-name.ts'

const octets = fc.uint8Array({ minLength: 1, maxLength: 63 })
const labels = fc
  .array(octets, { maxLength: 8 })
  .filter((all) => all.reduce((sum, one) => sum + one.length + 1, 1) <= 255)

function wire(parts: Uint8Array[]): Buffer {
  return Buffer.concat([...parts.flatMap((part) => [Buffer.from([part.length]), part]), Buffer.from([0])])
}

describe('names on the wire', () => {
  it('come back octet for octet from their text, in lower case', () => {
    fc.assert(
      fc.property(labels, (parts) => {
        const bytes = wire(parts)
        const read = readName(bytes, 0)!
        expect(read.end).toBe(bytes.length)
        const again = nameBytes(read.name)
        expect(again).toEqual({
          ok: true,
          value: wire(parts.map((part) => part.map((o) => (o >= 65 && o <= 90 ? o + 32 : o)))),
        })
      })
    )
  })

  it('show odd octets as \\DDD, so that a dot inside a label is no border', () => {
    const read = readName(wire([Buffer.from('a.b'), Buffer.from('Net\x00')]), 0)
    expect(read?.name).toBe('a\\046b.net\\000')
  })

  it('are read through pointers', () => {
    const message = Buffer.concat([
      Buffer.alloc(12),
      wire([Buffer.from('shop-mirror'), Buffer.from('net')]),
      Buffer.from([3, 119, 119, 119, 0xc0, 12]),
    ])
    expect(readName(message, message.length - 6)).toEqual({ name: 'www.shop-mirror.net', end: message.length })
  })

  const refused: [string, number[], number][] = [
    ['a pointer to itself', [0xc0, 0], 0],
    ['two pointers at each other', [0xc0, 2, 0xc0, 0], 0],
    ['a pointer forward', [0xc0, 2, 0], 0],
    ['half a pointer', [0, 0xc0], 1],
    ['a label that runs out of the message', [5, 97, 98], 0],
    ['a label kind that RFC 1035 does not have', [0x41, 97, 0], 0],
    ['no end', [1, 97], 0],
  ]
  it.each(refused)('are refused with %s', (_, bytes, at) => {
    expect(readName(Buffer.from(bytes), at)).toBeNull()
  })

  it('are refused when pointers make them longer than 255 octets', () => {
    const long = wire([new Uint8Array(63), new Uint8Array(63), new Uint8Array(63)])
    const message = Buffer.concat([long, Buffer.from([63]), Buffer.alloc(63), Buffer.from([0xc0, 0])])
    expect(readName(message, long.length)).toBeNull()
  })

  it('never make it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(110), (bytes, at) => void readName(bytes, at)),
      { numRuns: 2000 }
    )
  })

  it('written by a person are refused with a reason when they cannot be a name', () => {
    expect(nameBytes('a..b')).toMatchObject({ ok: false, fault: { message: 'it has an empty label' } })
    expect(nameBytes('x'.repeat(64))).toMatchObject({
      ok: false,
      fault: { message: 'a label has 64 octets; at most 63' },
    })
    expect(nameBytes(Array.from({ length: 130 }, () => 'x').join('.')).ok).toBe(false)
    expect(nameBytes('.')).toEqual({ ok: true, value: Buffer.from([0]) })
  })
})
