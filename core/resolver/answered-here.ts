import { negativeSoa, type OwnRecord } from '../dns/compose.ts'
import { EXTENDED_ERROR, extendedErrorOption } from '../dns/extended-error.ts'
import { RCODE, TYPE } from '../dns/mnemonics.ts'
import type { DomainName } from '../dns/name.ts'
import { KEEP_BROWSERS_NAMES, localZoneOf, type LocalZone } from '../dns/special-use.ts'
import { nameBytes } from '../dns/wire-name.ts'
import { POINTER } from '../dns/wire.ts'
import type { AskedBytes, Content } from './answers-made-here.ts'
import type { CompiledPolicy, LocalName } from './policy.ts'

/** Seconds for which a client may remember what was answered here: a person may set a record or a forwarding at any moment. */
const TTL = 300
/** RFC 8482, 4.2 leaves it to us; the answer says nothing that could change. */
const ANY_TTL = 3600

/**
 * An answer that needs no upstream, and why it is given. `before` the verdict: a person wrote the name down or it is a sign that a setting gives, and no
 * list or model has a say in it. A sign is a negative answer: blocked with an address, as some lists would have it, it would say the opposite.
 */
export type Here = { content: Content; options?: Buffer; before: boolean; why: HereBecause }
export type HereBecause = 'local-record' | 'special-name' | 'browsers-sign' | 'any-type'

/** What has to be known of a question for it. */
type Asked = Pick<AskedBytes, 'nameEnd' | 'type'> & { name: DomainName }

/** What is answered without asking anyone, in the order in which it counts. Null: an upstream is asked. */
export function answeredHere(question: Asked, policy: CompiledPolicy): Here | null {
  const { name, type } = question
  const local = policy.localName(name)
  // Loopback's own pointers stand behind a forwarding: who runs 127.in-addr.arpa elsewhere has said so.
  if (local !== null && !(local.addresses.length === 0 && policy.isForwarded(name)))
    return { content: localContent(local, type), before: true, why: 'local-record' }
  if (policy.isForwarded(name)) return type === TYPE.ANY ? anyType() : null
  const zone = localZoneOf(name)
  if (zone !== null) return { content: zoneContent(question, zone), before: false, why: 'special-name' }
  if (policy.keepBrowsers && KEEP_BROWSERS_NAMES.has(name))
    return { content: nxdomain(), options: KEPT_BROWSERS, before: true, why: 'browsers-sign' }
  return type === TYPE.ANY ? anyType() : null
}

const KEPT_BROWSERS = extendedErrorOption(EXTENDED_ERROR.blocked, 'answered so that programs keep to this resolver')

function anyType(): Here {
  return { content: anyContent(), before: false, why: 'any-type' }
}

/** RFC 8482, 4.2: one small record instead of everything that is known. */
function anyContent(): Content {
  const rdata = Buffer.from('\x07RFC8482\x00', 'latin1')
  return positive([{ type: TYPE.HINFO, ttl: ANY_TTL, rdata }])
}

function localContent({ addresses, pointsTo }: LocalName, type: number): Content {
  if (type === TYPE.ANY) return anyContent()
  if (type === TYPE.PTR && pointsTo !== null) return positive([{ type, ttl: TTL, rdata: wireName(pointsTo) }])
  const size = type === TYPE.A ? 4 : type === TYPE.AAAA ? 16 : 0
  const found = addresses.filter(({ length }) => length === size)
  return found.length > 0 ? positive(found.map((rdata) => ({ type, ttl: TTL, rdata }))) : nodata(negativeSoa(TTL))
}

/** A zone without anything but its apex, as RFC 6303, 3 describes it. */
function zoneContent(asked: Asked, { apex, gives }: LocalZone): Content {
  const { name, type } = asked
  const ownerAt = asked.nameEnd - wireName(apex).length
  const soa = negativeSoa(TTL, ownerAt)
  if (type === TYPE.ANY) return anyContent()
  if (name === apex && type === TYPE.SOA) return positive([soa])
  // RFC 6303, 3: the zone is its own name server.
  if (name === apex && type === TYPE.NS)
    return positive([{ type, ttl: TTL, rdata: Buffer.from([POINTER, ownerAt]), ownerAt }])
  if (gives === 'loopback') return loopbackContent(type, soa)
  if (name === apex || (gives === 'no-designation' && name === `_dns.${apex}`)) return nodata(soa)
  return { rcode: RCODE.NXDOMAIN, answers: [], authorities: [soa] }
}

/** RFC 6761, 6.3: every name of `localhost.` is this machine. */
function loopbackContent(type: number, soa: OwnRecord): Content {
  if (type === TYPE.A) return positive([{ type, ttl: TTL, rdata: Buffer.from([127, 0, 0, 1]) }])
  if (type === TYPE.AAAA)
    return positive([{ type, ttl: TTL, rdata: Buffer.concat([Buffer.alloc(15), Buffer.from([1])]) }])
  return nodata(soa)
}

function positive(answers: OwnRecord[]): Content {
  return { rcode: RCODE.NOERROR, answers, authorities: [] }
}

function nodata(soa: OwnRecord): Content {
  return { rcode: RCODE.NOERROR, answers: [], authorities: [soa] }
}

function nxdomain(): Content {
  return { rcode: RCODE.NXDOMAIN, answers: [], authorities: [negativeSoa(TTL)] }
}

/** Of names that were parsed already. */
function wireName(name: string): Buffer {
  const bytes = nameBytes(name)
  if (!bytes.ok) throw new Error(bytes.fault.message)
  return bytes.value
}
