import type { ConnectionLimits } from '../connections.ts'
import type { Receiver } from '../door.ts'
import type { Endpoint } from '../endpoint.ts'
import { serveStream, type StreamLimits } from '../stream-door.ts'
import { readInPlace } from './read-in-place.ts'
import { listenTls, type Certificate, type TlsListener } from './tls.ts'

export type DotLimits = ConnectionLimits & StreamLimits & { handshakeMs: number }

/** As over TCP, but a handshake is dear: a silent connection is kept for longer. */
const LIMITS: DotLimits = {
  connections: 512,
  connectionsEach: 64,
  questions: 128,
  idleMs: 30_000,
  messageMs: 5000,
  unread: 2 ** 20,
  handshakeMs: 5000,
}

/** Number of the transport in a record's flags (log/batch.ts). */
export const OVER_TLS = 3

export type DoorOptions<L> = {
  receiver: Receiver
  certificate: Certificate
  mayConnect(address: string): boolean
  limits?: Partial<L>
}

/** DNS over TLS (RFC 7858). Rejects with the system's error when the address cannot be had. */
export function listenDot(at: Endpoint, options: DoorOptions<DotLimits>): Promise<TlsListener> {
  const { receiver, certificate, mayConnect } = options
  const limits = { ...LIMITS, ...options.limits }
  const tls = {
    certificate,
    protocols: ['dot'],
    admission: { limits, mayConnect },
    handshakeMs: limits.handshakeMs,
  }
  return listenTls(at, tls, ({ socket, from, spoke }) =>
    serveStream(socket, {
      receiver,
      limits,
      transport: OVER_TLS,
      encrypted: true,
      from,
      spoke,
      listen: (take) => readInPlace(socket, take),
    })
  )
}
