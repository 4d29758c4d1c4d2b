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
    return await timed(question.withinMs, (answered) => {
      socket.on('message', (bytes) => answered(decode(bytes)))
      socket.on('error', () => undefined)
      socket.send(queryFor(question), question.server.port, question.server.host)
    })
  } finally {
    socket.close()
  }
}

/** The same over TCP (RFC 7766), with the length before the message. */
export async function askOverTcp(question: Question): Promise<Asked> {
  const socket = net.connect(question.server.port, question.server.host)
  try {
    return await timed(question.withinMs, (answered) => {
      let received = Buffer.alloc(0)
      socket.on('data', (bytes) => {
        received = Buffer.concat([received, bytes])
        const length = received.length < 2 ? Infinity : received.readUInt16BE(0)
        if (received.length >= 2 + length) answered(decode(received.subarray(2, 2 + length)))
      })
      socket.on('error', () => undefined)
      socket.write(streamEncode(queryPacket(question)))
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

function queryFor(question: Question): Buffer {
  return encode(queryPacket(question))
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
