import { z } from 'zod'
import { parseName } from '../../dns/name.ts'
import { failed, ok, type Fault, type Result } from '../../system/result.ts'

/**
 * Who is asked, and how. `at` are the addresses of an encrypted upstream; with none its name is asked of the bootstrap resolvers.
 * `pins` are SHA-256 hashes of public keys (RFC 7858, 4.2), in base64. Renderer-safe.
 */
export type UpstreamAddress =
  /** UDP, and TCP when an answer was cut. */
  | { transport: 'udp'; at: PlainAddress }
  | { transport: 'tcp'; at: PlainAddress }
  /** DNS over TLS (RFC 7858). */
  | ({ transport: 'tls' } & SecureAddress)
  /** DNS over HTTPS (RFC 8484). */
  | ({ transport: 'https'; path: string } & SecureAddress)

export type PlainAddress = { host: string; port: number }

/** `name` is what the certificate has to be for: a host name, or an address without brackets. */
export type SecureAddress = { name: string; port: number; at: string[]; pins: string[] }

const PORTS = { udp: 53, tcp: 53, tls: 853, https: 443 } as const
const USUAL_PATH = '/dns-query'
const MOST_ADDRESSES = 8
const MOST_PINS = 4

const isIPv4 = (text: string): boolean => z.ipv4().safeParse(text).success
/** Also with a zone, which belongs to a link-local address: fe80::1%eth0. */
const isIPv6 = (text: string): boolean => z.ipv6().safeParse(text.replace(/%[\w.-]+$/, '')).success

/**
 * `192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:53`, `tcp://192.0.2.1`, `tls://dns.example@192.0.2.1`, `https://dns.example/dns-query@192.0.2.1`.
 * Behind each @ stands an address of the server, so that its name need not be asked of anyone; behind # a pin: `#sha256/BASE64`.
 */
export function parseUpstream(text: string): Result<UpstreamAddress, Fault> {
  const [, scheme = 'udp', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(text.trim()) ?? []
  switch (scheme.toLowerCase()) {
    case 'udp':
      return plain('udp', rest)
    case 'tcp':
      return plain('tcp', rest)
    case 'tls':
      return secure('tls', rest)
    case 'https':
      return secure('https', rest)
    default:
      return fault(
        `"${scheme}://" is not known; write an address for plain DNS, or tls:// or https:// for encrypted DNS`
      )
  }
}

function plain(transport: 'udp' | 'tcp', text: string): Result<UpstreamAddress, Fault> {
  const place = placeOf(text)
  const host = place?.host ?? ''
  if (place === null || !(isIPv4(host) || isIPv6(host)))
    return fault(`"${text}" is no address and port; write it like 192.0.2.1:53, or tls://dns.example@192.0.2.1`)
  const port = portOf(place.port, PORTS[transport])
  return port.ok ? ok({ transport, at: { host, port: port.value } }) : port
}

function secure(transport: 'tls' | 'https', text: string): Result<UpstreamAddress, Fault> {
  const [address = '', ...pinTexts] = text.split('#')
  const [server = '', ...hosts] = address.split('@')
  const [, authority = '', pathText = ''] = /^([^/]*)(.*)$/s.exec(server) ?? []
  const named = placeOf(authority)
  const name = named === null ? null : serverName(named.host)
  if (named === null || name === null)
    return fault(`"${authority}" is no name of a server; write it like ${transport}://dns.example@192.0.2.1`)
  if (transport === 'tls' && pathText !== '') return fault(`tls:// has no path; "${pathText}" does not belong there`)
  const path = pathOf(pathText)
  if (path === null) return fault(`"${pathText}" is no path of a URL`)
  const places = placesOf(hosts)
  if (!places.ok) return places
  const pins = pinsOf(pinTexts)
  if (!pins.ok) return pins
  const ports = new Set([named, ...places.value].map((one) => one.port).filter((one) => one !== null))
  if (ports.size > 1) return fault('it has two ports; write the port once')
  const port = portOf([...ports][0] ?? null, PORTS[transport])
  if (!port.ok) return port
  // A server that is named by its address is there.
  const at = isIPv4(name) || isIPv6(name) ? [name] : places.value.map(({ host }) => host)
  const to = { name, port: port.value, at, pins: pins.value }
  return ok(transport === 'tls' ? { transport, ...to } : { transport, path, ...to })
}

type Place = { host: string; port: string | null }

/** 'host', 'host:port', '[v6]', '[v6]:port' or a bare IPv6 address; whether the host is one is another question. */
function placeOf(text: string): Place | null {
  if (isIPv6(text)) return { host: text, port: null }
  const parts = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text)
  if (parts === null || (parts[1] !== undefined && !isIPv6(parts[1]))) return null
  return { host: parts[1] ?? parts[2]!, port: parts[3] ?? null }
}

function serverName(host: string): string | null {
  if (isIPv4(host) || isIPv6(host)) return host
  const name = parseName(host)
  return name.ok ? name.value : null
}

/** As it stands in a URL; the variable that RFC 8484 has for GET is left out, since we POST. */
function pathOf(text: string): string | null {
  const path = text.replace(/\{\?dns\}$/, '')
  if (path === '') return USUAL_PATH
  return /^\/[\w\-.~!$&'()*+,;=:%/?]*$/.test(path) ? path : null
}

function placesOf(texts: readonly string[]): Result<Place[], Fault> {
  const places: Place[] = []
  for (const text of texts) {
    const place = placeOf(text)
    if (place === null || !(isIPv4(place.host) || isIPv6(place.host)))
      return fault(`behind @ stands an address of the server, such as 192.0.2.1; "${text}" is none`)
    places.push(place)
  }
  return places.length > MOST_ADDRESSES
    ? fault(`it has ${places.length} addresses; at most ${MOST_ADDRESSES}`)
    : ok(places)
}

function pinsOf(texts: readonly string[]): Result<string[], Fault> {
  const pins: string[] = []
  for (const text of texts) {
    const pin = /^sha256\/([A-Za-z0-9+/]{43}=)$/.exec(text)?.[1]
    if (pin === undefined)
      return fault(`behind # stands a pin, as sha256/ and 44 characters of base64; "${text}" is none`)
    pins.push(pin)
  }
  return pins.length > MOST_PINS ? fault(`it has ${pins.length} pins; at most ${MOST_PINS}`) : ok(pins)
}

function portOf(text: string | null, usual: number): Result<number, Fault> {
  const port = text === null ? usual : Number(text)
  return port >= 1 && port <= 65_535
    ? ok(port)
    : fault(`"${text ?? ''}" is no port; a port is a number from 1 to 65535`)
}

/** The one text of an upstream: what the screen shows and what tells upstreams apart. It parses back to the same. */
export function upstreamText(address: UpstreamAddress): string {
  switch (address.transport) {
    case 'udp':
      return placeText(address.at)
    case 'tcp':
      return `tcp://${placeText(address.at)}`
    case 'tls':
    case 'https': {
      const { transport, name, port, at, pins } = address
      const host = name.includes(':') ? `[${name}]` : name
      const path = transport === 'https' ? address.path : ''
      const where = at.filter((one) => one !== name).map((one) => `@${one.includes(':') ? `[${one}]` : one}`)
      const usual = port === PORTS[transport] ? '' : `:${port}`
      return `${transport}://${host}${usual}${path}${where.join('')}${pins.map((pin) => `#sha256/${pin}`).join('')}`
    }
  }
}

function placeText({ host, port }: PlainAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** For schemas: a text that reads as an upstream; kept as the person wrote it. */
export const upstreamSchema = z
  .string()
  .max(600)
  .superRefine((text, context) => {
    const parsed = parseUpstream(text)
    if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.fault.message })
  })

/** For schemas: an address and port of plain DNS. */
export const plainAddressSchema = upstreamSchema.refine((text) => parsesAs(text, 'udp'), {
  message: 'write an address, such as 192.0.2.1 or [2001:db8::1]:53',
})

function parsesAs(text: string, transport: UpstreamAddress['transport']): boolean {
  const parsed = parseUpstream(text)
  return parsed.ok && parsed.value.transport === transport
}

function fault(message: string): Result<never, Fault> {
  return failed({ kind: 'bad-upstream', message })
}
