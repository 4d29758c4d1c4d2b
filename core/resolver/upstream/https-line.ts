import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2' // prettier-ignore
import { sameQuestion, skipName } from '../../dns/asked.ts'
import { scanReply } from '../../dns/scan.ts'
import { FLAGS_HIGH, HEADER_SIZE, MAX_MESSAGE, QDCOUNT, QR, read16, write16, write32 } from '../../dns/wire.ts'
import type { Connector } from './connector.ts'
import type { Line, LineCounters, LineFault, LineListener } from './line.ts'
import { refuse } from './stream-line.ts'

/** Where the questions go: `authority` is host and port, as a URL has them. */
export type HttpsPlace = { authority: string; path: string }
export type HttpsParts = { counters: LineCounters; idleMs: number; stallMs?: number }

const MEDIA_TYPE = 'application/dns-message'
/** Questions that wait on one connection before the next one is refused. */
const MAX_WAITING = 1024
/** A connection on which no whole answer has come for so long after a question is as good as dead. */
const STALL_MS = 5000

type Headers = IncomingHttpHeaders & IncomingHttpStatusHeader

type Asking = { query: Buffer; listener: LineListener; stream: ClientHttp2Stream | null; wanted: boolean }

type Connection = {
  session: ClientHttp2Session | null
  asking: Set<Asking>
  stall: NodeJS.Timeout | null
  over: boolean
}

/**
 * DNS over HTTPS (RFC 8484) by POST over one connection of HTTP/2. The id is 0 (4.1): the exchange itself tells whose answer it is. Nothing is
 * sent that a DNS message does not need: no agent, no cookie, no language. A redirect is not followed, since it would lead to someone else.
 */
export function httpsLine(
  connector: Connector,
  place: HttpsPlace,
  { counters, idleMs, stallMs = STALL_MS }: HttpsParts
): Line {
  let current: Connection | null = null

  function open(): Connection {
    const opened: Connection = { session: null, asking: new Set(), stall: null, over: false }
    void connector.connect().then((outcome) => {
      if (!outcome.ok) return end(opened, outcome.fault)
      if (opened.over) return void outcome.value.destroy()
      const session = connect(`https://${place.authority}`, {
        createConnection: () => outcome.value,
        settings: { enablePush: false },
      })
      const hungUp = (why: string) => end(opened, { kind: 'hung-up', message: `${connector.label}: ${why}` })
      opened.session = session
      session.on('error', (error: Error) => hungUp(error.message))
      session.on('close', () => hungUp('the connection was closed'))
      session.on('goaway', () => retire(opened))
      session.setTimeout(idleMs, () => hungUp('nothing came any more'))
      for (const asking of opened.asking) ask(opened, asking)
    })
    return opened
  }

  /** RFC 9113, 6.8: what was begun may still be answered; what is new goes over another connection. */
  function retire(connection: Connection): void {
    if (current === connection) current = null
  }

  function end(connection: Connection, fault: LineFault): void {
    if (connection.over) return
    connection.over = true
    retire(connection)
    if (connection.stall !== null) clearTimeout(connection.stall)
    connection.session?.destroy()
    for (const { listener, wanted } of [...connection.asking]) if (wanted) listener.fault(fault)
    connection.asking.clear()
  }

  /** One question is answered whole; the others have as long again. */
  function heard(connection: Connection, answered: Asking): void {
    if (connection.stall !== null) clearTimeout(connection.stall)
    const others = connection.asking.size - (connection.asking.has(answered) ? 1 : 0)
    connection.stall = others > 0 ? setTimeout(stalled, stallMs, connection).unref() : null
  }

  function stalled(connection: Connection): void {
    end(connection, { kind: 'unreachable', message: `${connector.label}: nothing came in ${stallMs / 1000} s` })
  }

  function ask(connection: Connection, asking: Asking): void {
    if (!asking.wanted) return
    const stream = connection.session!.request({
      ':method': 'POST',
      ':path': place.path,
      accept: MEDIA_TYPE,
      'content-type': MEDIA_TYPE,
      'content-length': asking.query.length,
    })
    asking.stream = stream
    const over = (say: (listener: LineListener) => void) => {
      if (!connection.asking.delete(asking)) return
      say(asking.listener)
      if (connection.asking.size === 0 && current !== connection) connection.session?.close()
    }
    const fault = (kind: LineFault['kind'], why: string) =>
      over((listener) => listener.fault({ kind, message: `${connector.label}: ${why}` }))
    let headers: Headers = {}
    const pieces: Buffer[] = []
    let size = 0
    stream.on('response', (got) => {
      headers = got
      const wrong = wrongAnswer(got)
      if (wrong === null) return
      fault('unreachable', wrong)
      stream.close(constants.NGHTTP2_CANCEL)
    })
    stream.on('data', (piece: Buffer) => {
      size += piece.length
      if (size <= MAX_MESSAGE) return void pieces.push(piece)
      fault('unreachable', 'its answer is larger than a DNS message can be')
      stream.close(constants.NGHTTP2_CANCEL)
    })
    stream.on('end', () => {
      if (headers[':status'] === undefined) return
      heard(connection, asking)
      const message = Buffer.concat(pieces)
      if (!answers(message, asking.query)) {
        counters.mismatched++
        return fault('unreachable', 'it answered something else than was asked')
      }
      over((listener) => listener.reply(aged(message, headers.age)))
    })
    // A refused stream was never looked at (RFC 9113, 8.7): it may go out again at once.
    stream.on('error', (error: Error) => fault('hung-up', error.message))
    stream.on('close', () => fault('hung-up', 'the answer was broken off'))
    stream.end(asking.query)
  }

  function giveUp(kind: LineFault['kind']): void {
    connector.renew()
    if (current !== null) end(current, { kind, message: `${connector.label}: the connection was given up` })
  }

  return {
    send(query, listener) {
      const connection = (current ??= open())
      if (connection.asking.size >= MAX_WAITING)
        return refuse(listener, `${connector.label}: too many questions wait for it`)
      const copy = Buffer.from(query)
      write16(copy, 0, 0)
      const asking: Asking = { query: copy, listener, stream: null, wanted: true }
      connection.asking.add(asking)
      if (connection.session !== null) ask(connection, asking)
      connection.stall ??= setTimeout(stalled, stallMs, connection).unref()
      return () => {
        asking.wanted = false
        if (!connection.asking.delete(asking)) return
        asking.stream?.close(constants.NGHTTP2_CANCEL)
      }
    },
    renew: () => giveUp('hung-up'),
    close: () => giveUp('unreachable'),
  }
}

/** RFC 8484, 4.2.1: only a 2xx answer of the right media type holds DNS. Null when it may be read. */
function wrongAnswer(headers: Headers): string | null {
  const status = headers[':status'] ?? 0
  if (status >= 300 && status < 400) return `it answered HTTP ${status} and wants to send us elsewhere`
  if (status < 200 || status >= 300) return `it answered HTTP ${status} instead of DNS`
  const type = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
  return type === MEDIA_TYPE
    ? null
    : `it answered ${type === '' ? 'something' : `"${type.slice(0, 60)}"`} instead of DNS`
}

function answers(message: Buffer, query: Buffer): boolean {
  if (message.length < HEADER_SIZE || (message[FLAGS_HIGH]! & QR) === 0 || read16(message, 0) !== 0) return false
  if (message.length === HEADER_SIZE) return true
  return read16(message, QDCOUNT) === 1 && sameQuestion(query, skipName(query, HEADER_SIZE), message)
}

/** RFC 8484, 5.1: what lay in an HTTP cache has used up so many seconds of its TTLs. */
function aged(message: Buffer, age: string | undefined): Buffer {
  const seconds = /^\d{1,9}$/.test(age ?? '') ? Number(age) : 0
  if (seconds === 0) return message
  for (const { ttl, ttlAt } of scanReply(message)?.records ?? []) write32(message, ttlAt, Math.max(0, ttl - seconds))
  return message
}
