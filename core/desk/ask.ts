import dgram from 'node:dgram'
import net from 'node:net'
import { decode, encode, streamEncode, type DecodedPacket, type RecordType } from 'dns-packet'

export type Asked =
  { kind: 'answered'; packet: DecodedPacket; milliseconds: number } | { kind: 'silent'; afterMs: number }

type Question = {
  server: { host: string; port: number }
  name: string
  type: RecordType
  withinMs: number
  edns?: boolean
}

/** One real question over UDP, for the self-test: the same road that every program on this machine takes. */
export async function askOverUdp(question: Question): Promise<Asked> {
  const socket = dgram.createSocket(question.server.host.includes(':') ? 'udp6' : 'udp4')
  try {
    const query = queryPacket(question)
    return await timed(question.withinMs, (answered) => {
      socket.on('message', (bytes) => {
        const reply = replyTo(query.id, bytes)
        if (reply !== null) answered(reply)
      })
      socket.on('error', () => undefined)
      socket.send(encode(query), question.server.port, question.server.host)
    })
  } finally {
    socket.close()
  }
}

/** The same over TCP (RFC 7766), with the length before the message. */
export async function askOverTcp(question: Question): Promise<Asked> {
  const socket = net.connect(question.server.port, question.server.host)
  try {
    const query = queryPacket(question)
    return await timed(question.withinMs, (answered) => {
      let received = Buffer.alloc(0)
      socket.on('data', (bytes) => {
        received = Buffer.concat([received, bytes])
        const length = received.length < 2 ? Infinity : received.readUInt16BE(0)
        const reply = received.length < 2 + length ? null : replyTo(query.id, received.subarray(2, 2 + length))
        if (reply !== null) answered(reply)
      })
      socket.on('error', () => undefined)
      socket.write(streamEncode(query))
    })
  } finally {
    socket.destroy()
  }
}

function queryPacket({ name, type, edns = false }: Question) {
  const id = Math.floor(Math.random() * 65_536)
  const questions = [{ name, type, class: 'IN' as const }]
  return { type: 'query' as const, id, flags: 0x0100, questions, additionals: edns ? [OPT] : [] }
}

/** EDNS(0) without options (RFC 6891), for the reason that comes back with an answer. */
const OPT = { type: 'OPT' as const, name: '.' as const, udpPayloadSize: 1232, extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false, options: [] } // prettier-ignore

/** Null for what answers something else, and for what the library cannot read: servers far away write parts of it, and it throws at oddities. */
function replyTo(id: number, bytes: Buffer): DecodedPacket | null {
  try {
    const packet = decode(bytes)
    return packet.id === id ? packet : null
  } catch {
    return null
  }
}

function timed(withinMs: number, begin: (answered: (packet: DecodedPacket) => void) => void): Promise<Asked> {
  const start = performance.now()
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ kind: 'silent', afterMs: withinMs }), withinMs)
    begin((packet) => {
      clearTimeout(timer)
      resolve({ kind: 'answered', packet, milliseconds: performance.now() - start })
    })
  })
}
