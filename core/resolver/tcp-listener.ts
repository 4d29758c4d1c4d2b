import { createServer, type Socket } from 'node:net'
import type { Door, Receiver } from './door.ts'
import { isLoopback, type Endpoint } from './endpoint.ts'
import { frame, unframer } from './framing.ts'

export type TcpLimits = {
  connections: number
  /** Questions of one connection that may wait for their answers; beyond it nothing more is read from it. */
  questions: number
  /** Without a byte in either direction for so long, a connection is closed (RFC 7766, 6.2.3). */
  idleMs: number
  /** A message that has begun is whole within so long: who sends it octet by octet holds a connection for nothing. */
  messageMs: number
  /** Octets that wait to be taken by a client that does not read. */
  unread: number
  /** Connections of one other machine: it must not be able to push everyone else out. */
  connectionsEach: number
}

const LIMITS: TcpLimits = {
  connections: 512,
  questions: 128,
  idleMs: 10_000,
  messageMs: 5000,
  unread: 2 ** 20,
  connectionsEach: 64,
}

export type TcpListener = { port: number; close(done: () => void): void }

/** Rejects with the system's error when the address cannot be had. */
export async function listenTcp(at: Endpoint, receiver: Receiver, limits = LIMITS): Promise<TcpListener> {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const { remoteAddress: address = '' } = socket
    const same = isLoopback(address) ? 0 : [...open].filter((one) => one.remoteAddress === address).length
    if (same >= limits.connectionsEach) return void socket.destroy()
    if (open.size >= limits.connections) closeLongestIdle(open)
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    serve(socket, receiver, limits)
    // The set's order is that of the last word: who speaks goes to its end.
    socket.on('data', () => {
      open.delete(socket)
      open.add(socket)
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
      for (const socket of open) socket.destroy()
    },
  }
}

/** Questions are answered as their answers come, in any order (RFC 7766, 6.2.1.1). */
function serve(socket: Socket, receiver: Receiver, limits: TcpLimits): void {
  const from = { port: socket.remotePort ?? 0, address: socket.remoteAddress ?? '' }
  let waiting = 0
  let ended = false
  /** Octets of a message that is not whole yet. */
  let begun = 0
  let slow: NodeJS.Timeout | null = null
  const door: Door = {
    transport: 1,
    stream: true,
    send(bytes) {
      waiting--
      if (socket.destroyed) return
      const taken = socket.write(frame(bytes))
      if (socket.writableLength > limits.unread) return void socket.destroy()
      if (ended && waiting === 0) socket.end()
      else if (taken && waiting < limits.questions) socket.resume()
    },
  }
  const read = unframer((message) => {
    waiting++
    begun -= 2 + message.length
    if (slow !== null) clearTimeout(slow)
    slow = null
    // What gets no answer is no DNS: the rest of the stream is not worth reading.
    if (!receiver.receive(message, door, from)) socket.destroy()
    if (waiting >= limits.questions || socket.writableNeedDrain) socket.pause()
  })
  socket.on('data', (piece: Buffer) => {
    begun += piece.length
    read(piece)
    if (begun > 0) slow ??= setTimeout(() => socket.destroy(), limits.messageMs)
  })
  socket.once('close', () => slow !== null && clearTimeout(slow))
  socket.on('drain', () => socket.resume())
  socket.on('end', () => {
    ended = true
    if (waiting === 0) socket.end()
  })
  socket.on('error', () => socket.destroy())
  socket.setTimeout(limits.idleMs, () => socket.destroy())
}

function closeLongestIdle(open: Set<Socket>): void {
  for (const socket of open) {
    open.delete(socket)
    socket.destroy()
    return
  }
}
