import { isIP } from 'node:net'
import { failed, ok, type Fault, type Result } from '../system/result.ts'

/** Where something listens. Port 0 takes a free one. */
export type Endpoint = { host: string; port: number }

/** Loopback, any free port. */
export const FREE_LOOPBACK_PORT: Endpoint = { host: '127.0.0.1', port: 0 }

/** Reads '127.0.0.1:8390', '[::1]:8390' or 'localhost:8390'; a host is an address, so that listening asks no name server. */
export function parseEndpoint(text: string): Result<Endpoint, Fault> {
  const parts = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text)
  const host = parts?.[1] ?? parts?.[2]
  const port = Number(parts?.[3])
  if (host === undefined || port > 65535) return unreadable(text)
  const address = host === 'localhost' ? '127.0.0.1' : host
  if (isIP(address) === 0 || (isIP(address) === 6) !== (parts?.[1] !== undefined)) return unreadable(text)
  return ok({ host: address, port })
}

export function endpointText({ host, port }: Endpoint): string {
  return isIP(host) === 6 ? `[${host}]:${String(port)}` : `${host}:${String(port)}`
}

/** What a person reads when something cannot listen; null for an error that is not about listening. */
export function listenFault(error: unknown, what: string): string | null {
  const { code, address, port } = error as { code?: string; address?: string; port?: number }
  const where = endpointText({ host: address ?? '?', port: port ?? 0 })
  switch (code) {
    case 'EADDRINUSE':
      return `${what}: ${where} is in use by another program; end that one or choose another address`
    case 'EACCES':
      return `${what}: ${where} may not be opened by this user; choose a port above 1023`
    case 'EADDRNOTAVAIL':
      return `${what}: ${where} is not an address of this machine`
    default:
      return null
  }
}

function unreadable(text: string): Result<never, Fault> {
  return failed({
    kind: 'bad-endpoint',
    message: `"${text}" is not HOST:PORT with an address as its host, such as 127.0.0.1:8390`,
  })
}
