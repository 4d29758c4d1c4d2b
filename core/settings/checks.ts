import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Settings } from './settings.ts'

/** What is wrong between fields that are each right alone. `field` is the one to mend. */
export type SettingsFault = { kind: 'bad-input'; field: string; message: string }

export type Endpoint = { host: string; port: number }

/** 'host', 'host:port' or '[v6]:port'; port 53 where none is said. Null when it is none, or its numbers are out of range. */
export function parseEndpoint(text: string): Endpoint | null {
  const found = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text)
  const host = found?.[1] ?? found?.[2] ?? ''
  const port = Number(found?.[3] ?? 53)
  const right = found?.[1] === undefined ? isIPv4(host) : isIPv6(host)
  return right && port >= 1 && port <= 65_535 ? { host, port } : null
}

/** The first thing that does not go together; null when all does. `listening` is where this resolver answers. */
export function checkTogether(settings: Settings, listening: Endpoint | null): SettingsFault | null {
  const { upstreams, blockingAnswer, honeypot } = settings
  for (const [at, text] of upstreams.entries()) {
    const field = `upstreams.${at}`
    const upstream = parseEndpoint(text)
    if (upstream === null) return fault(field, `"${text}" is no address and port; write it like 192.0.2.1:53`)
    if (UNUSABLE.check(upstream.host, isIPv4(upstream.host) ? 'ipv4' : 'ipv6')) {
      return fault(field, `${text} is not the address of one machine: no server can be asked there`)
    }
    if (upstreams.slice(0, at).some((other) => sameEndpoint(parseEndpoint(other), upstream))) {
      return fault(field, `${text} stands in the list twice`)
    }
    if (listening !== null && isItself(upstream, listening)) {
      return fault(field, `${text} is this resolver's own address: it would ask itself for ever`)
    }
  }
  if (blockingAnswer === 'honeypot' && honeypot.ipv4 === null && honeypot.ipv6 === null) {
    return fault('honeypot', 'answering with the honeypot needs its IPv4 or IPv6 address')
  }
  return null
}

function sameEndpoint(one: Endpoint | null, other: Endpoint): boolean {
  return one !== null && one.port === other.port && canonical(one.host) === canonical(other.host)
}

/** An address of this machine and our port: the very socket, or a socket that is open on all addresses. */
function isItself(upstream: Endpoint, listening: Endpoint): boolean {
  if (upstream.port !== listening.port) return false
  if (canonical(upstream.host) === canonical(listening.host)) return true
  return canonical(listening.host) === '0.0.0.0' || canonical(listening.host) === '::'
    ? isOfThisMachine(upstream.host)
    : false
}

function isOfThisMachine(host: string): boolean {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return /^127\./.test(host) || own.some(({ address }) => canonical(address) === canonical(host))
}

/** One text for each address: `::ffff:192.0.2.1` is `192.0.2.1`, and `2001:DB8:0::1` is `2001:db8::1`. */
function canonical(host: string): string {
  const bare = host.replace(/%.*$/, '')
  const short = isIPv6(bare) ? new URL(`http://[${bare}]/`).hostname.slice(1, -1) : bare
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short)
  if (mapped === null) return short
  const [high, low] = [parseInt(mapped[1]!, 16), parseInt(mapped[2]!, 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** Unspecified, multicast and broadcast addresses. */
const UNUSABLE = new BlockList()
UNUSABLE.addSubnet('0.0.0.0', 8, 'ipv4')
UNUSABLE.addSubnet('224.0.0.0', 3, 'ipv4')
UNUSABLE.addAddress('::', 'ipv6')
UNUSABLE.addSubnet('ff00::', 8, 'ipv6')

function fault(field: string, message: string): SettingsFault {
  return { kind: 'bad-input', field, message: `${field}: ${message}` }
}
