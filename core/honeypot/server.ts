import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import type { DomainName } from '../dns/name.ts'
import { hostName } from './host.ts'
import { honeypotPage, PAGE_HEADERS, type PageFacts } from './page.ts'
import { newVisit, type NewVisit } from './visit.ts'

export type HoneypotParts = {
  /** What is known of a name. May take a while; a failure is reported, and the page says less. */
  facts(name: DomainName): Promise<Omit<PageFacts, 'name'>>
  visited(visit: NewVisit): void
  report(bug: unknown): void
  limits?: Partial<Limits>
}

export type Limits = {
  /** One more is closed unheard. */
  connections: number
  /** Milliseconds for the head of a request, and for all of it. */
  headMs: number
  requestMs: number
  /** Milliseconds that neither side says anything. */
  idleMs: number
  /** Octets of a body that are read, and thrown away; then nothing more is. */
  body: number
}

export const HONEYPOT_LIMITS: Limits = {
  connections: 64,
  headMs: 5000,
  requestMs: 10_000,
  idleMs: 10_000,
  body: 65_536,
}
/** With its request line. Browsers send 16 KiB of cookies at most. */
const HEAD_OCTETS = 16_384
const CHECK_MS = 1000

export interface Honeypot extends AsyncDisposable {
  readonly port: number
}

/**
 * The page behind a blocked name. Whatever method, path or body comes, the answer is one page with status 403 and the end of the
 * connection, so that no program takes it for what it wanted. Rejects with the system's error when the address cannot be opened.
 */
export async function openHoneypot(at: { host: string; port: number }, parts: HoneypotParts): Promise<Honeypot> {
  const limits = { ...HONEYPOT_LIMITS, ...parts.limits }
  const server = createServer({
    maxHeaderSize: HEAD_OCTETS,
    headersTimeout: limits.headMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: Math.min(CHECK_MS, limits.headMs),
    keepAlive: false,
    // HTTP/1.0 has no Host; whoever sends none is a visitor too.
    requireHostHeader: false,
  })
  server.maxConnections = limits.connections
  server.timeout = limits.idleMs
  const met = new WeakSet<Socket>()
  const answer: RequestListener = (request, response) => {
    // What is sent behind the first request of a connection is not heard.
    if (met.has(request.socket)) return void request.socket.destroy()
    met.add(request.socket)
    void answered(request, response, { ...parts, body: limits.body }).catch((bug: unknown) => {
      parts.report(bug)
      request.socket.destroy()
    })
  }
  server.on('request', answer)
  // Else Node would invite the body.
  server.on('checkContinue', answer)
  server.on('checkExpectation', answer)
  server.listen(at)
  await once(server, 'listening')
  server.on('error', parts.report)
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => closed(server),
  }
}

type Answering = Pick<HoneypotParts, 'facts' | 'visited' | 'report'> & { body: number }

async function answered(request: IncomingMessage, response: ServerResponse, parts: Answering): Promise<void> {
  const { socket, headers, method = '', url = '' } = request
  drain(request, parts.body)
  const host = headers.host ?? ''
  const name = hostName(host)
  parts.visited(
    newVisit({
      // An IPv4 client of an IPv6 socket is written as the log writes it.
      client: (socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
      name,
      host: name === null ? host : '',
      method,
      path: url,
      agent: headers['user-agent'] ?? '',
    })
  )
  const reported = (bug: unknown): null => {
    parts.report(bug)
    return null
  }
  const known = name === null ? null : await parts.facts(name).catch(reported)
  const page = Buffer.from(honeypotPage({ name, ...(known ?? { why: null, answered: null }) }))
  response.writeHead(403, { ...PAGE_HEADERS, 'content-length': page.length, connection: 'close' })
  response.end(method === 'HEAD' ? undefined : page)
}

/** A client that still sends when the answer comes may never see it (RFC 9112, 9.6), so a small body is taken off the line. */
function drain(request: IncomingMessage, most: number): void {
  let taken = 0
  request.on('error', () => undefined)
  request.on('data', (part: Buffer) => {
    taken += part.length
    if (taken > most) request.pause()
  })
}

async function closed(server: Server): Promise<void> {
  const end = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await end
}
