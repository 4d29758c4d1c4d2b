import { isIP, isIPv6 } from 'node:net'
import { failed, ok, type Fault, type Result } from '../system/result.ts'

/** `host` is an address, never a name: a resolver that has to resolve its own upstream's name would wait for itself. */
export type Endpoint = { host: string; port: number }

const FORM = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/

/** 'host', 'host:port', '[v6]' or '[v6]:port'; a bare IPv6 address too. Port 0, any free one, only where something listens. */
export function parseEndpoint(text: string, defaultPort: number, lowestPort: 0 | 1 = 1): Result<Endpoint, Fault> {
  if (isIPv6(text)) return ok({ host: text, port: defaultPort })
  const parts = FORM.exec(text)
  const host = parts?.[1] ?? parts?.[2] ?? ''
  const port = parts?.[3] === undefined ? defaultPort : Number(parts[3])
  if (isIP(host) === 0 || (parts?.[1] !== undefined && !isIPv6(host)))
    return failed({ kind: 'bad-endpoint', message: `"${text}" is not an address with a port, such as 192.0.2.1:53` })
  if (port < lowestPort || port > 65535)
    return failed({ kind: 'bad-endpoint', message: `"${text}": a port is a number from ${lowestPort} to 65535` })
  return ok({ host, port })
}

export function endpointText({ host, port }: Endpoint): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`
}

export function sameEndpoint(a: Endpoint, b: Endpoint): boolean {
  return a.port === b.port && a.host.toLowerCase() === b.host.toLowerCase()
}

/** An address of this machine that no packet leaves through. */
export function isLoopback(host: string): boolean {
  return host.startsWith('127.') || host === '::1' || host.startsWith('::ffff:127.')
}
