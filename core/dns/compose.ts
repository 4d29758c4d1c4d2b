import {
  DO,
  FLAGS_HIGH,
  FLAGS_LOW,
  HEADER_SIZE,
  AD,
  ANCOUNT,
  ARCOUNT,
  NSCOUNT,
  OPT_CLASS_AT,
  OPT_FLAGS_AT,
  OPT_RDLENGTH_AT,
  OPT_SIZE,
  OUR_UDP_SIZE,
  POINTER,
  QDCOUNT,
  RD,
  RDATA_AT,
  RDLENGTH_AT,
  TTL_AT,
  write16,
  write32,
} from './wire.ts'
import { CLASS_IN, TYPE } from './mnemonics.ts'

/**
 * A record about the question's own name, or about another one: `ownerAt` is where in the message that name begins (12 when left out), `owner` its
 * wire form where it has to be written out.
 */
export type OwnRecord = { type: number; ttl: number; rdata: Buffer; ownerAt?: number; owner?: Buffer }

/** A message with one question and records about it, and where their TTLs stand. */
export type Composed = { bytes: Buffer; ttlOffsets: number[]; ttls: number[] }

/** `question` is name, type and class as they stand in a message. */
export function compose(question: Buffer, answers: OwnRecord[], authorities: OwnRecord[]): Composed {
  const header = Buffer.alloc(HEADER_SIZE)
  write16(header, QDCOUNT, 1)
  write16(header, ANCOUNT, answers.length)
  write16(header, NSCOUNT, authorities.length)
  const parts = [header, question]
  const records = [...answers, ...authorities]
  const ttlOffsets: number[] = []
  let at = HEADER_SIZE + question.length
  for (const record of records) {
    const bytes = recordBytes(record)
    // Before it stand the owner, type and class.
    ttlOffsets.push(at + bytes.length - record.rdata.length - 6)
    parts.push(bytes)
    at += bytes.length
  }
  return { bytes: Buffer.concat(parts), ttlOffsets, ttls: records.map((record) => record.ttl) }
}

function recordBytes({ type, ttl, rdata, ownerAt = HEADER_SIZE, owner }: OwnRecord): Buffer {
  const ownerLength = owner?.length ?? 2
  const bytes = Buffer.alloc(ownerLength + RDATA_AT + rdata.length)
  // A question's name ends before offset 268, so its labels can all be pointed at.
  if (owner === undefined) write16(bytes, 0, (POINTER << 8) | ownerAt)
  else owner.copy(bytes)
  write16(bytes, ownerLength, type)
  write16(bytes, ownerLength + 2, CLASS_IN)
  write32(bytes, ownerLength + TTL_AT, ttl)
  write16(bytes, ownerLength + RDLENGTH_AT, rdata.length)
  rdata.copy(bytes, ownerLength + RDATA_AT)
  return bytes
}

/** The negative answer's SOA (RFC 2308, 3): its TTL and minimum say how long the name may be believed not to be there. */
export function negativeSoa(ttl: number, ownerAt = HEADER_SIZE): OwnRecord {
  const numbers = Buffer.alloc(20)
  // Serial, refresh, retry, expire, minimum: only the last means something to a resolver.
  for (const [i, value] of [1, 3600, 600, 86_400, ttl].entries()) write32(numbers, i * 4, value)
  return { type: TYPE.SOA, ttl, rdata: Buffer.concat([SOA_NAMES, numbers]), ownerAt }
}

/** mname and rname under `invalid.` (RFC 6761), which no one can take for a real server. */
const SOA_NAMES = Buffer.from('\x08mlbridge\x07invalid\x00\x06nobody\x07invalid\x00', 'latin1')

/**
 * The question that goes upstream: our own id (written by who sends it), RD, AD (so that the upstream says what it validated; RFC 6840, 5.7),
 * CD as the client had it, and an OPT of our own. No client subnet, no options of the client.
 */
export function upstreamQuery(
  question: Buffer,
  options: { checkingDisabled: number; dnssecOk: boolean; edns: boolean; padded?: boolean }
): Buffer {
  const end = HEADER_SIZE + question.length
  const unpadded = end + (options.edns ? OPT_SIZE : 0)
  const padding = options.padded === true && options.edns ? paddingFor(unpadded) : 0
  const bytes = Buffer.alloc(unpadded + padding)
  bytes[FLAGS_HIGH] = RD
  bytes[FLAGS_LOW] = AD | options.checkingDisabled
  write16(bytes, QDCOUNT, 1)
  question.copy(bytes, HEADER_SIZE)
  if (options.edns) {
    write16(bytes, ARCOUNT, 1)
    write16(bytes, end + 1, TYPE.OPT)
    write16(bytes, end + OPT_CLASS_AT, OUR_UDP_SIZE)
    bytes[end + OPT_FLAGS_AT] = options.dnssecOk ? DO : 0
    if (padding > 0) {
      write16(bytes, end + OPT_RDLENGTH_AT, padding)
      write16(bytes, unpadded, PADDING_OPTION)
      write16(bytes, unpadded + 2, padding - OPTION_HEAD)
    }
  }
  return bytes
}

const PADDING_OPTION = 12
const OPTION_HEAD = 4
/** RFC 8467, 4.1: questions come in steps of so many octets. */
const QUERY_BLOCK = 128

/** Octets of a whole padding option (RFC 7830), its head counted. */
function paddingFor(octets: number): number {
  const least = octets + OPTION_HEAD
  return OPTION_HEAD + ((QUERY_BLOCK - (least % QUERY_BLOCK)) % QUERY_BLOCK)
}
