import { endpointText, parseEndpoint, type Endpoint } from '../resolver/endpoint.ts'
import { failed, type Fault, type Result } from '../system/result.ts'

const PORT_SAID = /^(\[.+\]|[^:]+):\d{1,5}$/

/** Loopback, any free port. */
export const FREE_LOOPBACK_PORT: Endpoint = { host: '127.0.0.1', port: 0 }

/** Where something is to listen: '127.0.0.1:8390', '[::1]:8390' or 'localhost:8390', port 0 for a free one; the port has to be said. */
export function parseListening(text: string): Result<Endpoint, Fault> {
  const address = text.replace(/^localhost:/, '127.0.0.1:')
  const endpoint = parseEndpoint(address, 0, 0)
  if (endpoint.ok && PORT_SAID.test(address)) return endpoint
  const message = `"${text}" is not HOST:PORT with an address as its host, such as 127.0.0.1:8390`
  return failed({ kind: 'bad-endpoint', message })
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
