import type { Receiver } from '../door.ts'
import { isLoopback } from '../endpoint.ts'
import { networksOf } from '../networks.ts'
import type { DoorsConfig, DoorState } from './config.ts'
import { NO_DOORS } from './config.ts'
import { listenDoh, listenPlainDoh } from './doh.ts'
import { listenDot } from './dot.ts'
import { clientBehind } from './forwarded-for.ts'
import type { HttpParts } from './http2-session.ts'
import { openDoors, opener } from './opening.ts'

const LOOPBACK = ['127.0.0.1', '::1']

/** The doors for DNS over TLS and HTTPS, and the one for a proxy, as the settings want them. */
export interface EncryptedDoors {
  follow(config: DoorsConfig): Promise<DoorState[]>
  close(): Promise<void>
}

export function encryptedDoors(receiver: Receiver): EncryptedDoors {
  let config = NO_DOORS
  let clients = networksOf([])
  let proxies = networksOf([])
  const mayAsk = (address: string): boolean => isLoopback(address) || clients.has(address)
  const options = () => ({ receiver, certificate: config.certificate!, mayConnect: mayAsk })
  const clientOf: HttpParts['clientOf'] = (from, { forwardedFor, host, port }) => {
    // Without TLS a web page can reach us under a name of its own (DNS rebinding) and read the answers.
    if (!isCalledLoopback(host) && !(proxies.has(from.address) && isPassedOn(host, port))) return null
    const address = clientBehind(from.address, forwardedFor, (one) => proxies.has(one))
    return address !== null && mayAsk(address) ? { address, port: from.port } : null
  }
  const pathOf = (kind: 'https' | 'plain') => config[kind]?.path ?? '/dns-query'
  const tls = openDoors(
    'tls',
    opener((at) => listenDot(at, options()))
  )
  const https = openDoors(
    'https',
    opener((at) => listenDoh(at, { ...options(), path: pathOf('https') }))
  )
  const plain = openDoors(
    'plain',
    opener((at) => listenPlainDoh(at, { receiver, clientOf, path: pathOf('plain') }))
  )

  return {
    async follow(next) {
      const before = config
      config = next
      clients = networksOf(next.clients)
      proxies = networksOf(next.proxies)
      const everywhere = [...LOOPBACK, ...next.addresses]
      const { certificate } = next
      if (certificate !== null && JSON.stringify(certificate) !== JSON.stringify(before.certificate))
        for (const door of [...tls.doors, ...https.doors]) door.useCertificate(certificate)
      // A path is told to a listener when it opens.
      if (before.https?.path !== next.https?.path) await https.follow([], null)
      if (before.plain?.path !== next.plain?.path) await plain.follow([], null)
      await tls.follow(next.tls !== null && certificate !== null ? everywhere : [], next.tls?.port ?? null)
      await https.follow(next.https !== null && certificate !== null ? everywhere : [], next.https?.port ?? null)
      await plain.follow(next.plain === null ? [] : LOOPBACK, next.plain?.port ?? null)
      return [tls.state(next.tls !== null), https.state(next.https !== null), plain.state(next.plain !== null)]
    },
    async close() {
      await Promise.all([tls.close(), https.close(), plain.close()])
    },
  }
}

/**
 * A proxy passes on whatever its client calls it; but a browser on the proxy's machine has the proxy's address, and a page in it could say who asks. It
 * cannot help naming the port that it connects to (RFC 9110, 7.2), which is ours and not the proxy's.
 */
function isPassedOn(host: string | undefined, port: number): boolean {
  const named = /:(\d{1,5})$/.exec(host ?? '')?.[1]
  return named === undefined ? port !== HTTP_PORT : Number(named) !== port
}

/** The port that nobody names. */
const HTTP_PORT = 80

/** Whether a Host field (RFC 9110, 7.2) names this machine as nobody else can be made to: localhost, or a loopback address. */
export function isCalledLoopback(host: string | undefined): boolean {
  return host === undefined || /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i.test(host)
}
