import { createSocket } from 'node:dgram'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { decode, encode, type Answer, type DecodedPacket, type OptAnswer, type Packet } from 'dns-packet'

/** What a name server knows of a question; null for a name that does not exist. */
export type Records = { answers?: Answer[]; authorities?: Answer[] } | null

/**
 * A name server on a free loopback port that keeps to the limits: what is larger than the asker takes comes over UDP cut, with TC (RFC 2181,
 * 9), and signatures come to those alone who ask with DO (RFC 3225). For comparing what it says with what the product makes of it.
 */
export interface Authority extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** Names asked, in lower case. */
  readonly asked: Set<string>
}

const NO_EDNS_BYTES = 512
const NXDOMAIN = 3
const RESPONSE = 0x8180
const TRUNCATED = 0x0200
const DNSSEC_OK = 0x8000

type Lookup = (name: string, type: string) => Records

export async function startAuthority(
  lookup: Lookup,
  soa: (name: string) => Answer,
  at = { host: '127.0.0.1', port: 0 }
): Promise<Authority> {
  const asked = new Set<string>()
  const socket = createSocket('udp4')
  const server = createServer((stream) => serve(stream, (query) => encode(answer(query))))
  const port = await listen(server, at)
  await new Promise<void>((resolve) => socket.bind(port, at.host, () => resolve()))

  function answer(bytes: Buffer): Packet {
    const query = decode(bytes)
    const { name, type } = query.questions![0]!
    asked.add(name.toLowerCase())
    const records = lookup(name.toLowerCase(), type.replace('UNKNOWN_65', 'HTTPS'))
    const opt = optOf(query)
    const signed = opt !== undefined && (opt.flags & DNSSEC_OK) !== 0
    const wanted = (all: Answer[] = []) => all.filter((record) => signed || record.type !== 'RRSIG')
    const nothing = records === null || (records.answers ?? []).length === 0
    return {
      type: 'response',
      id: query.id ?? 0,
      flags: RESPONSE | (records === null ? NXDOMAIN : 0),
      questions: query.questions!,
      answers: wanted(records?.answers),
      authorities: nothing ? [soa(name)] : wanted(records.authorities),
      additionals: opt === undefined ? [] : [{ ...opt, udpPayloadSize: 4096, options: [] }],
    }
  }

  socket.on('message', (query, from) => {
    const full = answer(query)
    const limit = Math.max(optOf(decode(query))?.udpPayloadSize ?? 0, NO_EDNS_BYTES)
    const bytes = encode(full)
    const cut = { ...full, flags: (full.flags ?? 0) | TRUNCATED, answers: [], authorities: [] }
    socket.send(bytes.length <= limit ? bytes : encode(cut), from.port, from.address)
  })
  return {
    host: at.host,
    port,
    asked,
    async [Symbol.asyncDispose]() {
      socket.close()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function optOf({ additionals = [] }: DecodedPacket): OptAnswer | undefined {
  return additionals.find((record): record is OptAnswer => record.type === 'OPT')
}

function serve(stream: Socket, reply: (query: Buffer) => Buffer): void {
  let rest = Buffer.alloc(0)
  stream.on('error', () => stream.destroy())
  // Nothing is kept open for later questions, so that closing the server waits for nobody.
  stream.setTimeout(2000, () => stream.destroy())
  stream.on('data', (piece: Buffer) => {
    rest = Buffer.concat([rest, piece])
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const end = 2 + rest.readUInt16BE(0)
      const bytes = reply(rest.subarray(2, end))
      const length = Buffer.alloc(2)
      length.writeUInt16BE(bytes.length)
      stream.write(Buffer.concat([length, bytes]))
      rest = rest.subarray(end)
    }
  })
}

function listen(server: ReturnType<typeof createServer>, at: { host: string; port: number }): Promise<number> {
  return new Promise((resolve) => server.listen(at, () => resolve((server.address() as AddressInfo).port)))
}
