import { nearestParent } from './nearest-parent.ts'
import type { DomainName } from './name.ts'

/**
 * Top-level and other names that are not of the public DNS: special-use names (RFC 6761, 6762, 7686, 8375, 9476), what home networks use, and
 * the reverse zones. A model trained on public names has nothing to say about them.
 */
const NOT_PUBLIC = new Set([
  'alt', 'arpa', 'corp', 'example', 'home', 'internal', 'intranet', 'invalid', 'lan', 'local', 'localdomain', 'localhost', 'mail', 'onion',
  'private', 'test',
]) // prettier-ignore

/** Second-level names of RFC 6761 that stand for documentation. */
const NOT_PUBLIC_DOMAINS = new Set(['example.com', 'example.net', 'example.org'])

/** Whether a name can be scored: it has a parent, and it belongs to the public DNS. */
export function isPublicName(name: DomainName): boolean {
  const lastDot = name.lastIndexOf('.')
  if (lastDot < 0) return false
  return !NOT_PUBLIC.has(name.slice(lastDot + 1)) && !NOT_PUBLIC_DOMAINS.has(lastLabels(name, lastDot))
}

function lastLabels(name: string, lastDot: number): string {
  return name.slice(name.lastIndexOf('.', lastDot - 1) + 1)
}

/** A zone that is served here and never asked for elsewhere. `gives` says what its names have, beside SOA and NS. */
export type LocalZone = { apex: DomainName; gives: 'nothing' | 'loopback' | 'no-designation' }

/**
 * The zone served here that a name lies in, null for the rest of the DNS. Its questions would tell a stranger about this network, and no
 * server out there has an answer to them.
 */
export function localZoneOf(name: DomainName): LocalZone | null {
  const apex = nearestParent(name, LOCAL_APEXES)
  if (apex === null) return null
  return { apex, gives: GIVES[apex] ?? 'nothing' }
}

const GIVES: Record<string, LocalZone['gives']> = { localhost: 'loopback', 'resolver.arpa': 'no-designation' }

const LOCAL_APEXES = new Set<string>([
  // RFC 6761: 6.3, 6.2 and 6.4. The names of 6.5 (example) are not special to a resolver.
  'localhost', 'test', 'invalid',
  // RFC 6762, 22.1; RFC 7686, 2; RFC 9476; RFC 8375, 4; RFC 9462, 6.4.
  'local', 'onion', 'alt', 'home.arpa', 'resolver.arpa',
  // RFC 6303, 4.1 and 4.2: this network, private, loopback, link-local, documentation and broadcast; RFC 7793: shared by carriers.
  ...['0', '10', '127', '254.169', '168.192', '2.0.192', '100.51.198', '113.0.203', '255.255.255.255'].map(reverse4),
  ...range(16, 31).map((octet) => reverse4(`${octet}.172`)),
  ...range(64, 127).map((octet) => reverse4(`${octet}.100`)),
  // RFC 6303, 4.3 to 4.6: unspecified and loopback, unique local, link-local, documentation.
  `${'0.'.repeat(32)}ip6.arpa`, `1.${'0.'.repeat(31)}ip6.arpa`,
  'd.f.ip6.arpa', '8.e.f.ip6.arpa', '9.e.f.ip6.arpa', 'a.e.f.ip6.arpa', 'b.e.f.ip6.arpa', '8.b.d.0.1.0.0.2.ip6.arpa',
]) // prettier-ignore

function reverse4(octets: string): string {
  return `${octets}.in-addr.arpa`
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

/**
 * Names by which a network asks programs not to go round its resolver: Firefox's canary, and the two of Apple's Private Relay. A negative
 * answer is the sign (Mozilla, "Canary domain - use-application-dns.net"; Apple, "Prepare your network for iCloud Private Relay").
 */
export const KEEP_BROWSERS_NAMES: ReadonlySet<string> = new Set([
  'use-application-dns.net',
  'mask.icloud.com',
  'mask-h2.icloud.com',
])
