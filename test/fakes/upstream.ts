import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { createServer, type Server, type Socket as Stream } from 'node:net'
import { decode, encode, type Answer, type DecodedPacket, type OptAnswer, type Packet } from 'dns-packet'
import type { UpstreamAddress } from '../../core/resolver/upstream/address.ts'

/** What an upstream does with a question. The lying ones answer rightly right after the lie unless they `onlyLie`. */
export type Behaviour =
  | 'answering'
  | 'silent'
  | 'failing'
  | 'refusing'
  | 'truncating'
  | 'without-edns'
  | 'wrong-id'
  | 'wrong-question'
  | 'wrong-address'
  | 'garbage'
  /** Its answers have the question's name in small letters. */
  | 'small-letters'
  /** Over UDP alone; its TCP port is closed. */
  | 'small-letters-without-tcp'
  /** Its answer's first record has a name that goes round, or a target that points ahead. */
  | 'name-loop'
  | 'pointer-ahead'
  /** Encrypted ones (secure-upstream.ts). */
  | 'drip'
  | 'html'
  | 'http-500'
  | 'redirect'
  | 'oversize'

/** The answer to a question, as dns-packet writes it; null stands for a question that the test does not expect. */
export type Zone = (question: { name: string; type: string }, query: DecodedPacket) => Partial<Packet> | null

export type SeenQuery = {
  name: string
  type: string
  transport: 'udp' | 'tcp' | 'tls' | 'https'
  port: number
  id: number
  packet: DecodedPacket
  size: number
}

export interface FakeUpstream extends AsyncDisposable {
  /** As the settings would have it. */
  readonly address: UpstreamAddress
  readonly host: string
  readonly port: number
  readonly seen: SeenQuery[]
  behaviour: Behaviour
  /** Milliseconds before each answer. */
  slowMs: number
  /** So many times a question over TCP finds the connection closed instead of an answer. */
  hangUps: number
  /** Another resolver that it asks instead of knowing anything itself. */
  relay: ((packet: Buffer) => Promise<Buffer | null>) | null
}

/** A DNS server on a free loopback port, over UDP and TCP, that does what the test says. An unexpected question gets NOTAUTH, so that it shows. */
export async function startFakeUpstream(zone: Zone): Promise<FakeUpstream> {
  const streams = new Set<Stream>()
  const take = (stream: Stream) => {
    streams.add(stream)
    stream.on('close', () => streams.delete(stream))
    stream.on('error', () => stream.destroy())
    serveStream(stream, upstream, zone)
  }
  const { server, socket, port } = await onOnePort(take)
  const stranger = createSocket('udp4')
  await bind(stranger, 0)
  const upstream: FakeUpstream = {
    address: { transport: 'udp', at: { host: '127.0.0.1', port } },
    host: '127.0.0.1',
    port,
    seen: [],
    behaviour: 'answering',
    slowMs: 0,
    hangUps: 0,
    relay: null,
    async [Symbol.asyncDispose]() {
      upstream.behaviour = 'silent'
      streams.forEach((stream) => stream.destroy())
      await Promise.all([socket, stranger, server].map((one) => new Promise<void>((done) => one.close(() => done()))))
    },
  }
  socket.on('message', (message, from) => answerDatagram({ message, from, socket, stranger }, upstream, zone))
  return upstream
}

type Datagram = { message: Buffer; from: RemoteInfo; socket: Socket; stranger: Socket }

function answerDatagram({ message, from, socket, stranger }: Datagram, upstream: FakeUpstream, zone: Zone): void {
  const query = note(message, { upstream, transport: 'udp', port: from.port })
  const send = (reply: Buffer, by = socket) => later(upstream, () => by.send(reply, from.port, from.address))
  if (upstream.relay !== null)
    return void upstream.relay(Buffer.from(message)).then((reply) => reply !== null && send(reply))
  const right = encode(replyTo(query, zone))
  switch (upstream.behaviour) {
    case 'silent':
      return
    case 'wrong-id':
      send(encode({ ...lieTo(query), id: (query.id ?? 0) ^ 0x5555 }))
      return send(right)
    case 'wrong-question':
      send(encode({ ...lieTo(query), questions: [{ name: 'other-place.net', type: 'A', class: 'IN' }] }))
      return send(right)
    case 'wrong-address':
      send(encode(lieTo(query)), stranger)
      return send(right)
    case 'garbage':
      // The right header, and a record count that the bytes do not hold.
      return send(Buffer.concat([right.subarray(0, 6), Buffer.from([0, 9]), right.subarray(8)]))
    case 'truncating':
      return send(encode({ ...replyTo(query, zone), flags: 0x380, answers: [] }))
    case 'name-loop':
    case 'pointer-ahead':
      return send(withOddName(right, upstream.behaviour))
    case 'without-edns':
      if ((query.additionals ?? []).length > 0) return send(headerOnly(query, 1))
      return send(encode(replyTo(query, zone)))
    case 'failing':
      return send(encode({ ...replyTo(query, zone), flags: 0x182, answers: [], authorities: [] }))
    case 'refusing':
      return send(encode({ ...replyTo(query, zone), flags: 0x185, answers: [], authorities: [] }))
    case 'small-letters':
    case 'small-letters-without-tcp':
      return send(encode(inSmallLetters(replyTo(query, zone))))
    default:
      return send(right)
  }
}

function serveStream(stream: Stream, upstream: FakeUpstream, zone: Zone): void {
  let rest = Buffer.alloc(0)
  stream.on('data', (piece: Buffer) => {
    rest = Buffer.concat([rest, piece])
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const message = rest.subarray(2, 2 + rest.readUInt16BE(0))
      rest = rest.subarray(2 + message.length)
      const query = note(message, { upstream, transport: 'tcp', port: stream.remotePort ?? 0 })
      if (upstream.behaviour === 'silent') continue
      if (upstream.behaviour === 'small-letters-without-tcp') return void stream.destroy()
      if (upstream.hangUps > 0) {
        upstream.hangUps--
        stream.destroy()
        return
      }
      const answer = replyTo(query, zone)
      const reply = encode(upstream.behaviour === 'small-letters' ? inSmallLetters(answer) : answer)
      const length = Buffer.alloc(2)
      length.writeUInt16BE(reply.length)
      later(upstream, () => void stream.write(Buffer.concat([length, reply])))
    }
  })
}

export function note(
  message: Buffer,
  how: { upstream: FakeUpstream; transport: SeenQuery['transport']; port: number }
): DecodedPacket {
  const packet = decode(message)
  const { name, type } = packet.questions![0]!
  how.upstream.seen.push({
    name: name.toLowerCase(),
    type: typeOf(type),
    transport: how.transport,
    port: how.port,
    id: packet.id ?? 0,
    packet,
    size: message.length,
  })
  return packet
}

export function replyTo(query: DecodedPacket, zone: Zone): Packet {
  const { name, type } = query.questions![0]!
  const answer = zone({ name: name.toLowerCase(), type: typeOf(type) }, query)
  const additionals = (query.additionals ?? []).length > 0 ? [OPT] : []
  if (answer === null)
    return { type: 'response', id: query.id ?? 0, flags: 0x189, questions: query.questions!, additionals }
  return {
    type: 'response',
    id: query.id ?? 0,
    flags: 0x180,
    questions: query.questions!,
    ...answer,
    answers: (answer.answers ?? []).map((record) => inLettersOf(record, name)),
    additionals: [...(answer.additionals ?? []), ...additionals],
  }
}

/** Servers write the asked name as a pointer to the question, which has the asker's letters. */
function inLettersOf(record: Answer, name: string): Answer {
  return record.name.toLowerCase() === name.toLowerCase() ? { ...record, name } : record
}

function inSmallLetters(reply: Packet): Packet {
  return { ...reply, questions: reply.questions!.map((one) => ({ ...one, name: one.name.toLowerCase() })) }
}

const OPT: OptAnswer = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: 1232,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
}

/** What a forger would like to be believed. */
function lieTo(query: DecodedPacket): Packet {
  const { name } = query.questions![0]!
  return {
    type: 'response',
    id: query.id ?? 0,
    flags: 0x180,
    questions: query.questions!,
    answers: [{ name, type: 'A', ttl: 600, data: '203.0.113.66' }],
  }
}

/** One CNAME below the question: owned by a pointer to itself, or leading to a pointer that points behind it. */
function withOddName(right: Buffer, oddity: 'name-loop' | 'pointer-ahead'): Buffer {
  let end = 12
  while (right[end]! > 0) end += right[end]! + 1
  end += 5
  const head = Buffer.from(right.subarray(0, end))
  head.writeUInt16BE(1, 6)
  head.writeUInt16BE(0, 8)
  head.writeUInt16BE(0, 10)
  const owner = 0xc000 | (oddity === 'name-loop' ? end : 12)
  const record = Buffer.alloc(14)
  record.writeUInt16BE(owner, 0)
  record.writeUInt16BE(5, 2)
  record.writeUInt16BE(1, 4)
  record.writeUInt32BE(300, 6)
  record.writeUInt16BE(2, 10)
  record.writeUInt16BE(0xc000 | (oddity === 'name-loop' ? 12 : end + 14), 12)
  return Buffer.concat([head, record, Buffer.from('\x03bad\x05place\x03net\x00', 'latin1')])
}

function headerOnly(query: DecodedPacket, rcode: number): Buffer {
  return encode({ type: 'response', id: query.id ?? 0, flags: 0x180 | rcode })
}

/** dns-packet's name of a type that it does not know is 'UNKNOWN_65'. */
function typeOf(type: string): string {
  return type.replace('UNKNOWN_', 'TYPE')
}

export function later(upstream: FakeUpstream, act: () => void): void {
  if (upstream.slowMs === 0) act()
  else setTimeout(() => upstream.behaviour !== 'silent' && act(), upstream.slowMs)
}

export function listening(server: Server, wanted = 0): Promise<void> {
  return new Promise((resolve, reject) => server.once('error', reject).listen(wanted, '127.0.0.1', () => resolve()))
}

const PORTS_TRIED = 20

/** A port that is free over TCP may be taken over UDP by then: another one is tried. */
async function onOnePort(take: (stream: Stream) => void): Promise<{ server: Server; socket: Socket; port: number }> {
  for (let tries = 1; ; tries++) {
    const server = createServer(take)
    await listening(server)
    const bound = server.address()
    if (bound === null || typeof bound === 'string') throw new Error('no port')
    const socket = createSocket('udp4')
    try {
      await bind(socket, bound.port)
      return { server, socket, port: bound.port }
    } catch (error) {
      if (tries === PORTS_TRIED || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
      socket.close()
      await new Promise((done) => server.close(done))
    }
  }
}

function bind(socket: Socket, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, '127.0.0.1', () => resolve())
  })
}
