import { lowerCase } from '../dns/asked.ts'
import { RCODE, TYPE, rcodeText } from '../dns/mnemonics.ts'
import { recordText } from '../dns/record-text.ts'
import { prepareReply, type PreparedReply } from '../dns/reply.ts'
import type { RecordPlace, ScannedReply } from '../dns/scan.ts'
import { AD, ARCOUNT, FLAGS_LOW, HEADER_SIZE, read32, write16 } from '../dns/wire.ts'
import { LOGGED_ANSWERS, type AnswerInLog } from './log-entry.ts'
import type { UpstreamReply } from './upstream/exchange.ts'

const MAX_TTL = 86_400
/** RFC 2308, 5: negative answers may be kept for one to three hours at most. */
const MAX_NEGATIVE_TTL = 3 * 3600
/** RFC 9520, 3.2: a failure is remembered for one second at least, so that retries do not all go out, and for longer each time, 5 minutes at most. */
const MAX_FAILURE_TTL = 16

/** Seconds for which the last of so many failures in a row is remembered. Few: a person waits for the end of it. */
export function failureTtl(failures: number): number {
  return Math.min(MAX_FAILURE_TTL, 2 ** (failures - 1))
}

/** The upstream's message without its OPT and without a change to any record, ready to be stamped. */
export function forwardedReply(
  { message, scanned }: UpstreamReply,
  asked: { dnssecOk: boolean; nowSeconds: number; believed: boolean }
): PreparedReply {
  const nameEnd = scanned.questionEnd - 4
  const name = message.subarray(HEADER_SIZE, nameEnd)
  const bytes = Buffer.from(message.subarray(0, scanned.recordsEnd))
  write16(bytes, ARCOUNT, scanned.additionals)
  return prepareReply({
    bytes,
    nameEnd,
    additionals: scanned.additionals,
    rcode: scanned.rcode,
    // RFC 4035, 4.9.3 and RFC 6840, 5.7: AD is worth what the way and the upstream are worth.
    authenticated: asked.believed && (message[FLAGS_LOW]! & AD) !== 0,
    dnssecOk: asked.dnssecOk,
    ownerOffsets: scanned.records.map(({ nameAt }) => nameAt).filter((at) => sameName(message, at, name)),
    ttlOffsets: scanned.records.map(({ ttlAt }) => ttlAt),
    ttls: scanned.records.map(givenTtls(message, scanned)),
    nowSeconds: asked.nowSeconds,
    options: scanned.errors,
    evidenceAt: -1,
  })
}

/**
 * The TTL with which a record of an upstream's answer is given on. RFC 8767, 4 and RFC 2181, 8: nothing is true for longer than it would be kept
 * here; a TTL with the top bit set stays as it came.
 */
export function givenTtls(message: Buffer, scanned: ScannedReply): (record: RecordPlace) => number {
  // RFC 2308, 3 and 5: the SOA of a negative answer says how long it holds; whoever counts from its TTL must not count from more than is left.
  const negative = isNegative(scanned) ? Math.min(MAX_TTL, negativeLifetime(message, scanned)) : MAX_TTL
  return ({ section, type, ttl }) => {
    const longest = section === 'authority' && type === TYPE.SOA ? negative : MAX_TTL
    return ttl > 0x7fffffff ? ttl : Math.min(longest, ttl)
  }
}

/** Letter for letter, but for their case: the upstream may write it as its zone does, while the question went out in mixed letters. */
function sameName(message: Buffer, at: number, name: Buffer): boolean {
  return name.every((octet, i) => lowerCase(message[at + i] ?? 0) === lowerCase(octet))
}

/** Any other code tells of somebody's trouble: a failure to be remembered (RFC 9520, 2), and no reason to forget what was known (RFC 8767, 4). */
export function tellsOfName({ rcode }: ScannedReply): boolean {
  return rcode === RCODE.NOERROR || rcode === RCODE.NXDOMAIN
}

/** Seconds for which the answer may be given again; 0: not at all. */
export function lifetime(message: Buffer, scanned: ScannedReply): number {
  if (!tellsOfName(scanned)) return 0
  const ttl = Math.min(MAX_TTL, ...scanned.records.map(ttlOf))
  return isNegative(scanned) ? Math.min(ttl, negativeLifetime(message, scanned)) : ttl
}

/** NXDOMAIN, or NODATA: nothing but perhaps a chain that leads to nothing. */
function isNegative({ rcode, records }: ScannedReply): boolean {
  const leadsOn = (type: number) => type === TYPE.CNAME || type === TYPE.DNAME || type === TYPE.RRSIG
  return rcode === RCODE.NXDOMAIN || !records.some(({ section, type }) => section === 'answer' && !leadsOn(type))
}

/** RFC 2308, 5: the SOA's TTL or its minimum, whichever is less; without an SOA it must not be kept. */
function negativeLifetime(message: Buffer, { records }: ScannedReply): number {
  const soa = records.find(({ section, type }) => section === 'authority' && type === TYPE.SOA)
  if (soa === undefined || soa.rdataEnd - soa.rdataAt < 20) return 0
  return Math.min(MAX_NEGATIVE_TTL, ttlOf(soa), read32(message, soa.rdataEnd - 4))
}

/** RFC 2181, 8: a TTL with the top bit set counts as zero. */
function ttlOf({ ttl }: RecordPlace): number {
  return ttl > 0x7fffffff ? 0 : ttl
}

export function forwardedInLog({ message, scanned, upstream }: UpstreamReply): AnswerInLog {
  const answers = scanned.records.filter(({ section }) => section === 'answer').slice(0, LOGGED_ANSWERS)
  return { rcode: rcodeText(scanned.rcode), answers: answers.map((record) => recordText(message, record)), upstream }
}
