import { failed, ok, type Result } from '../system/result.ts'
import { nameFromWire, type DomainName } from './name.ts'
import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS, POINTER } from './wire.ts'

/** A name as bytes of a message say it. `end` is the offset behind it where it stands (behind the pointer, when it is compressed). */
export type WireName = { name: DomainName; end: number }

/** 253 octets can hold at most 127 labels; each may be reached by one pointer. */
const MAX_POINTERS = 127

/**
 * Reads a name that may be compressed (RFC 1035, 4.1.4); null when the bytes hold none. Lower case; an octet that would be
 * misread in text is written \DDD (RFC 1035, 5.1); the root is ''.
 */
export function readName(message: Uint8Array, start: number): WireName | null {
  let text = ''
  let octets = 1
  let pointers = 0
  let end = -1
  let at = start
  for (;;) {
    const length = message[at]
    if (length === undefined) return null
    if (length === 0) break
    if (length >= POINTER) {
      const low = message[at + 1]
      if (low === undefined || ++pointers > MAX_POINTERS) return null
      const target = ((length & 0x3f) << 8) | low
      if (end < 0) end = at + 2
      // Pointers name a prior occurrence; one that does not go back may go round for ever.
      if (target >= at) return null
      at = target
      continue
    }
    if (length > MAX_LABEL_OCTETS) return null
    octets += length + 1
    if (octets > MAX_NAME_OCTETS || at + length >= message.length) return null
    if (text !== '') text += '.'
    for (let i = at + 1; i <= at + length; i++) text += OCTET_TEXT[message[i]!]!
    at += length + 1
  }
  return { name: nameFromWire(text), end: end < 0 ? at + 1 : end }
}

const OCTET_TEXT = Array.from({ length: 256 }, (_, octet) => octetText(octet))

function octetText(octet: number): string {
  const character = String.fromCharCode(octet).toLowerCase()
  const plain = octet > 0x20 && octet < 0x7f && character !== '.' && character !== '\\' && character !== '"'
  return plain ? character : `\\${String(octet).padStart(3, '0')}`
}

/** The wire form of a name as text, \DDD understood, uncompressed, the case kept. '' and '.' are the root. */
export function nameBytes(text: string): Result<Buffer, { kind: 'bad-name'; message: string }> {
  const labels = text === '' || text === '.' ? [] : text.replace(/\.$/, '').split('.')
  const parts: Buffer[] = []
  let octets = 1
  for (const label of labels) {
    const bytes = labelBytes(label)
    if (bytes.length === 0) return fault('it has an empty label')
    if (bytes.length > MAX_LABEL_OCTETS) return fault(`a label has ${bytes.length} octets; at most ${MAX_LABEL_OCTETS}`)
    octets += bytes.length + 1
    parts.push(Buffer.from([bytes.length]), bytes)
  }
  if (octets > MAX_NAME_OCTETS) return fault(`it has ${octets} octets; at most ${MAX_NAME_OCTETS}`)
  return ok(Buffer.concat([...parts, Buffer.from([0])]))
}

function labelBytes(label: string): Buffer {
  const unescaped = label.replace(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(Number(code) & 0xff))
  return Buffer.from(unescaped, 'latin1')
}

function fault(message: string): Result<never, { kind: 'bad-name'; message: string }> {
  return failed({ kind: 'bad-name', message })
}
