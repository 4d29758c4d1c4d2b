import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:tls'
import { frame, unframer } from '../../core/resolver/framing.ts'

/** A client of the encrypted doors that trusts one authority and speaks its protocol plainly. Each call is a connection of its own. */
export type EncryptedDoor = { port: number; authority: string }

/** RFC 7858: the answer, or null when the connection was closed without one. */
export function askOverTls(packet: Buffer, { port, authority }: EncryptedDoor): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: authority, ALPNProtocols: ['dot'] })
    socket.once('secureConnect', () => socket.write(frame(packet)))
    socket.on(
      'data',
      unframer((message) => {
        resolve(Buffer.from(message))
        socket.destroy()
      })
    )
    socket.once('error', reject)
    socket.once('close', () => resolve(null))
  })
}

export type HttpAnswer = { status: number; headers: Record<string, string>; body: Buffer }
export type HttpAsked = { method?: string; path: string; headers?: Record<string, string>; body?: Buffer }

/** RFC 8484 over HTTP/2. */
export function requestOverHttps(asked: HttpAsked, { port, authority }: EncryptedDoor): Promise<HttpAnswer> {
  const { method = 'GET', path, headers = {}, body } = asked
  return new Promise((resolve, reject) => {
    const session = connectHttp2(`https://127.0.0.1:${port}`, { ca: authority, servername: 'localhost' })
    session.once('error', reject)
    const stream = session.request({ ':method': method, ':path': path, ...headers })
    const answer: HttpAnswer = { status: 0, headers: {}, body: Buffer.alloc(0) }
    const pieces: Buffer[] = []
    stream.once('response', (got) => {
      answer.status = Number(got[':status'])
      answer.headers = Object.fromEntries(Object.entries(got).map(([name, value]) => [name, String(value)]))
    })
    stream.on('data', (piece: Buffer) => pieces.push(piece))
    stream.once('error', reject)
    stream.once('close', () => {
      session.close()
      resolve({ ...answer, body: Buffer.concat(pieces) })
    })
    stream.end(body)
  })
}

export const DNS_MESSAGE = { 'content-type': 'application/dns-message', accept: 'application/dns-message' }

export async function askOverHttps(packet: Buffer, door: EncryptedDoor): Promise<HttpAnswer> {
  return requestOverHttps({ method: 'POST', path: '/dns-query', headers: DNS_MESSAGE, body: packet }, door)
}
