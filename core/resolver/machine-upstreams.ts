import { Resolver } from 'node:dns'
import { parseEndpoint, sameEndpoint, type Endpoint } from './endpoint.ts'

const DNS_PORT = 53

/**
 * The machine's own resolvers as found now (on Unix those of /etc/resolv.conf). Never where we answer ourselves: a question that came back
 * to us would go round for ever. A new `Resolver` reads the system's configuration again; the process's own knows that of its start.
 */
export function machineUpstreams(
  ownAddress: Endpoint | null,
  servers: readonly string[] = new Resolver().getServers()
): Endpoint[] {
  const found: Endpoint[] = []
  for (const server of servers) {
    const endpoint = parseEndpoint(server, DNS_PORT)
    // A zone ('%eth0') is part of a link-local address and stays with it; what is no address at all cannot be asked.
    if (!endpoint.ok || isOurs(endpoint.value, ownAddress)) continue
    if (!found.some((one) => sameEndpoint(one, endpoint.value))) found.push(endpoint.value)
  }
  return found
}

/** Our IPv4 loopback listener has a twin on ::1; 0.0.0.0 and :: listen everywhere. */
export function isOurs(endpoint: Endpoint, ownAddress: Endpoint | null): boolean {
  if (ownAddress?.port !== endpoint.port) return false
  if (sameEndpoint(endpoint, ownAddress)) return true
  const everywhere = ownAddress.host === '0.0.0.0' || ownAddress.host === '::'
  const twin = ownAddress.host.startsWith('127.') && endpoint.host === '::1'
  return twin || (everywhere && (endpoint.host.startsWith('127.') || endpoint.host === '::1'))
}
