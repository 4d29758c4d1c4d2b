import { blankAsked, type Asked } from './asked.ts'
import {
  AD, ANCOUNT, ARCOUNT, DO, FLAGS_HIGH, FLAGS_LOW, HEADER_SIZE, NSCOUNT, OPT_CLASS_AT, OPT_EXTENDED_RCODE_AT, OPT_FLAGS_AT, OPT_RDLENGTH_AT,
  OPT_SIZE, OUR_UDP_SIZE, QDCOUNT, QR, RA, RCODE_MASK, TC, write16, write32,
} from './wire.ts' // prettier-ignore
import { RCODE, TYPE } from './mnemonics.ts'

/**
 * An answer that is ready to leave again and again: its bytes stand still but for what belongs to one asker (id, flags, the case of the name,
 * OPT) and to the moment (TTLs, evidence id). `stamp` writes these in place, so a repeat makes no object and copies no record.
 */
export type PreparedReply = {
  /** The message without OPT, and the same bytes with the OPT record behind them. */
  readonly plain: Buffer
  readonly withOpt: Buffer
  readonly nameEnd: number
  readonly additionals: number
  /** The low octet of the flags without AD and CD; AD apart, since not every asker gets it. */
  readonly flagsLow: number
  readonly authenticated: number
  /** Where the question's name stands again, letter for letter; there the asker's case is written too, as if it were compressed. */
  readonly ownerOffsets: readonly number[]
  readonly ttlOffsets: readonly number[]
  readonly ttls: readonly number[]
  /** Second (of the monotonic clock) in which the TTLs were true, and for which they stand in the bytes now. */
  readonly madeAt: number
  stampedAt: number
  /** Where in `withOpt` the evidence id stands; -1 when the answer has none. */
  readonly evidenceAt: number
}

export type ReplyParts = {
  /** The message from its header to its last record, without OPT. The header's counts are those of `bytes`. */
  bytes: Buffer
  nameEnd: number
  additionals: number
  rcode: number
  authenticated: boolean
  dnssecOk: boolean
  ownerOffsets: number[]
  ttlOffsets: number[]
  ttls: number[]
  nowSeconds: number
  /** EDNS options to send to an asker with EDNS. */
  options: Buffer
  /** Where in `options` the evidence id stands; -1 for none. */
  evidenceAt: number
}

export function prepareReply(parts: ReplyParts): PreparedReply {
  const { bytes, options, evidenceAt } = parts
  const whole = Buffer.alloc(bytes.length + OPT_SIZE + options.length)
  bytes.copy(whole)
  writeOpt(whole, bytes.length, parts)
  write16(whole, ARCOUNT, parts.additionals)
  // They may be other ones than the message came with.
  parts.ttlOffsets.forEach((at, i) => write32(whole, at, parts.ttls[i]!))
  return {
    plain: whole.subarray(0, bytes.length),
    withOpt: whole,
    nameEnd: parts.nameEnd,
    additionals: parts.additionals,
    flagsLow: RA | (parts.rcode & RCODE_MASK),
    authenticated: parts.authenticated ? AD : 0,
    ownerOffsets: parts.ownerOffsets,
    ttlOffsets: parts.ttlOffsets,
    ttls: parts.ttls,
    madeAt: parts.nowSeconds,
    stampedAt: parts.nowSeconds,
    evidenceAt: evidenceAt < 0 ? -1 : bytes.length + OPT_SIZE + evidenceAt,
  }
}

function writeOpt(whole: Buffer, at: number, { rcode, dnssecOk, options }: ReplyParts): void {
  write16(whole, at + 1, TYPE.OPT)
  write16(whole, at + OPT_CLASS_AT, OUR_UDP_SIZE)
  whole[at + OPT_EXTENDED_RCODE_AT] = rcode >>> 4
  whole[at + OPT_FLAGS_AT] = dnssecOk ? DO : 0
  write16(whole, at + OPT_RDLENGTH_AT, options.length)
  options.copy(whole, at + OPT_SIZE)
}

/** Writes the asker's part into the reply and gives back the bytes to send. They are true until the next `stamp` of the same reply. */
export function stamp(reply: PreparedReply, packet: Uint8Array, asked: Asked): Buffer {
  const bytes = reply.withOpt
  bytes[0] = packet[0]!
  bytes[1] = packet[1]!
  bytes[FLAGS_HIGH] = QR | asked.recursionDesired
  // RFC 6840, 5.8: AD goes to those who set AD or DO.
  const authenticated = asked.adBit !== 0 || asked.dnssecOk ? reply.authenticated : 0
  bytes[FLAGS_LOW] = reply.flagsLow | authenticated | asked.checkingDisabled
  const { nameEnd, ownerOffsets } = reply
  for (let i = HEADER_SIZE; i < nameEnd; i++) bytes[i] = packet[i]!
  for (let o = 0; o < ownerOffsets.length; o++) bytes.copy(bytes, ownerOffsets[o], HEADER_SIZE, nameEnd)
  if (!asked.edns) {
    write16(bytes, ARCOUNT, reply.additionals)
    return reply.plain
  }
  write16(bytes, ARCOUNT, reply.additionals + 1)
  return bytes
}

/** Counts the TTLs down to what is left of them. */
export function stampTtls(reply: PreparedReply, nowSeconds: number): void {
  const { withOpt, ttlOffsets, ttls } = reply
  const age = nowSeconds - reply.madeAt
  for (let i = 0; i < ttlOffsets.length; i++) write32(withOpt, ttlOffsets[i]!, Math.max(0, ttls[i]! - age))
  reply.stampedAt = nowSeconds
}

/** A stamped reply with EDNS but without its options: what is left when they would not fit (an Extended DNS Error is never worth a truncation). */
export function withoutOptions(reply: PreparedReply): Buffer {
  const bytes = Buffer.from(reply.withOpt.subarray(0, reply.plain.length + OPT_SIZE))
  write16(bytes, reply.plain.length + OPT_RDLENGTH_AT, 0)
  return bytes
}

/** A stamped reply cut down to header, question and OPT, with TC set: the asker comes again over TCP (RFC 2181, 9). */
export function truncated(reply: PreparedReply, edns: boolean): Buffer {
  const questionEnd = reply.nameEnd + 4
  const optAt = reply.plain.length
  const bytes = Buffer.alloc(questionEnd + (edns ? OPT_SIZE : 0))
  reply.withOpt.copy(bytes, 0, 0, questionEnd)
  bytes[FLAGS_HIGH] = bytes[FLAGS_HIGH]! | TC
  write16(bytes, ANCOUNT, 0)
  write16(bytes, NSCOUNT, 0)
  write16(bytes, ARCOUNT, edns ? 1 : 0)
  if (edns) {
    reply.withOpt.copy(bytes, questionEnd, optAt, optAt + OPT_SIZE)
    write16(bytes, questionEnd + OPT_RDLENGTH_AT, 0)
  }
  return bytes
}

/**
 * An answer to a packet that cannot be answered otherwise: FORMERR, NOTIMP, BADVERS. The question goes back only where one was read; an OPT
 * goes back to who sent one.
 */
export function faultReply(packet: Uint8Array, asked: Asked, rcode: number): Buffer {
  const question = asked.nameEnd > 0 && asked.questionEnd <= packet.length && rcode !== RCODE.FORMERR
  const questionEnd = question ? asked.questionEnd : HEADER_SIZE
  const bytes = Buffer.alloc(questionEnd + (asked.edns ? OPT_SIZE : 0))
  bytes.set(packet.subarray(0, questionEnd))
  // The opcode goes back as it came, so that the asker knows its own.
  bytes[FLAGS_HIGH] = (packet[FLAGS_HIGH]! & 0x79) | QR
  bytes[FLAGS_LOW] = RA | (rcode & RCODE_MASK) | asked.checkingDisabled
  write16(bytes, QDCOUNT, question ? 1 : 0)
  write16(bytes, ANCOUNT, 0)
  write16(bytes, NSCOUNT, 0)
  write16(bytes, ARCOUNT, asked.edns ? 1 : 0)
  if (asked.edns) {
    write16(bytes, questionEnd + 1, TYPE.OPT)
    write16(bytes, questionEnd + OPT_CLASS_AT, OUR_UDP_SIZE)
    bytes[questionEnd + OPT_EXTENDED_RCODE_AT] = rcode >>> 4
    bytes[questionEnd + OPT_FLAGS_AT] = asked.dnssecOk ? DO : 0
  }
  return bytes
}

/** A copy that outlives the packet's own view. */
export function copyAsked(asked: Asked): Asked {
  return Object.assign(blankAsked(), asked)
}
