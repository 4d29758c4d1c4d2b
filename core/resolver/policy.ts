import { addressBytes } from '../dns/address.ts'
import type { DomainName } from '../dns/name.ts'
import { nearestParent } from '../dns/nearest-parent.ts'
import { isPublicName } from '../dns/special-use.ts'

/** An address and the names that have it, as in a hosts file; the first name is the one that the address leads back to. */
export type LocalRecord = { address: string; names: string[] }

/** What a person decided about answers, beside the verdict. Structured-cloneable; every text has been checked by who took it in. */
export type AnswerPolicy = {
  /** Names that programs ask to find out whether they may go round this resolver are answered with NXDOMAIN. */
  keepBrowsers: boolean
  /** Whether public names may not lead to private addresses, and below which names they may. */
  refusePrivateAddresses: boolean
  privateAddressesAllowed: string[]
  localRecords: LocalRecord[]
  /** Whether an answer whose time is over is given while no upstream has a fresh one. */
  serveStale: boolean
  /** Whose AD is given on: what nobody on the way could change, everyone's, or nobody's. */
  authenticated: 'secured' | 'all' | 'none'
  /** Domains that have upstreams of their own: nothing about them is special here. */
  forwardedDomains: string[]
}

export const USUAL_POLICY: AnswerPolicy = {
  keepBrowsers: true,
  refusePrivateAddresses: true,
  privateAddressesAllowed: [],
  localRecords: [],
  serveStale: true,
  authenticated: 'secured',
  forwardedDomains: [],
}

/** The addresses of a name that a person wrote down, and the name that an address leads back to. */
export type LocalName = { addresses: readonly Buffer[]; pointsTo: string | null }

export interface CompiledPolicy {
  readonly keepBrowsers: boolean
  readonly serveStale: boolean
  /** Whether an upstream's word that an answer was validated is given on; `secured` is about the way to it. */
  believesAuthenticated(secured: boolean): boolean
  localName(name: DomainName): LocalName | null
  isForwarded(name: DomainName): boolean
  mayBePrivate(name: DomainName): boolean
}

export function compilePolicy(policy: AnswerPolicy): CompiledPolicy {
  const names = localNames(policy.localRecords)
  const forwarded = new Set(policy.forwardedDomains)
  const allowed = new Set([...policy.privateAddressesAllowed, ...policy.forwardedDomains])
  return {
    keepBrowsers: policy.keepBrowsers,
    serveStale: policy.serveStale,
    believesAuthenticated: (secured) =>
      policy.authenticated === 'all' || (policy.authenticated === 'secured' && secured),
    localName: (name) => names.get(name) ?? null,
    isForwarded: (name) => nearestParent(name, forwarded) !== null,
    mayBePrivate: (name) =>
      !policy.refusePrivateAddresses || !isPublicName(name) || nearestParent(name, allowed) !== null,
  }
}

function localNames(records: readonly LocalRecord[]): Map<string, LocalName> {
  const found = new Map<string, { addresses: Buffer[]; pointsTo: string | null }>()
  const at = (name: string) => {
    const known = found.get(name) ?? { addresses: [], pointsTo: null }
    found.set(name, known)
    return known
  }
  for (const { address, names } of [...records, ...LOOPBACK]) {
    const octets = addressBytes(address)
    for (const name of names) at(name).addresses.push(octets)
    at(reverseName(octets)).pointsTo ??= names[0] ?? 'localhost'
  }
  return found
}

/** Where loopback addresses lead back to. Its own names are no records: the whole of `localhost.` is served here (RFC 6761, 6.3). */
const LOOPBACK: readonly LocalRecord[] = [
  { address: '127.0.0.1', names: [] },
  { address: '::1', names: [] },
]

/** The name under which an address is looked up: 7.2.0.192.in-addr.arpa (RFC 1035, 3.5), or by half octets below ip6.arpa (RFC 3596, 2.5). */
export function reverseName(octets: Uint8Array): string {
  if (octets.length === 4) return `${[...octets].reverse().join('.')}.in-addr.arpa`
  const halves = Array.from(octets, (octet) => [octet >> 4, octet & 15]).flat()
  return `${halves
    .reverse()
    .map((half) => half.toString(16))
    .join('.')}.ip6.arpa`
}
