import {
  performServerHandshake,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { Socket } from 'node:net'
import { MAX_MESSAGE } from '../../dns/wire.ts'
import type { From } from '../door.ts'
import { NOT_ALLOWED, type AskDoh, type DohReply } from './doh-answering.ts'
import { DNS_MESSAGE, readHead, readQuestion, TOO_LARGE, type HttpFault } from './doh-request.ts'
import type { HttpLimits } from './http-limits.ts'
import { readBodyInPlace } from './read-in-place.ts'

/** `host` is what the client calls us, with its port; `port` is the one on which it reached us. */
export type Said = { forwardedFor: string | undefined; host: string | undefined; port: number }

export type HttpParts = {
  ask: AskDoh
  /** Where DNS is answered, such as /dns-query. */
  path: string
  limits: HttpLimits
  /** Who asks, where a proxy says it; null for one that may not. */
  clientOf(from: From, said: Said): From | null
  /** The client said something. */
  spoke(): void
}

/** Without this Node waits for a client's priorities and settings as if they were work. */
const PROTECTION = { maxSessionMemory: 2, maxHeaderListPairs: 64, maxOutstandingPings: 4, maxOutstandingSettings: 4 }

/**
 * HTTP/2 on a connection (RFC 9113). Node's core streams are used as they are: its compatible request and response objects cost more than the answer.
 * Streams beyond the limit are refused by the protocol; a stream that does not end in time is ended. A connection is broken off at its socket, never by
 * destroying the session alone: that one still reads while it says goodbye, and Node ends the whole process over data of a request that it then passes over.
 */
export function serveHttp2(socket: Socket, from: From, parts: HttpParts): ServerHttp2Session {
  const { ask, path, limits, clientOf, spoke } = parts
  const session = performServerHandshake(socket, {
    ...PROTECTION,
    settings: { maxConcurrentStreams: limits.streams, maxHeaderListSize: limits.headOctets, enablePush: false },
  })
  /** Streams that are not closed, the oldest first, with the moment in which they began. */
  const open = new Map<ServerHttp2Stream, number>()
  let unread = 0
  const sweep = setInterval(() => {
    for (const [stream, since] of open) {
      if (performance.now() - since < limits.requestMs) return
      stream.close(CANCEL)
    }
  }, limits.requestMs / 2)

  session.on('error', () => socket.destroy())
  session.once('close', () => clearInterval(sweep))
  session.setTimeout(limits.idleMs, () => session.close())
  session.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    spoke()
    open.set(stream, performance.now())
    let octets = 0
    const reply = (answer: DohReply) => {
      // One that its client has reset is closed at once and destroyed only later.
      if (stream.destroyed || stream.closed) return
      octets = respond(stream, answer)
      unread += octets
      // A client that asks and does not read makes answers wait here.
      if (unread > limits.unread) socket.destroy()
    }
    stream.once('close', () => {
      open.delete(stream)
      unread -= octets
    })
    stream.on('error', ignored)
    const head = readHead(headOf(headers), path)
    if (!head.ok) return reply({ kind: 'fault', ...head.fault })
    const host = headers[':authority'] ?? headers.host
    const client = clientOf(from, { forwardedFor: forwardedFor(headers), host, port: socket.localPort ?? 0 })
    if (client === null) return reply(NOT_ALLOWED)
    if (head.value.kind === 'question') return ask(head.value.question, client, reply)
    readBody(stream, head.value.octets, (body) => {
      const question = body === null ? TOO_LARGE : readQuestion(body)
      if (question.ok) ask(question.value.question, client, reply)
      else reply({ kind: 'fault', ...question.fault })
    })
  })
  return session
}

/** NGHTTP2_NO_ERROR and NGHTTP2_CANCEL (RFC 9113, 7). */
const NO_ERROR = 0
const CANCEL = 8
const ignored = (): void => undefined

function headOf(headers: IncomingHttpHeaders) {
  return {
    method: headers[':method'] ?? '',
    target: headers[':path'] ?? '',
    contentType: headers['content-type'],
    contentLength: headers['content-length'],
  }
}

function forwardedFor(headers: IncomingHttpHeaders): string | undefined {
  const value = headers['x-forwarded-for']
  return Array.isArray(value) ? value.join(',') : value
}

/** Null when it is longer than a message can be. With its length known it is taken as soon as it is whole; it is true only during the call. */
function readBody(stream: ServerHttp2Stream, octets: number | null, take: (body: Buffer | null) => void): void {
  const pieces: Buffer[] = []
  let size = 0
  let taken = false
  const whole = (value: Buffer | null) => {
    taken = true
    pieces.length = 0
    take(value)
  }
  readBodyInPlace(stream, (piece) => {
    // What comes behind a body that was too long, or whole, is let through and not kept.
    if (taken) return
    size += piece.length
    if (size > (octets ?? MAX_MESSAGE)) return whole(null)
    if (piece.length === octets) return whole(piece)
    pieces.push(Buffer.from(piece))
    if (size === octets) whole(Buffer.concat(pieces, size))
  })
  // A body shorter or longer than was said never ends: HTTP/2 itself breaks it off, stream or connection (RFC 9113, 8.1.1).
  if (octets !== null && octets > 0) return
  stream.once('end', () => {
    if (!taken) whole(Buffer.concat(pieces, size))
  })
  // Of an end that trailers bring a stream hears when it is read.
  stream.once('trailers', () => void stream.read(0))
}

/** Octets that wait to be read. */
function respond(stream: ServerHttp2Stream, answer: DohReply): number {
  const { body, headers } = responseOf(answer)
  stream.respond(headers)
  stream.end(body)
  // RFC 9113, 8.1: the rest of a body that nobody wants need not be sent.
  if (answer.kind === 'fault' && !stream.endAfterHeaders) stream.close(NO_ERROR)
  return body.length
}

/** Headers as names and values in turn: Node sends them as they stand. */
function responseOf(answer: DohReply): { body: Buffer; headers: string[] } {
  if (answer.kind === 'answer') {
    const { message: body, maxAge } = answer
    const age = `max-age=${maxAge}`
    return {
      body,
      headers: [
        ':status',
        '200',
        'content-type',
        DNS_MESSAGE,
        'content-length',
        `${body.length}`,
        'cache-control',
        age,
      ],
    }
  }
  const body = faultBody(answer)
  const allow = answer.status === 405 ? ['allow', 'GET, POST'] : []
  const headers = [
    ':status',
    `${answer.status}`,
    'content-type',
    'text/plain; charset=utf-8',
    'cache-control',
    'no-store',
  ]
  return { body, headers: [...headers, 'content-length', `${body.length}`, ...allow] }
}

export function faultBody({ message }: HttpFault): Buffer {
  return Buffer.from(`${message}\n`)
}
