import { skipName } from '../../core/dns/asked.ts'
import { compose, negativeSoa, type OwnRecord } from '../../core/dns/compose.ts'
import { RCODE, TYPE } from '../../core/dns/mnemonics.ts'
import { nameBytes } from '../../core/dns/wire-name.ts'
import { FLAGS_HIGH, FLAGS_LOW, HEADER_SIZE } from '../../core/dns/wire.ts'
import type { Asking } from './questions.ts'
import { see, type Seen } from './seen.ts'

/**
 * What our answer to a question has to be, to the last record and flag, where unbound's is another one: an excuse for a difference says what we mean to
 * say, and not only that it is another thing. A check gets what the upstream says where it wants it.
 */
export type Expected = (asking: Asking, upstream: Seen | null, ours: Seen) => Seen

type Own = { rcode: number; answers?: OwnRecord[]; authorities?: OwnRecord[]; error?: boolean }

/** An answer made here. `error`: with an Extended DNS Error. */
export function made(asking: Asking, { rcode, answers = [], authorities = [], error = false }: Own): Seen {
  const question = asking.packet.subarray(HEADER_SIZE, skipName(asking.packet, HEADER_SIZE) + 4)
  const { bytes } = compose(question, answers, authorities)
  bytes[FLAGS_HIGH] = 0x80
  bytes[FLAGS_LOW] = rcode & 15
  const seen = see(bytes)
  if (typeof seen === 'string') throw new Error(seen)
  return dressed(seen, asking, error ? [EXTENDED_ERROR] : [])
}

/** The upstream's records as we pass them on; their TTLs may have counted down since the run began. */
export function passedOn(asking: Asking, upstream: Seen, { ours, seconds }: { ours: Seen; seconds: number }): Seen {
  const sections = { ...upstream.sections }
  for (const section of ['answer', 'authority', 'additional'] as const) {
    sections[section] = new Map(
      Array.from(upstream.sections[section], ([record, ttl]) => {
        const given = ours.sections[section].get(record)
        const counted = given !== undefined && given <= ttl && given >= Math.min(ttl, LONGEST_TTL) - seconds
        const shortened = given !== undefined && record.split(' ')[2] === 'SOA' && given <= minimumOf(record)
        return [record, counted || shortened ? given : ttl]
      })
    )
  }
  const seen = dressed({ ...upstream, sections }, asking, [])
  // RFC 6840, 5.8: to who sets AD or DO.
  const authenticated = upstream.flags['AD'] === true && (asking.wantsAuthenticated || asking.secure)
  return { ...seen, flags: { ...seen.flags, AD: authenticated }, question: ours.question }
}

/** Flags and OPT as every answer of ours has them. */
function dressed(seen: Seen, asking: Asking, options: number[]): Seen {
  const { version, secure, cookie, recursionDesired, checkingDisabled } = asking
  const all = [...options, ...(cookie === 'whole' ? [COOKIE] : [])].sort()
  return {
    ...seen,
    flags: {
      QR: true, AA: false, TC: false, RD: recursionDesired, RA: true, Z: false, AD: false, CD: checkingDisabled,
    }, // prettier-ignore
    opt: version === null ? null : { size: 1232, version: 0, secure, options: all },
  }
}

const EXTENDED_ERROR = 15
const COOKIE = 10
const LONGEST_TTL = 86_400

/** The last number of an SOA (RFC 2308, 4): what its TTL is cut to in a negative answer. */
function minimumOf(soa: string): number {
  return parseInt(soa.slice(-8), 16)
}

/** RFC 8482, 4.2. */
export const anyAnswer: Expected = (asking) =>
  made(asking, {
    rcode: RCODE.NOERROR,
    answers: [{ type: TYPE.HINFO, ttl: 3600, rdata: Buffer.from('\x07RFC8482\x00', 'latin1') }],
  })

/** Zones that are empty but for their apex (RFC 6303, 3), `localhost` (RFC 6761, 6.3) and the pointers of loopback. */
export function specialAnswer(apexes: readonly string[]): Expected {
  return (asking, upstream, ours) => {
    const { name, type } = asking
    if (type === TYPE.ANY) return anyAnswer(asking, upstream, ours)
    const apex = apexes.find((one) => name === one || name.endsWith(`.${one}`))!
    const owner = wire(apex)
    const soa = { ...negativeSoa(300), owner }
    const said = (answers: OwnRecord[]) => made(asking, { rcode: RCODE.NOERROR, answers })
    const nodata = made(asking, { rcode: RCODE.NOERROR, authorities: [soa] })
    if (name === '1.0.0.127.in-addr.arpa.')
      return type === TYPE.PTR
        ? said([{ type, ttl: 300, rdata: wire('localhost.') }])
        : made(asking, { rcode: RCODE.NOERROR, authorities: [negativeSoa(300)] })
    if (name === apex && type === TYPE.SOA) return said([soa])
    if (name === apex && type === TYPE.NS) return said([{ type, ttl: 300, rdata: owner, owner }])
    if (apex === 'localhost.' && type === TYPE.A) return said([{ type, ttl: 300, rdata: Buffer.from([127, 0, 0, 1]) }])
    if (apex === 'localhost.' && type === TYPE.AAAA)
      return said([{ type, ttl: 300, rdata: Buffer.concat([Buffer.alloc(15), Buffer.from([1])]) }])
    if (name === apex || apex === 'localhost.' || name === '_dns.resolver.arpa.') return nodata
    return made(asking, { rcode: RCODE.NXDOMAIN, authorities: [soa] })
  }
}

/** What cannot be asked for, with its reason. */
export const refusal =
  (rcode: number): Expected =>
  (asking) =>
    made(asking, { rcode, error: true })

function wire(name: string): Buffer {
  const bytes = nameBytes(name)
  if (!bytes.ok) throw new Error(bytes.fault.message)
  return bytes.value
}

/** A fault in the question itself: no record, the question given back or not, no OPT but for who sent one. */
export function faultAnswer(asking: Asking, what: { rcode: string; question: boolean; opt: boolean }): Seen {
  const { packet, opcode, version, secure } = asking
  const blank = dressed(
    { rcode: what.rcode, opcode, flags: {}, question: '', sections: { answer: new Map(), authority: new Map(), additional: new Map() }, opt: null },
    asking,
    []
  ) // prettier-ignore
  const question = what.question ? packet.toString('hex', HEADER_SIZE, skipName(packet, HEADER_SIZE) + 4) : ''
  const opt = what.opt && version !== null ? { size: 1232, version: 0, secure, options: blank.opt!.options } : null
  return { ...blank, question, opt }
}
