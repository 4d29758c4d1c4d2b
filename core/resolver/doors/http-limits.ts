import type { ConnectionLimits } from '../connections.ts'

export type HttpLimits = ConnectionLimits & {
  handshakeMs: number
  /** Requests of one HTTP/2 connection at a time (RFC 9113, 5.1.2). */
  streams: number
  /** Octets of a request's head. */
  headOctets: number
  /** A request that has begun is whole, answered and read within so long. */
  requestMs: number
  /** A silent connection is closed after so long. Browsers keep theirs, and a handshake is dear. */
  idleMs: number
  /** Octets of answers that a client does not take. */
  unread: number
}

export const HTTP_LIMITS: HttpLimits = {
  connections: 512,
  connectionsEach: 64,
  handshakeMs: 5000,
  streams: 128,
  headOctets: 16_384,
  requestMs: 10_000,
  idleMs: 60_000,
  unread: 2 ** 20,
}
