import { createSocket, type Socket } from 'node:dgram'
import { connect } from 'node:net'
import {
  decode,
  encode,
  type Answer as DnsRecord,
  type DecodedPacket,
  type OptAnswer,
  type Packet,
  type RecordType,
} from 'dns-packet'

/** `type` as DNS has it; the ones that dns-packet does not know go by their number (RFC 3597). */
export type Asked = { name: string; type: string; edns?: { size: number; dnssecOk: boolean }; id?: number }

export type Answer = {
  bytes: Buffer
  packet: DecodedPacket
  rcode: string
  /** The answer section: addresses and names as they came, all else as JSON. */
  data: string[]
  /** Extended DNS Error (RFC 8914), null where none came. */
  error: { code: number; text: string } | null
  /** Clock times, in milliseconds, around the question. */
  sentAt: number
  answeredAt: number
  milliseconds: number
}

/** One client of a resolver with an address of its own, asking many things at the same time over one socket, never twice. */
export interface Stub extends AsyncDisposable {
  ask(asked: Asked): Promise<Answer>
}

const WITHIN_MS = 15_000
const NUMBERED: Record<string, string> = { HTTPS: 'UNKNOWN_65', SVCB: 'UNKNOWN_64' }

export async function openStub(server: string, from = '127.0.0.1'): Promise<Stub> {
  const [host, port] = hostAndPort(server)
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 })
  await new Promise<void>((resolve) => socket.bind(0, from, () => resolve()))
  const waiting = new Map<number, (bytes: Buffer) => void>()
  socket.on('message', (bytes) => waiting.get(bytes.readUInt16BE(0))?.(bytes))
  let nextId = Math.floor(Math.random() * 65_536)
  return {
    ask(asked) {
      const id = asked.id ?? (nextId = (nextId + 1) % 65_536)
      const query = queryBytes({ ...asked, id })
      return timed(asked, (answered) => {
        waiting.set(id, answered)
        socket.send(query, port, host)
        return () => waiting.delete(id)
      })
    },
    [Symbol.asyncDispose]: () => closed(socket),
  }
}

/** One question over TCP (RFC 7766). */
export function askOverTcp(server: string, asked: Asked): Promise<Answer> {
  const [host, port] = hostAndPort(server)
  return timed(asked, (answered) => {
    const stream = connect(port, host)
    let received = Buffer.alloc(0)
    stream.on('data', (piece: Buffer) => {
      received = Buffer.concat([received, piece])
      const length = received.length < 2 ? Infinity : received.readUInt16BE(0)
      if (received.length >= 2 + length) answered(received.subarray(2, 2 + length))
    })
    const query = queryBytes(asked)
    const length = Buffer.alloc(2)
    length.writeUInt16BE(query.length)
    stream.write(Buffer.concat([length, query]))
    return () => stream.destroy()
  })
}

/** Whatever the bytes are, sent once; null when nothing came back in time. */
export async function sendBytes(server: string, bytes: Uint8Array, withinMs: number): Promise<Buffer | null> {
  const [host, port] = hostAndPort(server)
  const socket = createSocket('udp4')
  const { promise, resolve } = Promise.withResolvers<Buffer | null>()
  const late = setTimeout(() => resolve(null), withinMs)
  socket.on('message', resolve)
  socket.send(bytes, port, host)
  const answer = await promise
  clearTimeout(late)
  await closed(socket)
  return answer
}

/** RFC 1035, 4.1: recursion desired, one question; EDNS(0) when it is asked for. */
export function queryBytes({ name, type, edns, id = 0 }: Asked): Buffer {
  const RECURSION_DESIRED = 0x100
  const packet: Packet = {
    type: 'query',
    id,
    flags: RECURSION_DESIRED,
    questions: [{ name, type: (NUMBERED[type] ?? type) as RecordType }],
    additionals: edns === undefined ? [] : [optOf(edns)],
  }
  return encode(packet)
}

export function readAnswer(bytes: Buffer): Omit<Answer, 'sentAt' | 'answeredAt' | 'milliseconds'> {
  const packet = decode(bytes)
  return {
    bytes,
    packet,
    rcode: (packet as unknown as { rcode: string }).rcode,
    data: (packet.answers ?? []).map(dataText),
    error: errorOf(packet),
  }
}

function dataText(answer: DnsRecord): string {
  if (!('data' in answer)) return ''
  return typeof answer.data === 'string' ? answer.data : JSON.stringify(answer.data)
}

function errorOf({ additionals = [] }: DecodedPacket): Answer['error'] {
  const opt = additionals.find((record): record is OptAnswer => record.type === 'OPT')
  const EXTENDED_ERROR = 15
  const option = opt?.options.find(({ code }) => (code as unknown) === EXTENDED_ERROR)
  if (option === undefined || !('data' in option) || !Buffer.isBuffer(option.data)) return null
  const { data } = option
  return { code: data.readUInt16BE(0), text: data.toString('utf8', 2) }
}

function optOf({ size, dnssecOk }: NonNullable<Asked['edns']>): OptAnswer {
  const flags = dnssecOk ? 0x8000 : 0
  return {
    type: 'OPT',
    name: '.',
    udpPayloadSize: size,
    extendedRcode: 0,
    ednsVersion: 0,
    flags,
    flag_do: dnssecOk,
    options: [],
  }
}

async function timed(
  { name, type }: Asked,
  begin: (answered: (bytes: Buffer) => void) => () => unknown
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const late = setTimeout(() => reject(new Error(`no answer to ${name} ${type} in ${WITHIN_MS} ms`)), WITHIN_MS)
  const sentAt = Date.now()
  const start = performance.now()
  const end = begin(resolve)
  try {
    const bytes = await promise
    const milliseconds = performance.now() - start
    return { ...readAnswer(bytes), sentAt, answeredAt: Date.now(), milliseconds }
  } finally {
    clearTimeout(late)
    end()
  }
}

function hostAndPort(server: string): [string, number] {
  const colon = server.lastIndexOf(':')
  return [server.slice(0, colon), Number(server.slice(colon + 1))]
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()))
}
