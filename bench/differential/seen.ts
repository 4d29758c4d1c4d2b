import { skipName } from '../../core/dns/asked.ts'
import { rcodeText, TYPE, typeText } from '../../core/dns/mnemonics.ts'
import { readName } from '../../core/dns/wire-name.ts'
import { HEADER_SIZE, RDATA_AT, RDLENGTH_AT, read16, read32, TTL_AT } from '../../core/dns/wire.ts'
import { faultIn } from '../fuzz/walk.ts'

const SECTIONS = ['answer', 'authority', 'additional'] as const
export type SectionName = (typeof SECTIONS)[number]

/** An answer without its order and its compression: what two resolvers can be compared in. */
export type Seen = {
  rcode: string
  opcode: number
  /** QR, AA, TC, RD, RA, Z, AD, CD. */
  flags: Record<string, boolean>
  question: string
  /** TTL by record, the record as text that does not depend on where it stands. */
  sections: Record<SectionName, Map<string, number>>
  /** Null without OPT. */
  opt: { size: number; version: number; secure: boolean; options: number[] } | null
}

/** A string says what is wrong with the bytes. */
export function see(message: Buffer): Seen | string {
  const fault = faultIn(message)
  if (fault !== null) return fault
  const [high, low] = [message[2]!, message[3]!]
  const flags = {
    QR: (high & 0x80) !== 0, AA: (high & 4) !== 0, TC: (high & 2) !== 0, RD: (high & 1) !== 0,
    RA: (low & 0x80) !== 0, Z: (low & 0x40) !== 0, AD: (low & 0x20) !== 0, CD: (low & 0x10) !== 0,
  } // prettier-ignore
  const seen: Seen = {
    rcode: '',
    opcode: (high >> 3) & 15,
    flags,
    question: '',
    sections: { answer: new Map(), authority: new Map(), additional: new Map() },
    opt: null,
  }
  let rcode = low & 15
  let at = HEADER_SIZE
  for (let left = read16(message, 4); left > 0; left--) {
    const end = skipName(message, at) + 4
    // Letter for letter: a resolver gives back what it was asked.
    seen.question += message.toString('hex', at, end)
    at = end
  }
  for (const [i, section] of SECTIONS.entries()) {
    for (let left = read16(message, 6 + 2 * i); left > 0; left--) {
      const head = skipName(message, at)
      const rdataAt = head + RDATA_AT
      const end = rdataAt + read16(message, head + RDLENGTH_AT)
      const type = read16(message, head)
      if (type === TYPE.OPT) {
        seen.opt = optOf(message, head, end)
        rcode |= message[head + TTL_AT]! << 4
      } else {
        const owner = readName(message, at)?.name ?? '?'
        const text = `${owner} ${read16(message, head + 2)} ${typeText(type)} ${dataText(message, { type, at: rdataAt, end })}`
        seen.sections[section].set(text, read32(message, head + TTL_AT))
      }
      at = end
    }
  }
  seen.rcode = rcodeText(rcode)
  return seen
}

function optOf(message: Buffer, head: number, end: number): NonNullable<Seen['opt']> {
  const options: number[] = []
  for (let at = head + RDATA_AT; at + 4 <= end; at += 4 + read16(message, at + 2)) options.push(read16(message, at))
  const secure = (message[head + TTL_AT + 2]! & 0x80) !== 0
  return { size: read16(message, head + 2), version: message[head + TTL_AT + 1]!, secure, options: options.sort() }
}

/** For types whose data may be compressed (RFC 3597, 4): octets before the names, how many names, and then octets again. */
const NAMES_IN: Record<number, [before: number, names: number]> = {
  2: [0, 1], 5: [0, 1], 6: [0, 2], 12: [0, 1], 14: [0, 2], 15: [2, 1], 17: [0, 2], 18: [2, 1], 33: [6, 1], 36: [2, 1], 39: [0, 1],
} // prettier-ignore

function dataText(message: Buffer, { type, at, end }: { type: number; at: number; end: number }): string {
  const [before, names] = NAMES_IN[type] ?? [end - at, 0]
  const parts = [message.toString('hex', at, Math.min(end, at + before))]
  let from = at + before
  for (let left = names; left > 0 && from < end; left--) {
    const name = readName(message, from)
    if (name === null) break
    parts.push(`${name.name}.`)
    from = name.end
  }
  parts.push(message.toString('hex', from, end))
  return parts.filter((part) => part !== '').join(' ')
}
