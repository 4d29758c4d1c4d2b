import { readFileSync } from 'node:fs'
import { createSecureServer, type ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import { createServer, type Server } from 'node:tls'
import { join } from 'node:path'
import { encode, type DecodedPacket } from 'dns-packet'
import { unframer, frame } from '../../core/resolver/framing.ts'
import type { UpstreamAddress } from '../../core/resolver/upstream/address.ts'
import { later, listening, note, replyTo, type FakeUpstream, type Zone } from './upstream.ts'

export type Certificate = 'server' | 'expired' | 'self-signed'
export type SecureOptions = {
  over: 'tls' | 'https'
  certificate?: Certificate
  name?: string
  pins?: string[]
  /** A free one when it is left out. */
  port?: number
}

const pem = (file: string): string => readFileSync(join(import.meta.dirname, '../fixtures/tls', file), 'utf8')

/** Who signs the certificates of these servers. */
export const TEST_AUTHORITY = pem('ca.pem')

export type SecureUpstream = FakeUpstream & {
  /** Handshakes so far, and how many of them resumed a session. */
  readonly handshakes: number
  readonly resumed: number
}

/** DNS over TLS or HTTPS on a free loopback port, that does what the test says. */
export async function startSecureUpstream(zone: Zone, options: SecureOptions): Promise<SecureUpstream> {
  const { over, certificate = 'server', name = 'dns.example', pins = [] } = options
  const sockets = new Set<Socket>()
  const tls = { key: pem(`${certificate}.key`), cert: pem(`${certificate}.pem`) }
  const server: Server =
    over === 'tls'
      ? createServer({ ...tls, ALPNProtocols: ['dot'] }, (socket) => serveStream(socket, upstream, zone))
      : createSecureServer(tls).on('stream', (stream) => serveExchange(stream, upstream, zone))
  let handshakes = 0
  let resumed = 0
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('secureConnection', (socket) => {
    handshakes++
    if (socket.isSessionReused()) resumed++
    socket.on('error', () => socket.destroy())
  })
  await listening(server, options.port)
  const { port } = server.address() as { port: number }
  const at = ['127.0.0.1']
  const address: UpstreamAddress =
    over === 'tls'
      ? { transport: 'tls', name, port, at, pins }
      : { transport: 'https', name, port, at, pins, path: '/dns-query' }
  const upstream: SecureUpstream = {
    address,
    host: '127.0.0.1',
    port,
    seen: [],
    behaviour: 'answering',
    slowMs: 0,
    hangUps: 0,
    relay: null,
    get handshakes() {
      return handshakes
    },
    get resumed() {
      return resumed
    },
    async [Symbol.asyncDispose]() {
      upstream.behaviour = 'silent'
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((done) => server.close(() => done()))
    },
  }
  return upstream
}

function serveStream(socket: Socket, upstream: FakeUpstream, zone: Zone): void {
  const read = unframer((message) => {
    const query = note(message, { upstream, transport: 'tls', port: socket.remotePort ?? 0 })
    if (upstream.behaviour === 'silent') return
    if (upstream.hangUps > 0) {
      upstream.hangUps--
      return void socket.destroy()
    }
    const reply = frame(replyOf(query, upstream, zone))
    if (upstream.behaviour !== 'drip') {
      later(upstream, () => void socket.write(reply))
      return
    }
    // One octet now and then, and never all of them.
    let at = 0
    const timer = setInterval(() => {
      if (socket.destroyed || at >= reply.length - 1) return clearInterval(timer)
      socket.write(reply.subarray(at, ++at))
    }, 20).unref()
  })
  socket.on('data', read)
}

function serveExchange(stream: ServerHttp2Stream, upstream: FakeUpstream, zone: Zone): void {
  const pieces: Buffer[] = []
  stream.on('error', () => undefined)
  stream.on('data', (piece: Buffer) => pieces.push(piece))
  stream.on('end', () => {
    const query = note(Buffer.concat(pieces), { upstream, transport: 'https', port: 0 })
    if (upstream.hangUps > 0) {
      upstream.hangUps--
      stream.session?.destroy()
      return
    }
    later(upstream, () => respond(stream, upstream, replyOf(query, upstream, zone)))
  })
}

function respond(stream: ServerHttp2Stream, { behaviour }: FakeUpstream, reply: Buffer): void {
  if (stream.destroyed || behaviour === 'silent') return
  const dns = { ':status': 200, 'content-type': 'application/dns-message' }
  if (behaviour === 'html') {
    stream.respond({ ':status': 200, 'content-type': 'text/html' })
    return void stream.end('<html>Please sign in</html>')
  }
  if (behaviour === 'http-500') return stream.respond({ ':status': 500 }, { endStream: true })
  if (behaviour === 'redirect')
    return stream.respond({ ':status': 302, location: 'https://elsewhere.example/' }, { endStream: true })
  stream.respond(dns)
  if (behaviour === 'oversize') return void stream.end(Buffer.concat([reply, Buffer.alloc(200_000)]))
  if (behaviour === 'drip') return void stream.write(reply.subarray(0, 12))
  stream.end(reply)
}

function replyOf(query: DecodedPacket, { behaviour }: FakeUpstream, zone: Zone): Buffer {
  const answer = replyTo(query, zone)
  switch (behaviour) {
    case 'failing':
      return encode({ ...answer, flags: 0x182, answers: [], authorities: [] })
    case 'truncating':
      return encode({ ...answer, flags: 0x380, answers: [] })
    case 'wrong-question':
      return encode({ ...answer, questions: [{ name: 'other-place.net', type: 'A', class: 'IN' }] })
    case 'garbage': {
      const right = encode(answer)
      return Buffer.concat([right.subarray(0, 6), Buffer.from([0, 9]), right.subarray(8)])
    }
    default:
      return encode(answer)
  }
}
