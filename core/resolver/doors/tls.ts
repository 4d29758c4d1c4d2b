import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { listenForConnections, type Admission, type ConnectionListener } from '../connections.ts'
import type { From } from '../door.ts'
import type { Endpoint } from '../endpoint.ts'

/** PEM texts: the certificate with what leads from it to its authority, and its key. */
export type Certificate = { cert: string; key: string }

/** A client that has not ended its handshake by then holds a connection for nothing. */
const HANDSHAKE_MS = 5000
/**
 * So long a ticket's key is used and then gone: whoever gets hold of one later reads the sessions of that hour and no other (RFC 9325, 3.1). A session
 * may be resumed without another key exchange (RFC 8446, 2.2) for no longer.
 */
const TICKET_KEY_MS = 3_600_000

/** Name, and keys for secrecy and integrity, as Node takes them. */
const TICKET_KEY_OCTETS = 48

export type TlsListener = ConnectionListener & {
  /** For handshakes from now on; connections that are open stay. Throws when OpenSSL does not take it. */
  useCertificate(certificate: Certificate): void
}

export type TlsOptions = {
  certificate: Certificate
  /** What is spoken inside, as ALPN names it (RFC 7301), the best first. A client that names none is let in. */
  protocols: string[]
  admission: Admission
  handshakeMs?: number
  ticketKeyMs?: number
}

export type SecureConnection = { socket: TLSSocket; from: From; spoke(): void }

/** TLS 1.2 and 1.3 on an address. Sessions are resumed by tickets. */
export async function listenTls(
  at: Endpoint,
  options: TlsOptions,
  take: (connection: SecureConnection) => void
): Promise<TlsListener> {
  const { certificate, protocols, admission, handshakeMs = HANDSHAKE_MS, ticketKeyMs = TICKET_KEY_MS } = options
  /** By the client's address and port, which no two connections share. */
  const spoken = new Map<string, () => void>()
  /** Another certificate begins with another key: OpenSSL would go back to the first one that it was given. */
  const context = (pair: Certificate) => ({
    ...pair,
    minVersion: 'TLSv1.2' as const,
    honorCipherOrder: true,
    sessionTimeout: Math.ceil(ticketKeyMs / 1000),
    ticketKeys: randomBytes(TICKET_KEY_OCTETS),
  })
  const server: Server = createServer({
    ...context(certificate),
    ALPNProtocols: protocols,
    handshakeTimeout: handshakeMs,
    allowHalfOpen: true,
    noDelay: true,
  })
  server.on('tlsClientError', (_, socket) => socket.destroy())
  server.on('error', () => undefined)
  server.on('secureConnection', (socket) => {
    socket.on('error', () => socket.destroy())
    const from = clientOf(socket)
    take({ socket, from, spoke: spoken.get(nameOf(from)) ?? (() => undefined) })
  })
  const listener = await listenForConnections(at, admission, ({ socket, spoke }) => {
    const name = nameOf(clientOf(socket))
    spoken.set(name, spoke)
    socket.once('close', () => spoken.delete(name))
    server.emit('connection', socket)
  })
  const renewing = setInterval(() => server.setTicketKeys(randomBytes(TICKET_KEY_OCTETS)), ticketKeyMs).unref()
  return {
    ...listener,
    useCertificate: (next) => server.setSecureContext(context(next)),
    close(done) {
      clearInterval(renewing)
      listener.close(done)
    },
  }
}

function clientOf({ remotePort = 0, remoteAddress = '' }: Socket): From {
  return { port: remotePort, address: remoteAddress }
}

function nameOf({ port, address }: From): string {
  return `${address} ${port}`
}
