import { failed, ok, type Fault, type Result } from '../system/result.ts'

/** An address, or all addresses that begin with the same bits. `text` is canonical. Renderer-safe. */
export type Network = { text: string; octets: Uint8Array; bits: number }

/**
 * Reads '192.0.2.7', '192.168.1.0/24' or '2001:db8::/32' (RFC 4632, 3.1; RFC 4291, 2.3). What lies beyond the length has to be zero: else
 * nobody can say whether the address or the network was meant.
 */
export function parseNetwork(text: string): Result<Network, Fault> {
  const [address = '', length, ...rest] = text.trim().split('/')
  const octets = addressOctets(address)
  if (octets === null || rest.length > 0)
    return bad(`"${text.trim()}" is no address or network; write it like 192.168.1.7, 192.168.1.0/24 or 2001:db8::/32`)
  const most = octets.length * 8
  const bits = length === undefined ? most : /^\d{1,3}$/.test(length) ? Number(length) : NaN
  if (!(bits >= 0 && bits <= most)) return bad(`"/${length ?? ''}" is no length; this address has ${most} bits`)
  if (!octets.every((octet, at) => (octet & maskOf(bits, at)) === octet))
    return bad(`${text.trim()} has bits behind its length; the network is ${networkText(octets, bits)}`)
  return ok({ text: networkText(octets, bits), octets, bits })
}

/** Whether the address lies in the network; the octets are those of `addressOctets`. */
export function isIn(octets: Uint8Array, network: Network): boolean {
  if (octets.length !== network.octets.length) return false
  return network.octets.every((octet, at) => (octets[at]! & maskOf(network.bits, at)) === octet)
}

/** The octets of an address as text; an IPv4 address in IPv6 (::ffff:192.0.2.7) is that IPv4 address. Null for anything else. */
export function addressOctets(text: string): Uint8Array | null {
  const dotted = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i.exec(text)
  if (dotted !== null) {
    const octets = dotted.slice(1).map(Number)
    return octets.every((octet) => octet <= 255) ? Uint8Array.from(octets) : null
  }
  // The zone of a link-local address says through which interface it came.
  const groups = ipv6Groups(text.replace(/%[\w.-]+$/, ''))
  if (groups === null) return null
  const octets = groups.flatMap((group) => [group >> 8, group & 255])
  return groups.slice(0, 6).join() === '0,0,0,0,0,65535' ? Uint8Array.from(octets.slice(12)) : Uint8Array.from(octets)
}

/** The URL parser reads and shortens IPv6 the same way in Node and in browsers (RFC 5952). */
function ipv6Groups(text: string): number[] | null {
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(':')) return null
  let canonical: string
  try {
    canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1)
  } catch {
    return null
  }
  const [head = '', tail] = canonical.split('::')
  const front = numbers(head)
  const back = tail === undefined ? [] : numbers(tail)
  return [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0), ...back]
}

function numbers(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => parseInt(group, 16))
}

function maskOf(bits: number, at: number): number {
  const left = Math.min(8, Math.max(0, bits - at * 8))
  return (0xff << (8 - left)) & 0xff
}

function networkText(octets: Uint8Array, bits: number): string {
  const masked = Array.from(octets, (octet, at) => octet & maskOf(bits, at))
  const address = masked.length === 4 ? masked.join('.') : ipv6Text(masked)
  return bits === octets.length * 8 ? address : `${address}/${bits}`
}

function ipv6Text(octets: number[]): string {
  const groups = Array.from({ length: 8 }, (_, at) => ((octets[at * 2]! << 8) | octets[at * 2 + 1]!).toString(16))
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1)
}

function bad(message: string): Result<never, Fault> {
  return failed({ kind: 'bad-network', message })
}
