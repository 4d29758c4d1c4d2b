import { negativeSoa } from '../dns/compose.ts'
import { RCODE, TYPE } from '../dns/mnemonics.ts'
import { MAX_NAME_OCTETS } from '../dns/wire.ts'
import type { ListRecord } from '../lists/local-data.ts'
import type { AskedBytes, Content } from './answers-made-here.ts'

/** A name that a list leads to: the wire form of the CNAME's target, and the TTL that the list gave it. */
export type Lead = { target: Buffer; ttl: number }

/**
 * What a list's own records answer (draft-vixie-dnsop-dns-rpz, "Local Data"): those of the asked type about the asked name, NODATA where there are
 * none. ANY is answered with one set of them (RFC 8482, 4.1). `negativeTtl` is in seconds.
 */
export function localDataContent(asked: AskedBytes, records: readonly ListRecord[], negativeTtl: number): Content {
  const lead = leadOf(asked, records)
  if (lead === 'too-long') return { rcode: RCODE.YXDOMAIN, answers: [], authorities: [] }
  if (lead !== null)
    return { rcode: RCODE.NOERROR, answers: [{ type: TYPE.CNAME, ttl: lead.ttl, rdata: lead.target }], authorities: [] }
  const type = asked.type === TYPE.ANY ? records[0]?.type : asked.type
  const found = records.filter((record) => record.type === type)
  if (found.length === 0) return { rcode: RCODE.NOERROR, answers: [], authorities: [negativeSoa(negativeTtl)] }
  const answers = found.map(({ ttl, rdata }) => ({ type: type!, ttl, rdata: Buffer.from(rdata, 'hex') }))
  return { rcode: RCODE.NOERROR, answers, authorities: [] }
}

/**
 * Where a CNAME among a list's records leads the asked name; null without one. A target `*.garden.example` is the asked name before
 * `garden.example` (the draft's wildcard CNAME), which may be longer than a name can be: YXDOMAIN, as where a DNAME does that (RFC 6672, 2.2).
 */
export function leadOf(
  { question }: Pick<AskedBytes, 'question'>,
  [record]: readonly ListRecord[]
): Lead | 'too-long' | null {
  if (record?.type !== TYPE.CNAME) return null
  const target = Buffer.from(record.rdata, 'hex')
  if (!target.subarray(0, 2).equals(STAR)) return { target, ttl: record.ttl }
  // Of the question its name goes in, without the root at its end.
  const whole = Buffer.concat([question.subarray(0, question.length - 5), target.subarray(2)])
  return whole.length > MAX_NAME_OCTETS ? 'too-long' : { target: whole, ttl: record.ttl }
}

const STAR = Buffer.from('\x01*', 'latin1')
