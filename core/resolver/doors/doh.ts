import type { Socket } from 'node:net'
import type { ConnectionListener } from '../connections.ts'
import { listenForConnections } from '../connections.ts'
import type { From, Receiver } from '../door.ts'
import type { Endpoint } from '../endpoint.ts'
import { dohAsker } from './doh-answering.ts'
import type { DoorOptions } from './dot.ts'
import { http1Server } from './http1-server.ts'
import { serveHttp2, type HttpParts } from './http2-session.ts'
import { HTTP_LIMITS, type HttpLimits } from './http-limits.ts'
import { listenTls, type TlsListener } from './tls.ts'

export type DohOptions = DoorOptions<HttpLimits> & { path: string }

/** DNS over HTTPS (RFC 8484): HTTP/2, and HTTP/1.1 for who has no other. Rejects with the system's error when the address cannot be had. */
export async function listenDoh(at: Endpoint, options: DohOptions): Promise<TlsListener> {
  const { receiver, certificate, mayConnect, path } = options
  const limits = { ...HTTP_LIMITS, ...options.limits }
  // Whoever comes over TLS is who it says: headers of a proxy are not looked at.
  const parts = { ask: dohAsker(receiver), path, limits, clientOf: (from: From) => from }
  const http1 = http1Server(parts)
  const tls = {
    certificate,
    protocols: ['h2', 'http/1.1'],
    admission: { limits, mayConnect },
    handshakeMs: limits.handshakeMs,
  }
  const listener = await listenTls(at, tls, ({ socket, from, spoke }) => {
    if (socket.alpnProtocol === 'h2') serveHttp2(socket, from, { ...parts, spoke })
    else http1.serve(socket, { from, spoke })
  })
  return { ...listener, close: (done) => (http1.close(), listener.close(done)) }
}

export type PlainDohOptions = {
  receiver: Receiver
  path: string
  clientOf: HttpParts['clientOf']
  limits?: Partial<HttpLimits>
}

/** The first octets of HTTP/2 without TLS (RFC 9113, 3.4). */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

/** The same without TLS, for a reverse proxy on this machine: HTTP/1.1 or HTTP/2 with prior knowledge. */
export async function listenPlainDoh(at: Endpoint, options: PlainDohOptions): Promise<ConnectionListener> {
  const limits = { ...HTTP_LIMITS, ...options.limits }
  const parts = { ask: dohAsker(options.receiver), path: options.path, limits, clientOf: options.clientOf }
  const http1 = http1Server(parts)
  const admission = { limits, mayConnect: () => true }
  const listener = await listenForConnections(at, admission, ({ socket, spoke }) => {
    const from = { port: socket.remotePort ?? 0, address: socket.remoteAddress ?? '' }
    socket.setTimeout(limits.requestMs, () => socket.destroy())
    withFirstOctets(socket, (isHttp2) => {
      socket.setTimeout(0)
      if (isHttp2) serveHttp2(socket, from, { ...parts, spoke })
      else http1.serve(socket, { from, spoke })
    })
  })
  return { ...listener, close: (done) => (http1.close(), listener.close(done)) }
}

/** Tells by the first octets, which are then there to be read again. */
function withFirstOctets(socket: Socket, take: (isHttp2: boolean) => void): void {
  let seen: Buffer = Buffer.alloc(0)
  const look = (): void => {
    for (let piece = socket.read() as Buffer | null; piece !== null; piece = socket.read() as Buffer | null)
      seen = Buffer.concat([seen, piece])
    const length = Math.min(seen.length, PREFACE.length)
    const alike = seen.subarray(0, length).equals(PREFACE.subarray(0, length))
    if (alike && length < PREFACE.length) return
    socket.off('readable', look)
    socket.unshift(seen)
    take(alike)
  }
  socket.on('readable', look)
}
