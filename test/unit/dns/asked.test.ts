import { encode } from 'dns-packet'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blankAsked, readAsked, sameQuestion } from '../../../core/dns/asked.ts'
import { nameBytes } from '../../../core/dns/wire-name.ts'

const SEED = 12_345
const label = fc.stringMatching(/^[a-zA-Z0-9_-]{1,20}$/)
const name = fc.array(label, { minLength: 1, maxLength: 6 }).map((labels) => labels.join('.'))

function question(text: string, type: number, tail = Buffer.alloc(0)): Buffer {
  const bytes = nameBytes(text)
  if (!bytes.ok) throw new Error(bytes.fault.message)
  const head = Buffer.from([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, tail.length > 0 ? 1 : 0])
  return Buffer.concat([head, bytes.value, Buffer.from([type >> 8, type & 255, 0, 1]), tail])
}

function read(packet: Buffer) {
  const asked = blankAsked()
  return { fault: readAsked(packet, asked, SEED), asked }
}

describe('reading a question', () => {
  it('reads what dns-packet writes', () => {
    fc.assert(
      fc.property(
        name,
        fc.constantFrom('A', 'AAAA', 'MX', 'TXT'),
        fc.boolean(),
        fc.integer({ min: 0, max: 65535 }),
        (text, type, dnssecOk, size) => {
          const opt = {
            type: 'OPT',
            name: '.',
            udpPayloadSize: size || 1,
            extendedRcode: 0,
            ednsVersion: 0,
            flags: dnssecOk ? 0x8000 : 0,
            flag_do: dnssecOk,
            options: [],
          } as const
          const packet = encode({
            type: 'query',
            id: 7,
            flags: 0x100,
            questions: [{ type, name: text }],
            additionals: [{ ...opt, options: [] }],
          })
          const { fault, asked } = read(packet)
          expect(fault).toBe('none')
          expect(asked).toMatchObject({ edns: true, dnssecOk, udpSize: size || 1, class: 1, recursionDesired: 1 })
          expect(packet.length - asked.questionEnd).toBe(11)
        }
      )
    )
  })

  it('finds the same question by the same hash, whatever the case of its letters', () => {
    fc.assert(
      fc.property(name, (text) => {
        const [upper, lower] = [read(question(text.toUpperCase(), 1)), read(question(text.toLowerCase(), 1))]
        expect(upper.asked.hash).toBe(lower.asked.hash)
        expect(
          sameQuestion(question(text.toUpperCase(), 1), upper.asked.nameEnd, question(text.toLowerCase(), 1))
        ).toBe(true)
      })
    )
  })

  it('tells types apart whose numbers look like letters of another case', () => {
    // 65 (HTTPS) and 97 are 'A' and 'a'.
    expect(read(question('shop-mirror.net', 65)).asked.hash).not.toBe(read(question('shop-mirror.net', 97)).asked.hash)
    expect(sameQuestion(question('shop-mirror.net', 65), 29, question('shop-mirror.net', 97))).toBe(false)
  })

  it('gives another hash for another seed', () => {
    const packet = question('shop-mirror.net', 1)
    const asked = blankAsked()
    readAsked(packet, asked, SEED + 1)
    expect(asked.hash).not.toBe(read(packet).asked.hash)
  })

  it('takes a name of 255 octets and no longer one', () => {
    const longest = [63, 63, 63, 61].map((length) => 'x'.repeat(length)).join('.')
    expect(read(question(longest, 1)).fault).toBe('none')
    const packet = question(longest, 1)
    const grown = Buffer.concat([packet.subarray(0, 12), Buffer.from([1, 0x78]), packet.subarray(12)])
    expect(read(grown).fault).toBe('malformed')
  })

  it('never throws, and says a fault or a question that lies inside the packet, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const packet = Buffer.from(bytes)
        const { fault, asked } = read(packet)
        if (fault === 'none') expect(asked.questionEnd).toBeLessThanOrEqual(packet.length)
      }),
      { numRuns: 2000 }
    )
  })

  it('never throws for a good question with some octets changed or cut off', () => {
    const opt = Buffer.from([0, 0, 41, 4, 208, 0, 0, 128, 0, 0, 0])
    fc.assert(
      fc.property(
        name,
        fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 4 }),
        fc.nat(300),
        (text, changes, cut) => {
          const packet = question(text, 28, opt)
          for (const [at, octet] of changes) packet[at % packet.length] = octet
          const piece = packet.subarray(0, Math.max(0, packet.length - (cut % (packet.length + 1))))
          const { fault, asked } = read(piece)
          if (fault === 'none') expect(asked.questionEnd).toBeLessThanOrEqual(piece.length)
        }
      ),
      { numRuns: 2000 }
    )
  })
})
