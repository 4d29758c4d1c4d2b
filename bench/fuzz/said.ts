import { compose, negativeSoa, type OwnRecord } from '../../core/dns/compose.ts'
import { RCODE, TYPE } from '../../core/dns/mnemonics.ts'
import { FLAGS_HIGH, FLAGS_LOW, QR, RA, RD } from '../../core/dns/wire.ts'

/**
 * What the upstream of a fuzz run says, by the question's octets alone: a few addresses, records far larger than a packet, an alias, NXDOMAIN, SERVFAIL,
 * or nothing (null). `question` is name, type and class. TTLs are short, so that answers end while the run goes on.
 */
export function saidTo(question: Buffer): Buffer | null {
  const kind = question.reduce((sum, octet) => (sum * 31 + (octet | 0x20)) >>> 0, 7) % 64
  if (kind === 0) return null
  if (kind === 1) return message(question, { rcode: RCODE.SERVFAIL })
  if (kind < 10) return message(question, { rcode: RCODE.NXDOMAIN, authorities: [negativeSoa(5)] })
  if (kind < 14) return message(question, { authorities: [negativeSoa(5)] })
  if (kind < 18) return message(question, { answers: [{ type: TYPE.CNAME, ttl: 3, rdata: ALIAS }, ...addresses(1)] })
  if (kind < 24) return message(question, { answers: texts(kind - 17) })
  return message(question, { answers: addresses(kind - 23) })
}

const ALIAS = Buffer.from('\x05alias\x06garden\x07example\x00', 'latin1')

/** 16 octets each with what stands before them: from one to forty. */
function addresses(count: number): OwnRecord[] {
  return Array.from({ length: count }, (_, i) => ({ type: TYPE.A, ttl: 2, rdata: Buffer.from([198, 51, 100, i]) }))
}

function texts(count: number): OwnRecord[] {
  const rdata = Buffer.alloc(256, 0x61)
  rdata[0] = 255
  return Array.from({ length: count * count }, () => ({ type: TYPE.TXT, ttl: 2, rdata }))
}

type Content = { rcode?: number; answers?: OwnRecord[]; authorities?: OwnRecord[] }

function message(question: Buffer, { rcode = RCODE.NOERROR, answers = [], authorities = [] }: Content): Buffer {
  const { bytes } = compose(question, answers, authorities)
  bytes[FLAGS_HIGH] = QR | RD
  bytes[FLAGS_LOW] = RA | rcode
  return bytes
}
