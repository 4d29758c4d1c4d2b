import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { MAX_MESSAGE } from '../../dns/wire.ts'
import type { From } from '../door.ts'
import { NOT_ALLOWED, type DohReply } from './doh-answering.ts'
import { DNS_MESSAGE, readHead, readQuestion, TOO_LARGE } from './doh-request.ts'
import { faultBody, type HttpParts } from './http2-session.ts'

export type Http1Server = { serve(socket: Socket, connection: Http1Connection): void; close(): void }

export type Http1Connection = { from: From; spoke(): void }

/** HTTP/1.1 on connections that somebody else took in: for clients without HTTP/2, and for proxies. */
export function http1Server({ ask, path, limits, clientOf }: Omit<HttpParts, 'spoke'>): Http1Server {
  const connections = new WeakMap<Socket, Http1Connection>()
  const server = createServer(
    {
      maxHeaderSize: limits.headOctets,
      headersTimeout: limits.requestMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: limits.requestMs / 2,
      noDelay: true,
    },
    (request, response) => {
      const connection = connections.get(request.socket)
      if (connection === undefined) return void request.socket.destroy()
      connection.spoke()
      take(request, response, connection.from)
    }
  )
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    else socket.destroy()
  })
  // Node begins to look for requests that take too long when the server listens; here others listen for it.
  server.emit('listening')

  function take(request: IncomingMessage, response: ServerResponse, from: From): void {
    const { headers } = request
    const reply = (answer: DohReply) => respond(response, answer, request)
    const head = readHead(
      {
        method: request.method ?? '',
        target: request.url ?? '',
        contentType: headers['content-type'],
        contentLength: headers['content-length'],
      },
      path
    )
    if (!head.ok) return reply({ kind: 'fault', ...head.fault })
    const forwardedFor = headers['x-forwarded-for']
    const client = clientOf(from, {
      forwardedFor: Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor,
      host: headers.host,
      port: request.socket.localPort ?? 0,
    })
    if (client === null) return reply(NOT_ALLOWED)
    if (head.value.kind === 'question') return ask(head.value.question, client, reply)
    readBody(request, (body) => {
      const question = body === null ? TOO_LARGE : readQuestion(body)
      if (question.ok) ask(question.value.question, client, reply)
      else reply({ kind: 'fault', ...question.fault })
    })
  }

  return {
    serve(socket, connection) {
      connections.set(socket, connection)
      socket.setTimeout(limits.idleMs, () => socket.destroy())
      server.emit('connection', socket)
    },
    // It never listened, so it says that it was not running; its timer ends all the same.
    close: () => void server.close(() => undefined),
  }
}

function readBody(request: IncomingMessage, take: (body: Buffer | null) => void): void {
  const pieces: Buffer[] = []
  let octets = 0
  request.on('data', (piece: Buffer) => {
    octets += piece.length
    if (octets <= MAX_MESSAGE) pieces.push(piece)
  })
  request.once('end', () => take(octets > MAX_MESSAGE ? null : Buffer.concat(pieces)))
}

function respond(response: ServerResponse, answer: DohReply, request: IncomingMessage): void {
  if (response.destroyed || response.headersSent) return
  if (answer.kind === 'answer') {
    const { message, maxAge } = answer
    response.writeHead(200, {
      'content-type': DNS_MESSAGE,
      'content-length': message.length,
      'cache-control': `max-age=${maxAge}`,
    })
    response.end(message)
    return
  }
  const body = faultBody(answer)
  response.writeHead(answer.status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
    ...(answer.status === 405 ? { allow: 'GET, POST' } : {}),
    // What is left of a body that nobody wants is not worth reading.
    ...(request.complete ? {} : { connection: 'close' }),
  })
  response.end(body)
}
