import { isIPv4, isIPv6 } from 'node:net'
import { failed, ok, type Result } from '../system/result.ts'
import { visible } from '../system/visible.ts'
import { addressBytes } from './address.ts'
import { octetsOfText } from './character-string.ts'
import { TYPE, typeText } from './mnemonics.ts'
import { recordText } from './record-text.ts'
import { serviceBytes } from './service-data.ts'
import { nameBytes } from './wire-name.ts'
import { RDATA_AT, RDLENGTH_AT, write16 } from './wire.ts'

/** The whole of a name of a zone file, which counts from the current origin, without the dot at its end; null when nobody has said where that is. */
export type Complete = (name: string) => string | null

/** A part of a record's data, with quotes or without. */
type Word = { text: Buffer; quoted: boolean }

/**
 * A record's data as a zone file writes it (RFC 1035, 5.1), in wire form without compression. Read are the types that local data has in
 * practice, and `\# LENGTH HEX` for every other (RFC 3597, 5). A fault is a sentence for the one who wrote the line.
 */
export function rdataBytes(type: number, text: string, complete: Complete): Result<Buffer, string> {
  const isService = type === TYPE.SVCB || type === TYPE.HTTPS
  if (isService && !/^\s*\\#/.test(text)) return serviceBytes(text, (name) => nameOf(name, complete))
  const words = wordsOf(text)
  if (words === null) return failed('its data has a quote that is never closed, or a "(" or ")"')
  if (words[0]?.text.equals(GENERIC) === true && !words[0].quoted) return generic(words.slice(1))
  const read = READERS.get(type)
  if (read === undefined)
    return failed(`the data of ${typeText(type)} records is read as \\# LENGTH HEX alone (RFC 3597)`)
  return read({ words, complete, type: typeText(type) })
}

/** 'A 192.0.2.7', as the log shows a record. */
export function rdataText(type: number, rdata: Buffer): string {
  const message = Buffer.alloc(1 + RDATA_AT + rdata.length)
  write16(message, 1, type)
  write16(message, 3, 1)
  write16(message, 1 + RDLENGTH_AT, rdata.length)
  rdata.copy(message, 1 + RDATA_AT)
  const place = { section: 'answer', nameAt: 0, type, class: 1, ttlAt: 5, ttl: 0 } as const
  return recordText(message, { ...place, rdataAt: 1 + RDATA_AT, rdataEnd: message.length })
}

const GENERIC = Buffer.from('\\#')
const MOST_OCTETS = 0xffff

type Reading = { words: Word[]; complete: Complete; type: string }
type Reader = (reading: Reading) => Result<Buffer, string>

const oneName: Reader = ({ words, complete, type }) =>
  words.length === 1 ? nameIn(words[0]!, complete) : failed(`${type} has one name`)

/** Numbers of two octets, then a name. */
const numbersAndName =
  (numbers: number): Reader =>
  ({ words, complete, type }) => {
    if (words.length !== numbers + 1)
      return failed(`${type} has ${numbers === 1 ? 'a number' : 'three numbers'} and a name`)
    const octets = Buffer.alloc(numbers * 2)
    for (const [i, { text }] of words.slice(0, numbers).entries()) {
      const value = numberOf(text, 0xffff)
      if (value === null) return failed(`"${visible(text.toString('latin1'), 20)}" is no number below 65,536`)
      write16(octets, i * 2, value)
    }
    const name = nameIn(words[numbers]!, complete)
    return name.ok ? ok(Buffer.concat([octets, name.value])) : name
  }

const strings =
  (least: number, most: number): Reader =>
  ({ words, type }) => {
    if (words.length < least || words.length > most)
      return failed(`${type} has ${least === most ? least : 'one or more'} texts`)
    if (words.some(({ text }) => text.length > 255)) return failed(`a text of ${type} has at most 255 octets`)
    const bytes = Buffer.concat(words.flatMap(({ text }) => [Buffer.from([text.length]), text]))
    return bytes.length > MOST_OCTETS ? failed('it is longer than a record may be') : ok(bytes)
  }

const address =
  (isOne: (text: string) => boolean): Reader =>
  ({ words, type }) => {
    const text = words.length === 1 && !words[0]!.quoted ? words[0]!.text.toString('latin1') : ''
    return isOne(text) && !text.includes('%') ? ok(addressBytes(text)) : failed(`${type} has one address of its kind`)
  }

/** RFC 8659, 4.1: flags, a tag and a value. */
const caa: Reader = ({ words, type }) => {
  const [flags, tag, value] = words
  const number = flags === undefined ? null : numberOf(flags.text, 255)
  const plainTag = tag !== undefined && /^[a-z0-9]{1,15}$/i.test(tag.text.toString('latin1'))
  if (words.length !== 3 || number === null || !plainTag) return failed(`${type} has flags, a tag and a value`)
  return ok(Buffer.concat([Buffer.from([number, tag.text.length]), tag.text, value!.text]))
}

const READERS = new Map<number, Reader>([
  [TYPE.A, address(isIPv4)],
  [TYPE.AAAA, address(isIPv6)],
  [TYPE.CNAME, oneName],
  [TYPE.PTR, oneName],
  [TYPE.MX, numbersAndName(1)],
  [TYPE.SRV, numbersAndName(3)],
  [TYPE.TXT, strings(1, Infinity)],
  [TYPE.HINFO, strings(2, 2)],
  [TYPE.CAA, caa],
])

function nameIn({ text, quoted }: Word, complete: Complete): Result<Buffer, string> {
  return quoted ? failed('a name of its data stands in quotes') : nameOf(text.toString('utf8'), complete)
}

function nameOf(written: string, complete: Complete): Result<Buffer, string> {
  // \\DDD is an octet of a label; a dot inside a label is more than the names here can say.
  if (/\\(?!\d{3})/.test(written)) return failed('a name of its data has a "\\" that is not \\DDD')
  const completed = complete(written)
  if (completed === null) return failed('a name of its data has no dot at its end, and no $ORIGIN says where it lies')
  // Its dot again: a second one, which `a.b..` has, is an empty label.
  const bytes = nameBytes(`${completed}.`)
  return bytes.ok ? bytes : failed(`a name of its data: ${bytes.fault.message}`)
}

function generic([length, ...hex]: Word[]): Result<Buffer, string> {
  const octets = length === undefined ? null : numberOf(length.text, MOST_OCTETS)
  const digits = hex.map(({ text }) => text.toString('latin1')).join('')
  if (octets === null || !/^(?:[0-9a-f]{2})*$/i.test(digits) || digits.length !== octets * 2)
    return failed('\\# has a length and as many octets in hexadecimal digits')
  return ok(Buffer.from(digits, 'hex'))
}

function numberOf(text: Buffer, most: number): number | null {
  const digits = text.toString('latin1')
  return /^\d{1,5}$/.test(digits) && Number(digits) <= most ? Number(digits) : null
}

const WORD = /\s*(?:"((?:[^"\\]|\\.)*)"|((?:[^\s"()\\]|\\.)+))(?=\s|$)/suy

/**
 * Words parted by blanks; inside quotes a blank is text. `\DDD` and `\X` stand for an octet in both (RFC 1035, 5.1), but stay as they are in a word
 * without quotes, where they may be of a name. Null when something is left over.
 */
function wordsOf(text: string): Word[] | null {
  const words: Word[] = []
  const trimmed = text.trim()
  WORD.lastIndex = 0
  while (WORD.lastIndex < trimmed.length) {
    const [, inQuotes, bare] = WORD.exec(trimmed) ?? []
    if (inQuotes === undefined && bare === undefined) return null
    const quoted = inQuotes !== undefined
    words.push({ text: quoted ? octetsOfText(inQuotes) : Buffer.from(bare!, 'utf8'), quoted })
  }
  return words
}
