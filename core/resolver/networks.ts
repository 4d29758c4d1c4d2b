import { isIP, isIPv4, isIPv6 } from 'node:net'
import { addressBytes } from '../dns/address.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'

/** Clients whose answer is remembered, so that a packet costs one look-up; beyond it all are forgotten. */
const REMEMBERED = 10_000

/** Networks in CIDR notation (RFC 4632, RFC 4291). */
export type Networks = { has(address: string): boolean }

type Network = { octets: Uint8Array; bits: number }

/** '192.168.0.0/16', '2001:db8::/32', or one address. Bits behind the length are to be zero: else it is not what was meant. */
export function parseNetwork(text: string): Result<Network, Fault> {
  const [host = '', length, more] = text.split('/')
  const octets = isIP(host) === 0 || host.includes('%') ? null : addressBytes(host)
  if (octets === null || more !== undefined)
    return bad(`"${text}" is no network; write it like 192.168.0.0/16 or fd00::/8`)
  const most = octets.length * 8
  const bits = length === undefined ? most : /^\d{1,3}$/.test(length) ? Number(length) : NaN
  if (!(bits <= most)) return bad(`"${text}": a length is a number from 0 to ${most}`)
  if (octets.some((octet, i) => (octet & ~maskAt(i, bits)) !== 0))
    return bad(`"${text}" has bits set behind its length of ${bits}; write the network's first address`)
  return ok({ octets, bits })
}

/** The texts were checked by who took them in; this throws for one that is none. */
export function networksOf(texts: readonly string[]): Networks {
  const networks = texts.map((text) => {
    const parsed = parseNetwork(text)
    if (!parsed.ok) throw new Error(parsed.fault.message)
    return parsed.value
  })
  const known = new Map<string, boolean>()
  return {
    has(address) {
      const before = known.get(address)
      if (before !== undefined) return before
      if (known.size >= REMEMBERED) known.clear()
      const found = isWithin(address, networks)
      known.set(address, found)
      return found
    },
  }
}

function isWithin(address: string, networks: readonly Network[]): boolean {
  const bare = address.replace(/%.*$/, '')
  if (!isIPv4(bare) && !isIPv6(bare)) return false
  const octets = withoutMapping(addressBytes(bare))
  return networks.some(
    (network) =>
      network.octets.length === octets.length &&
      network.octets.every((octet, i) => octet === (octets[i]! & maskAt(i, network.bits)))
  )
}

/** '::ffff:192.0.2.1' is the client 192.0.2.1. */
function withoutMapping(octets: Uint8Array): Uint8Array {
  const mapped = octets.length === 16 && octets.subarray(0, 10).every((octet) => octet === 0)
  return mapped && octets[10] === 255 && octets[11] === 255 ? octets.subarray(12) : octets
}

function maskAt(octet: number, bits: number): number {
  const inOctet = Math.min(8, Math.max(0, bits - octet * 8))
  return (0xff << (8 - inOctet)) & 0xff
}

function bad(message: string): Result<never, Fault> {
  return failed({ kind: 'bad-network', message })
}
