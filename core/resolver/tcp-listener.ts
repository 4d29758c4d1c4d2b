import { ANYONE, listenForConnections, type ConnectionLimits, type ConnectionListener } from './connections.ts'
import type { Receiver } from './door.ts'
import type { Endpoint } from './endpoint.ts'
import { serveStream, type StreamLimits } from './stream-door.ts'

export type TcpLimits = ConnectionLimits & StreamLimits

const LIMITS: TcpLimits = {
  connections: 512,
  connectionsEach: 64,
  questions: 128,
  idleMs: 10_000,
  messageMs: 5000,
  unread: 2 ** 20,
}

export type TcpOptions = { limits?: TcpLimits; mayConnect?: (address: string) => boolean }

/** Rejects with the system's error when the address cannot be had. */
export function listenTcp(at: Endpoint, receiver: Receiver, options: TcpOptions = {}): Promise<ConnectionListener> {
  const { limits = LIMITS, mayConnect = ANYONE } = options
  return listenForConnections(at, { limits, mayConnect }, ({ socket, spoke }) => {
    const from = { port: socket.remotePort ?? 0, address: socket.remoteAddress ?? '' }
    const listen = (take: (piece: Buffer) => void): void => void socket.on('data', take)
    serveStream(socket, { receiver, limits, transport: 1, encrypted: false, from, spoke, listen })
  })
}
