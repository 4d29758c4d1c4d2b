import { decode, encode, type DecodedPacket } from 'dns-packet'
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'

/** What a client of the resolver sees of an answer. */
export type Answer = { rcode: string; data: string[]; packet: DecodedPacket }

/** Asks over UDP as a stub resolver would; `server` is 'host:port'. */
export async function askDns(server: string, name: string, type: 'A' | 'AAAA' | 'TXT' = 'A'): Promise<Answer> {
  const [host, port] = server.split(':') as [string, string]
  const id = randomInt(65536)
  const socket = createSocket('udp4')
  try {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
    socket.on('message', (message) => message.readUInt16BE(0) === id && resolve(message))
    socket.on('error', reject)
    const late = setTimeout(() => reject(new Error(`${server} did not answer ${name} ${type} in 5 s`)), 5000)
    const RECURSION_DESIRED = 0x100
    socket.send(
      encode({ type: 'query', id, flags: RECURSION_DESIRED, questions: [{ type, name }] }),
      Number(port),
      host
    )
    const packet = decode(await promise.finally(() => clearTimeout(late)))
    const data = (packet.answers ?? []).map((answer) =>
      'data' in answer && typeof answer.data === 'string' ? answer.data : ''
    )
    return { rcode: (packet as unknown as { rcode: string }).rcode, data, packet }
  } finally {
    socket.close()
  }
}
