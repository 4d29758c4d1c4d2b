import { createServer, type Socket } from 'node:net'
import { clientOf } from './client-of.ts'
import { isLoopback, type Endpoint } from './endpoint.ts'

export type ConnectionLimits = {
  connections: number
  /** Connections of one other machine, or of one IPv6 /64: it must not be able to push everyone else out. */
  connectionsEach: number
}

/** A connection that was let in. `spoke` is to be called when its client says something: the longest silent one is the first to go. */
export type Connection = { socket: Socket; spoke(): void }

export type ConnectionListener = { port: number; close(done: () => void): void }

export type Admission = {
  limits: ConnectionLimits
  /** Who may connect at all; nothing is read from anyone else. */
  mayConnect(address: string): boolean
}

/** Whoever may connect, for what only this machine reaches. */
export const ANYONE = (): boolean => true

/** Takes connections in, within the limits. Rejects with the system's error when the address cannot be had. */
export async function listenForConnections(
  at: Endpoint,
  { limits, mayConnect }: Admission,
  take: (connection: Connection) => void
): Promise<ConnectionListener> {
  // In the order of the last word: who speaks goes to the end.
  const open = new Map<Socket, string>()
  /** Who came or spoke last: at the end of `open`, while it is there. */
  let last: Socket | null = null
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const { remoteAddress: address = '' } = socket
    const client = clientOf(address)
    const among = isLoopback(address) ? 0 : connectionsOf(client, open)
    if (!mayConnect(address) || among >= limits.connectionsEach) return void socket.destroy()
    if (open.size >= limits.connections) closeLongestSilent(open)
    open.set(socket, client)
    last = socket
    socket.once('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
    take({
      socket,
      spoke() {
        if (last === socket || !open.delete(socket)) return
        open.set(socket, client)
        last = socket
      },
    })
  })
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  server.once('error', reject)
  server.listen({ host: at.host, port: at.port, ipv6Only: true }, () => resolve(undefined))
  await promise
  server.removeAllListeners('error')
  server.on('error', () => undefined)
  const bound = server.address()
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : at.port,
    close(done) {
      server.close(done)
      // A server is closed when its last connection is; clients may keep theirs for long.
      for (const socket of open.keys()) socket.destroy()
    },
  }
}

/** Programs of this machine may have as many as there are; nobody asks this of them. */
function connectionsOf(client: string, open: ReadonlyMap<Socket, string>): number {
  let count = 0
  for (const one of open.values()) if (one === client) count++
  return count
}

function closeLongestSilent(open: Map<Socket, string>): void {
  for (const socket of open.keys()) {
    open.delete(socket)
    socket.destroy()
    return
  }
}
