import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createSecureServer, type Http2Session, type ServerHttp2Stream } from 'node:http2'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { readFileSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:tls'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { scanReply } from '../../core/dns/scan.ts'
import { createOwnNames } from '../../core/lists/own-names.ts'
import { compileBook, openRuleBook } from '../../core/lists/rule-book.ts'
import { createRecordWriter } from '../../core/log/record-writer.ts'
import { forgetfulSink } from '../../core/log/sink.ts'
import { seeded } from '../../core/model/random.ts'
import type { Door } from '../../core/resolver/door.ts'
import { createEngine } from '../../core/resolver/engine.ts'
import { frame, unframer } from '../../core/resolver/framing.ts'
import { noScorer } from '../../core/resolver/no-scorer.ts'
import { compilePolicy, USUAL_POLICY } from '../../core/resolver/policy.ts'
import type { UpstreamAddress } from '../../core/resolver/upstream/address.ts'
import { createUpstreams } from '../../core/resolver/upstream/upstreams.ts'
import { systemClock } from '../../core/system/clock.ts'
import { createFilter } from '../../core/verdict/create-filter.ts'
import { hostileAnswer, HOSTILITIES, LIE } from './hostile.ts'
import type { FuzzRun } from './watch.ts'

/** Questions that wait at once, and how long each may. */
const AT_ONCE = 128
const PATIENCE_MS = [150, 150]
/** Some answers are right, so that connections and the way of a good answer are in the run too. */
const RIGHT = 0.25
const ANSWERED_WITHIN_MS = 10_000

type Served = { address: UpstreamAddress; close(): void }

/**
 * Hostile answers, `packets` of them, from upstreams over UDP, TCP, TLS and HTTPS on loopback to the real lines, the real engine and the real inspection. Each
 * question has to be answered once, with a message that can be read, and never with what was said under another id or to another question.
 */
export async function fuzzUpstreams({ seed, packets, progress }: FuzzRun): Promise<Record<string, number>> {
  const chance = seeded(seed)
  const counts: Record<string, number> = { answered: 0 }
  let said = 0
  const sayTo = (query: Buffer): Buffer | null => {
    const hostility = chance() < RIGHT ? 'right' : HOSTILITIES[Math.floor(chance() * HOSTILITIES.length)]!
    const message = hostileAnswer(query, hostility, chance)
    said++
    counts[hostility] = (counts[hostility] ?? 0) + 1
    progress.take(message ?? query)
    return message
  }
  const served = await Promise.all([
    overUdp(sayTo),
    overTcp(sayTo, chance),
    overTls(sayTo, chance),
    overHttps(sayTo, chance),
  ])
  const config = {
    upstreams: served.map(({ address }) => address),
    strategy: 'random' as const,
    forwarding: [],
    bootstrap: [],
  }
  const upstreams = createUpstreams(config, {
    clock: systemClock,
    patienceMs: PATIENCE_MS,
    authorities: [pem('ca.pem')],
  })
  const bugs: unknown[] = []
  const log = createRecordWriter({ sink: forgetfulSink() })
  const policy = compilePolicy(USUAL_POLICY)
  const engine = createEngine({
    clock: systemClock,
    filter: createFilter({
      own: createOwnNames(),
      book: openRuleBook(compileBook([])),
      scorer: noScorer,
      settings: SETTINGS,
    }),
    upstreams,
    log,
    askWhileScoring: () => true,
    policy: () => policy,
    onBug: (bug) => bugs.push(bug),
    limits: { answers: 2000 },
  })
  let left = 0
  const wrong: string[] = []
  const door: Door = {
    transport: 0,
    encrypted: false,
    stream: true,
    send(bytes) {
      left--
      counts['answered']!++
      const rcode = `rcode ${bytes[3]! & 15}`
      counts[rcode] = (counts[rcode] ?? 0) + 1
      if (scanReply(Buffer.from(bytes)) === null) wrong.push(`an answer that cannot be read: ${bytes.toString('hex')}`)
      if (bytes.includes(LIE)) wrong.push(`a lie was believed: ${bytes.toString('hex')}`)
    },
  }
  try {
    for (let asked = 0; said < packets;) {
      while (left < AT_ONCE) {
        left++
        engine.receive(questionFor(asked++), door, { port: 1, address: '127.0.0.1' })
      }
      const deadline = performance.now() + ANSWERED_WITHIN_MS
      while (left >= AT_ONCE) {
        if (performance.now() > deadline) throw new Error(`${left} questions get no answer`)
        await turn()
      }
      if (bugs.length > 0) throw bugs[0]
      if (wrong.length > 0) throw new Error(wrong[0])
    }
    counts['not believed'] = upstreams.mismatched
    return counts
  } finally {
    upstreams.close()
    for (const one of served) one.close()
    await log[Symbol.asyncDispose]()
  }
}

const SETTINGS = {
  blockingAnswer: 'blackhole',
  honeypot: { ipv4: null, ipv6: null },
  modelAction: 'off',
  scoreWaitMs: 50,
  pausedUntil: null,
} as const

/** Each asks for a name of its own, of type A, with EDNS. */
function questionFor(number: number): Buffer {
  const label = `Name-${number}`
  const name = Buffer.from(
    `${String.fromCharCode(label.length)}${label}\x06garden\x07example\x00\x00\x01\x00\x01`,
    'latin1'
  )
  const opt = Buffer.from([0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0])
  return Buffer.concat([Buffer.from([number >> 8, number, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1]), name, opt])
}

type SayTo = (query: Buffer) => Buffer | null

async function overUdp(sayTo: SayTo): Promise<Served> {
  const socket = createSocket('udp4')
  const streams = createServer((stream) => answerStream(stream, sayTo, () => 1))
  streams.listen(0, '127.0.0.1')
  await once(streams, 'listening')
  const { port } = streams.address() as AddressInfo
  socket.bind(port, '127.0.0.1')
  await once(socket, 'listening')
  socket.on('message', (query, from) => {
    const message = sayTo(query)
    if (message !== null) socket.send(message, from.port, from.address, () => undefined)
  })
  return {
    address: { transport: 'udp', at: { host: '127.0.0.1', port } },
    close: () => (socket.close(), streams.close()),
  }
}

async function overTcp(sayTo: SayTo, chance: () => number): Promise<Served> {
  const server = createServer((stream) => answerStream(stream, sayTo, chance))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { address: { transport: 'tcp', at: { host: '127.0.0.1', port } }, close: () => server.close() }
}

async function overTls(sayTo: SayTo, chance: () => number): Promise<Served> {
  const server = createTlsServer(TLS, (stream) => answerStream(stream, sayTo, chance))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    address: { transport: 'tls', name: 'dns.example', port, at: ['127.0.0.1'], pins: [] },
    close: () => server.close(),
  }
}

async function overHttps(sayTo: SayTo, chance: () => number): Promise<Served> {
  const server = createSecureServer(TLS)
  const sockets = new WeakMap<Http2Session, Socket>()
  let latest: Socket | null = null
  server.prependListener('secureConnection', (socket: Socket) => void (latest = socket))
  server.on('session', (session) => sockets.set(session, latest!))
  // As a machine hangs up that has gone: a session that is destroyed by itself reads on while it says goodbye, and Node can crash over what it reads.
  const hangUp = (stream: ServerHttp2Stream) => sockets.get(stream.session!)?.destroy()
  server.on('stream', (stream) => answerExchange(stream, { sayTo, chance, hangUp }))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const to = { name: 'dns.example', port, at: ['127.0.0.1'], pins: [], path: '/dns-query' }
  return { address: { transport: 'https', ...to }, close: () => server.close() }
}

/** A stream has lies of its own: lengths that are none, an answer that drips and stops, a hang-up. */
function answerStream(stream: Socket, sayTo: SayTo, chance: () => number): void {
  stream.on('error', () => stream.destroy())
  stream.on(
    'data',
    unframer((query) => {
      const message = sayTo(Buffer.from(query))
      if (message === null) return
      const framed = frame(message)
      const lie = chance()
      if (lie < 0.01) framed.writeUInt16BE(Math.floor(chance() * 0x10000))
      else if (lie < 0.02) return void stream.write(framed.subarray(0, framed.length >> 1))
      else if (lie < 0.03) return void stream.destroy()
      stream.write(framed)
    })
  )
}

type Lying = { sayTo: SayTo; chance: () => number; hangUp(stream: ServerHttp2Stream): void }

function answerExchange(stream: ServerHttp2Stream, { sayTo, chance, hangUp }: Lying): void {
  const pieces: Buffer[] = []
  stream.on('error', () => undefined)
  stream.on('data', (piece: Buffer) => pieces.push(piece))
  stream.on('end', () => {
    const message = sayTo(Buffer.concat(pieces))
    if (message === null || stream.destroyed) return
    const lie = chance()
    if (lie < 0.05) return stream.respond({ ':status': 500 }, { endStream: true })
    if (lie < 0.06) return hangUp(stream)
    const type = lie < 0.1 ? 'text/html' : 'application/dns-message'
    stream.respond({ ':status': 200, 'content-type': type, age: String(Math.floor(chance() * 1e6)) })
    if (lie < 0.12) return void stream.write(message.subarray(0, message.length >> 1))
    stream.end(lie < 0.14 ? Buffer.concat([message, Buffer.alloc(100_000)]) : message)
  })
}

function pem(file: string): string {
  return readFileSync(join(import.meta.dirname, '../../test/fixtures/tls', file), 'utf8')
}

const TLS = { key: pem('server.key'), cert: pem('server.pem') }
