import { once } from 'node:events'
import { connect } from 'node:tls'
import { seeded } from '../../core/model/random.ts'
import { FLAG, FRAME, frames, headerBlock, http2Frame, number32, PREFACE } from './http2-frames.ts'
import { createPackets } from './packets.ts'
import { cut, writePieces } from './pieces.ts'
import { SENTINEL_MS } from './sentinel.ts'
import type { FuzzRun } from './watch.ts'

/** Connections at a time, and requests at most on one; the door takes 128 at a time. */
const LANES = 8
const REQUESTS = 60
const LOOK_MS = 500
const PATH = '/dns-query'
const WINDOW = 2 ** 30

/** One request as frames, in order; `answer` where one has to come. */
type Request = { frames: Buffer[]; answer: boolean; lies: boolean }
type Load = { octets: Buffer; answers: Set<number>; broken: boolean }

/**
 * The door of DNS over HTTPS, below HTTP: requests as frames of HTTP/2, of many streams between each other, in pieces cut anywhere. Bodies come in parts, with padding, with
 * lengths that lie, ended by trailers or not at all; clients reset their streams with any code at any time. On most connections everything is HTTP/2: those must live to their last PING,
 * and each request that is whole must be answered. On the others one frame is broken, or a
 * length lies: such a one may be closed for that, but no other connection with it.
 */
export async function fuzzHttp2({ seed, packets, progress, ports }: FuzzRun): Promise<Record<string, number>> {
  const random = seeded(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const of = <T>(values: readonly T[]) => values[below(values.length)]!
  const next = createPackets(random)
  const counts = { connections: 0, answered: 0, 'reset by the door': 0, 'closed for what was no HTTP/2': 0 }
  let begun = 0

  function head(stream: number, headers: Record<string, string>, flags: number): Buffer {
    const block = headerBlock(headers)
    if (below(8) !== 0) return http2Frame([FRAME.headers, flags | FLAG.endHeaders, stream], block)
    const at = below(block.length + 1)
    const rest = http2Frame([FRAME.continuation, FLAG.endHeaders, stream], block.subarray(at))
    return Buffer.concat([http2Frame([FRAME.headers, flags, stream], block.subarray(0, at)), rest])
  }

  function data(stream: number, part: Buffer, end: boolean): Buffer {
    const flags = end ? FLAG.endStream : 0
    if (below(4) !== 0) return http2Frame([FRAME.data, flags, stream], part)
    const padding = below(256)
    const padded = Buffer.concat([Buffer.of(padding), part, Buffer.alloc(padding)])
    return http2Frame([FRAME.data, flags | FLAG.padded, stream], padded)
  }

  function request(stream: number, mayLie: boolean): Request {
    const packet = next()
    progress.take(packet)
    begun++
    const post = below(4) !== 0
    const method = below(32) === 0 ? 'PUT' : post ? 'POST' : 'GET'
    const target = below(32) === 0 ? '/another' : PATH
    const path = post ? target : `${target}?dns=${packet.toString('base64url')}`
    const headers: Record<string, string> = {
      ':method': method,
      ':scheme': 'https',
      ':authority': 'localhost',
      ':path': path,
    }
    if (post) headers['content-type'] = below(32) === 0 ? 'text/plain' : 'application/dns-message'
    const lies = mayLie && post && below(16) === 0
    if (post && (lies || below(2) === 0)) headers['content-length'] = String(lies ? below(5000) : packet.length)
    return finished(stream, post ? posted(stream, headers, packet) : [head(stream, headers, FLAG.endStream)], lies)
  }

  /** Its last frame ends the stream. */
  function posted(stream: number, headers: Record<string, string>, packet: Buffer): Buffer[] {
    const trailers = below(6) === 0
    const empty = below(4) === 0
    const parts = packet.length > 0 && below(3) === 0 ? cut(packet, below) : [packet]
    const last = parts.length - 1
    const bodies = parts.map((part, at) => data(stream, part, at === last && !trailers && !empty))
    if (trailers) bodies.push(head(stream, { 'x-more': '1' }, FLAG.endStream))
    else if (empty) bodies.push(data(stream, Buffer.alloc(0), true))
    return [head(stream, headers, 0), ...bodies]
  }

  /** As it is, broken off by its client, or never ended. */
  function finished(stream: number, whole: Buffer[], lies: boolean): Request {
    if (below(6) === 0) {
      const upTo = 1 + below(whole.length)
      const reset = http2Frame([FRAME.reset, 0, stream], number32(of([0, 0, 1, 5, 7, 8, below(2 ** 32)])))
      return { frames: [...whole.slice(0, upTo), reset], answer: false, lies }
    }
    if (whole.length > 1 && below(24) === 0) return { frames: whole.slice(0, -1), answer: false, lies }
    return { frames: whole, answer: !lies, lies }
  }

  /** Requests between each other. Streams are opened in the order of their numbers (RFC 9113, 5.1.1). */
  function load(): Load {
    const answers = new Set<number>()
    const open: Buffer[][] = []
    const window = http2Frame([FRAME.window, 0, 0], number32(WINDOW))
    // The door's settings are on their way before it reads ours.
    const sent = [PREFACE, http2Frame([FRAME.settings, 0, 0]), http2Frame([FRAME.settings, FLAG.ack, 0]), window]
    let left = 1 + below(REQUESTS)
    let stream = 1
    // One request whose body is longer than it said may end the connection (RFC 9113, 8.1.1), and with Node it does.
    const mayLie = below(4) === 0
    let broken = false
    while (left > 0 || open.length > 0) {
      if (left > 0 && (open.length === 0 || below(3) === 0)) {
        left--
        const made = request(stream, mayLie)
        if (made.lies) broken = true
        sent.push(made.frames.shift()!)
        if (made.answer) answers.add(stream)
        if (made.frames.length > 0) open.push(made.frames)
        stream += 2
      } else {
        const at = below(open.length)
        sent.push(open[at]!.shift()!)
        if (open[at]!.length === 0) open.splice(at, 1)
      }
      if (below(16) === 0) sent.push(http2Frame([FRAME.ping, 0, 0], Buffer.alloc(8)))
      if (below(16) === 0) sent.push(http2Frame([FRAME.settings, 0, 0]))
    }
    if (below(4) === 0) {
      breakOne(sent)
      broken = true
    }
    return { octets: Buffer.concat(sent), answers, broken }
  }

  /** One frame twice, cut off, or with another octet, half of these in its head. */
  function breakOne(sent: Buffer[]): void {
    const at = 1 + below(sent.length - 1)
    const frame = Buffer.from(sent[at]!)
    const how = below(4)
    if (how === 0) sent.splice(at, 0, frame)
    else if (how === 1) sent[at] = frame.subarray(0, below(frame.length))
    else {
      frame[below(how === 2 ? Math.min(9, frame.length) : frame.length)] = below(256)
      sent[at] = frame
    }
  }

  async function connection({ octets, answers, broken }: Load): Promise<void> {
    counts.connections++
    const socket = connect({ port: ports.doh, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2'] })
    const { promise, resolve, reject } = Promise.withResolvers<'lived' | 'closed'>()
    const complain = (what: string) => reject(new Error(`${what}\n  ${octets.toString('hex')}`))
    const last = Buffer.from('the last')
    let quiet = 0
    let ponged = false
    const ended = () => {
      if (ponged && answers.size === 0) resolve('lived')
    }
    socket.on(
      'data',
      frames(({ type, flags, stream, payload }) => {
        quiet = 0
        if (type === FRAME.ping && payload.equals(last)) ponged = true
        else if (type === FRAME.reset) {
          counts['reset by the door']++
          if (answers.delete(stream) && !broken)
            complain(`stream ${stream} was reset with ${payload.readUInt32BE()}, though it was whole`)
        } else if (type === FRAME.goAway && !broken)
          complain(
            `the door says goodbye, though everything was HTTP/2: ${payload.toString('latin1', 4)} ${payload.toString('hex')}`
          )
        else if ((type === FRAME.data || type === FRAME.headers) && (flags & FLAG.endStream) !== 0) {
          if (answers.delete(stream)) counts.answered++
        }
        ended()
      })
    )
    socket.on('error', () => resolve('closed'))
    socket.on('close', () => resolve('closed'))
    const looking = setInterval(() => {
      if (++quiet <= SENTINEL_MS / LOOK_MS) return
      if (broken) resolve('closed')
      else complain(`nothing more for ${SENTINEL_MS / 1000} s, and streams ${[...answers].join(', ')} wait`)
    }, LOOK_MS)
    try {
      await Promise.race([once(socket, 'secureConnect'), promise])
      await Promise.race([writePieces(socket, cut(octets, below), below), promise])
      socket.write(http2Frame([FRAME.ping, 0, 0], last))
      const how = await promise
      if (how === 'closed' && !broken) throw new Error('a connection was closed though everything on it was HTTP/2')
      if (how === 'closed') counts['closed for what was no HTTP/2']++
    } finally {
      clearInterval(looking)
      socket.destroy()
    }
  }

  async function lane(): Promise<void> {
    while (begun < packets) await connection(load())
  }

  await Promise.all(Array.from({ length: LANES }, lane))
  return { requests: begun, ...counts }
}
