import { skipName } from './asked.ts'
import { EXTENDED_ERROR_OPTION } from './extended-error.ts'
import { CLASS_IN, TYPE } from './mnemonics.ts'
import { NAMES_IN_DATA } from './names-in-data.ts'
import { readName } from './wire-name.ts'
import {
  ANCOUNT, ARCOUNT, FLAGS_HIGH, FLAGS_LOW, HEADER_SIZE, NSCOUNT, OPCODE_MASK, QDCOUNT, QR, RCODE_MASK, RDATA_AT, RDLENGTH_AT, TTL_AT, read16,
  read32,
} from './wire.ts' // prettier-ignore

export type Section = 'answer' | 'authority' | 'additional'

/** Where one record stands. */
export type RecordPlace = {
  section: Section
  nameAt: number
  type: number
  class: number
  ttlAt: number
  ttl: number
  rdataAt: number
  rdataEnd: number
}

/** A reply whose every record lies inside the message, and whose names and addresses can be read. */
export type ScannedReply = {
  /** Twelve bits where an OPT record gave the upper eight. */
  rcode: number
  questionEnd: number
  /** Without OPT; what stands behind an OPT record is left out. */
  records: RecordPlace[]
  /** Where the records end and how many of them are additional ones. */
  recordsEnd: number
  additionals: number
  /** The Extended DNS Errors that the upstream gave, as options. */
  errors: Buffer
  hasOpt: boolean
}

/** Null when it is no reply to one question, or when its bytes do not hold what its header says. */
export function scanReply(message: Buffer): ScannedReply | null {
  if (message.length < HEADER_SIZE || (message[FLAGS_HIGH]! & (QR | OPCODE_MASK)) !== QR) return null
  if (read16(message, QDCOUNT) !== 1) return null
  const nameEnd = skipName(message, HEADER_SIZE)
  if (nameEnd < 0 || nameEnd + 4 > message.length) return null
  const scanned: ScannedReply = {
    rcode: message[FLAGS_LOW]! & RCODE_MASK,
    questionEnd: nameEnd + 4,
    records: [],
    recordsEnd: nameEnd + 4,
    additionals: 0,
    errors: Buffer.alloc(0),
    hasOpt: false,
  }
  let at = scanned.questionEnd
  for (const [section, countAt] of [
    ['answer', ANCOUNT],
    ['authority', NSCOUNT],
    ['additional', ARCOUNT],
  ] as const) {
    for (let left = read16(message, countAt); left > 0; left--) {
      const record = recordAt(message, at, section)
      if (record === null) return null
      at = record.rdataEnd
      if (!isReadable(message, record)) return null
      if (record.type === TYPE.OPT) takeOpt(message, record, scanned)
      else if (!scanned.hasOpt) keep(record, scanned)
    }
  }
  return scanned
}

function recordAt(message: Buffer, at: number, section: Section): RecordPlace | null {
  const head = skipName(message, at)
  if (head < 0 || head + RDATA_AT > message.length) return null
  const rdataAt = head + RDATA_AT
  const rdataEnd = rdataAt + read16(message, head + RDLENGTH_AT)
  if (rdataEnd > message.length) return null
  const ttlAt = head + TTL_AT
  return {
    section,
    nameAt: at,
    type: read16(message, head),
    class: read16(message, head + 2),
    ttlAt,
    ttl: read32(message, ttlAt),
    rdataAt,
    rdataEnd,
  }
}

/** Octets of an address (RFC 1035, 3.4.1; RFC 3596, 2.2). */
const ADDRESS_OCTETS: Record<number, number> = { [TYPE.A]: 4, [TYPE.AAAA]: 16 }

/**
 * A name that goes round, runs on or points ahead (RFC 1035, 4.1.4: to a prior occurrence) is one that we cannot read and that some client may
 * read all the same: what it leads to would be inspected by nobody. So it is with an address of another size, which some client may cut.
 */
function isReadable(message: Buffer, { type, class: klass, nameAt, rdataAt, rdataEnd }: RecordPlace): boolean {
  if (readName(message, nameAt) === null) return false
  const octets = klass === CLASS_IN ? ADDRESS_OCTETS[type] : undefined
  if (octets !== undefined) return rdataEnd - rdataAt === octets
  const layout = NAMES_IN_DATA[type]
  // An empty record is what UPDATE and some servers' oddities have; it leads nowhere.
  if (layout === undefined || rdataEnd === rdataAt) return true
  let at = rdataAt + layout.after
  for (let left = layout.names; left > 0; left--) {
    const name = readName(message, at)
    if (name === null) return false
    at = name.end
  }
  return layout.then === 'more' ? at <= rdataEnd : at === rdataEnd
}

/** Records behind OPT would move when it is taken out, and pointers to them would break; additional records may be left out. */
function keep(record: RecordPlace, scanned: ScannedReply): void {
  scanned.records.push(record)
  scanned.recordsEnd = record.rdataEnd
  if (record.section === 'additional') scanned.additionals++
}

function takeOpt(message: Buffer, opt: RecordPlace, scanned: ScannedReply): void {
  scanned.hasOpt = true
  scanned.rcode |= message[opt.ttlAt]! << 4
  const errors: Buffer[] = []
  for (let at = opt.rdataAt; at + 4 <= opt.rdataEnd;) {
    const end = at + 4 + read16(message, at + 2)
    if (end > opt.rdataEnd) break
    if (read16(message, at) === EXTENDED_ERROR_OPTION && end - at >= 6) errors.push(message.subarray(at, end))
    at = end
  }
  scanned.errors = Buffer.concat(errors)
}
