import dgram from 'node:dgram'
import { once } from 'node:events'
import { decode, encode, type Answer, type Packet } from 'dns-packet'
import { isRegistered, recordsFor } from './zone.ts'

/** A loopback resolver that answers every name from documentation addresses, so that no question leaves the machine. */
export async function startDemoUpstream(): Promise<{ address: string } & Disposable> {
  const socket = dgram.createSocket('udp4')
  socket.on('message', (bytes, from) => {
    const reply = answer(bytes)
    if (reply !== null) socket.send(reply, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { address: `127.0.0.1:${socket.address().port}`, [Symbol.dispose]: () => socket.close() }
}

const RECURSION = 0x0180
const NXDOMAIN = 3

function answer(bytes: Buffer): Buffer | null {
  let query: Packet
  try {
    query = decode(bytes)
  } catch {
    return null
  }
  const question = query.questions?.[0]
  if (question === undefined) return null
  const registered = isRegistered(question.name.toLowerCase())
  const answers = registered ? recordsFor(question) : []
  return encode({
    type: 'response',
    id: query.id ?? 0,
    flags: RECURSION | (registered ? 0 : NXDOMAIN),
    questions: [question],
    answers,
    authorities: answers.length > 0 ? [] : [authority(question.name)],
  })
}

function authority(name: string): Answer {
  const zone = name.split('.').slice(-2).join('.') || '.'
  const hosts = { mname: `ns.${zone}`, rname: `hostmaster.${zone}` }
  const times = { serial: 1, refresh: 3600, retry: 600, expire: 86_400, minimum: 60 }
  return { type: 'SOA', name: zone, ttl: 60, data: { ...hosts, ...times } }
}
