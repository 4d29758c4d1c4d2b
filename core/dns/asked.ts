import {
  ANCOUNT, ARCOUNT, CD, DO, FLAGS_HIGH, FLAGS_LOW, HEADER_SIZE, MAX_LABEL_OCTETS, MAX_NAME_OCTETS, NSCOUNT, OPCODE_MASK, POINTER, QDCOUNT, QR,
  RD, RDATA_AT, RDLENGTH_AT, read16,
} from './wire.ts' // prettier-ignore
import { TYPE } from './mnemonics.ts'
import { PADDING_OPTION } from './padding.ts'
import { COOKIE_OPTION, isCookieSize } from './server-cookie.ts'

/**
 * What a packet asks, read from its bytes without making a single object: the caller hands in one `Asked` and may use it again for the next
 * packet. Numbers only, so that a repeat of a known question costs no string.
 */
export type Asked = {
  /** The question's name stands in [12, nameEnd), type and class in [nameEnd, questionEnd). */
  nameEnd: number
  questionEnd: number
  type: number
  class: number
  /** FLAGS_HIGH's RD bit, as it goes back. */
  recursionDesired: number
  /** FLAGS_LOW's AD and CD bits. */
  adBit: number
  checkingDisabled: number
  /** Whether there was an OPT record, and what it said. */
  edns: boolean
  udpSize: number
  version: number
  dnssecOk: boolean
  /** Where the COOKIE option's octets stand (RFC 7873), and how many; 0 for none. */
  cookieAt: number
  cookieSize: number
  /** Whether there was a Padding option (RFC 7830): the answer is to be padded too. */
  padded: boolean
  /** Seeded hash of name (any case), type, class, DO and CD: what a cached answer is found by. */
  hash: number
}

export function blankAsked(): Asked {
  return {
    nameEnd: 0,
    questionEnd: 0,
    type: 0,
    class: 0,
    recursionDesired: 0,
    adBit: 0,
    checkingDisabled: 0,
    edns: false,
    udpSize: 0,
    version: 0,
    dnssecOk: false,
    cookieAt: 0,
    cookieSize: 0,
    padded: false,
    hash: 0,
  }
}

/**
 * What a packet deserves. `ignored`: no answer at all (an answer to an answer could go round for ever). `cookie-alone`: no question, but a cookie
 * whose holder wants one back (RFC 7873, 5.4).
 */
export type AskedFault = 'none' | 'ignored' | 'malformed' | 'odd-opcode' | 'odd-version' | 'cookie-alone'

/** Two programs that know each other's seed could fill one bucket; so each start has its own. */
export type HashSeed = number

/** Reads the packet into `asked`. The fields up to where the fault was found are set. */
export function readAsked(packet: Uint8Array, asked: Asked, seed: HashSeed): AskedFault {
  if (packet.length < HEADER_SIZE) return 'ignored'
  const high = packet[FLAGS_HIGH]!
  const low = packet[FLAGS_LOW]!
  if ((high & QR) !== 0) return 'ignored'
  asked.nameEnd = 0
  asked.recursionDesired = high & RD
  asked.checkingDisabled = low & CD
  asked.adBit = low & 0x20
  asked.edns = false
  asked.dnssecOk = false
  asked.udpSize = 0
  asked.version = 0
  asked.cookieAt = 0
  asked.cookieSize = 0
  asked.padded = false
  if ((high & OPCODE_MASK) !== 0) {
    lookForOpt(packet, asked)
    return 'odd-opcode'
  }
  // RFC 9619: a question has exactly one question.
  if (packet[QDCOUNT] !== 0 || packet[QDCOUNT + 1] !== 1) return readWithoutQuestion(packet, asked)
  let hash = seed
  let at = HEADER_SIZE
  for (;;) {
    const length = packet[at]
    if (length === undefined) return 'malformed'
    hash = Math.imul(hash ^ length, 0x01000193)
    at++
    if (length === 0) break
    // There is nothing before the question's name that a pointer could mean.
    if (length > MAX_LABEL_OCTETS) return 'malformed'
    const end = at + length
    if (end >= packet.length) return 'malformed'
    for (; at < end; at++) hash = Math.imul(hash ^ lowerCase(packet[at]!), 0x01000193)
  }
  if (at - HEADER_SIZE > MAX_NAME_OCTETS || at + 4 > packet.length) return 'malformed'
  asked.nameEnd = at
  asked.type = read16(packet, at)
  asked.class = read16(packet, at + 2)
  asked.questionEnd = at + 4
  const fault = readRest(packet, asked)
  hash = Math.imul(hash ^ asked.type, 0x01000193)
  hash = Math.imul(hash ^ (asked.class << 8) ^ answerFlags(asked), 0x01000193)
  // 30 bits stay a small integer in V8.
  asked.hash = (hash ^ (hash >>> 15)) & 0x3fffffff
  return fault
}

function readWithoutQuestion(packet: Uint8Array, asked: Asked): AskedFault {
  if (read16(packet, QDCOUNT) !== 0) {
    lookForOpt(packet, asked)
    return 'malformed'
  }
  asked.questionEnd = HEADER_SIZE
  asked.type = 0
  const fault = readRest(packet, asked)
  return fault === 'none' ? (asked.cookieAt === 0 ? 'malformed' : 'cookie-alone') : fault
}

/** The flags that make another question of the same name and type. */
function answerFlags({ dnssecOk, checkingDisabled }: Asked): number {
  return (dnssecOk ? DO : 0) | checkingDisabled
}

/** A question carries no answers; of what else it carries only OPT matters (RFC 6891). */
function readRest(packet: Uint8Array, asked: Asked): AskedFault {
  const zoneTransfer = asked.type === TYPE.IXFR
  if (read16(packet, ANCOUNT) !== 0 || (read16(packet, NSCOUNT) !== 0 && !zoneTransfer)) return 'malformed'
  return readRecords(packet, asked, { at: asked.questionEnd, count: read16(packet, NSCOUNT) + read16(packet, ARCOUNT) })
}

/**
 * Who sends an OPT gets one back (RFC 6891, 6.1.1), also with an operation that is not known here, or with more questions than one. In all operations that there are, the
 * first section has names with a type and a class, and the others have records (RFC 1996, 3.7; RFC 2136, 2). What is otherwise is read as far as it goes.
 */
function lookForOpt(packet: Uint8Array, asked: Asked): void {
  let at = HEADER_SIZE
  for (let left = read16(packet, QDCOUNT); left > 0; left--) {
    const nameEnd = skipName(packet, at)
    if (nameEnd < 0) return
    at = nameEnd + 4
  }
  const count = read16(packet, ANCOUNT) + read16(packet, NSCOUNT) + read16(packet, ARCOUNT)
  readRecords(packet, asked, { at, count })
}

function readRecords(packet: Uint8Array, asked: Asked, records: { at: number; count: number }): AskedFault {
  let { at } = records
  for (let left = records.count; left > 0; left--) {
    const nameEnd = skipName(packet, at)
    if (nameEnd < 0 || nameEnd + RDATA_AT > packet.length) return 'malformed'
    const end = nameEnd + RDATA_AT + read16(packet, nameEnd + RDLENGTH_AT)
    if (end > packet.length) return 'malformed'
    if (read16(packet, nameEnd) === TYPE.OPT) {
      // One OPT at most, and it belongs to the root (RFC 6891, 6.1.1).
      if (asked.edns || nameEnd !== at + 1) return 'malformed'
      asked.edns = true
      asked.udpSize = read16(packet, nameEnd + 2)
      asked.version = packet[nameEnd + 5]!
      asked.dnssecOk = (packet[nameEnd + 6]! & DO) !== 0
      if (!readOptions(packet, nameEnd + RDATA_AT, asked)) return 'malformed'
    }
    at = end
  }
  return asked.version === 0 ? 'none' : 'odd-version'
}

/** Of the options (RFC 6891, 6.1.2) only those that an answer depends on. False when they run out of their record, or a cookie has no size of one. */
function readOptions(packet: Uint8Array, start: number, asked: Asked): boolean {
  const end = start + read16(packet, start - 2)
  let at = start
  while (at < end) {
    if (at + 4 > end) return false
    const code = read16(packet, at)
    const size = read16(packet, at + 2)
    at += 4
    if (at + size > end) return false
    // RFC 7873, 5.2: of several cookies the first one counts.
    if (code === COOKIE_OPTION && asked.cookieAt === 0) {
      if (!isCookieSize(size)) return false
      asked.cookieAt = at
      asked.cookieSize = size
    } else if (code === PADDING_OPTION) asked.padded = true
    at += size
  }
  return true
}

/** The offset behind a name, compressed or not, without following it; -1 when it runs out of the message. */
export function skipName(message: Uint8Array, start: number): number {
  let at = start
  for (;;) {
    const length = message[at]
    if (length === undefined) return -1
    if (length === 0) return at + 1
    if (length >= POINTER) return at + 2 <= message.length ? at + 2 : -1
    if (length > MAX_LABEL_OCTETS) return -1
    at += length + 1
  }
}

/** ASCII only, as DNS compares (RFC 4343). Length octets are below 'A', so a whole name may go through it. */
export function lowerCase(octet: number): number {
  return octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet
}

/** Whether two questions ask the same: the same octets but for the case of the name's letters. */
export function sameQuestion(a: Uint8Array, aNameEnd: number, b: Uint8Array): boolean {
  if (b.length < aNameEnd + 4) return false
  for (let i = HEADER_SIZE; i < aNameEnd; i++) if (a[i] !== b[i] && lowerCase(a[i]!) !== lowerCase(b[i]!)) return false
  for (let i = aNameEnd; i < aNameEnd + 4; i++) if (a[i] !== b[i]) return false
  return true
}
