import dgram from 'node:dgram'
import { once } from 'node:events'
import { decode, encode, type Answer, type Packet, type Question } from 'dns-packet'

/** A loopback resolver that answers every name from the documentation addresses (RFC 5737, RFC 3849), so that no question leaves. */
export async function startDemoUpstream(): Promise<{ address: string; close(): void }> {
  const socket = dgram.createSocket('udp4')
  socket.on('message', (bytes, from) => {
    const reply = answer(bytes)
    if (reply !== null) socket.send(reply, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { address: `127.0.0.1:${socket.address().port}`, close: () => socket.close() }
}

function answer(bytes: Buffer): Buffer | null {
  let query: Packet
  try {
    query = decode(bytes)
  } catch {
    return null
  }
  const question = query.questions?.[0]
  if (question === undefined) return null
  const answers = records(question)
  const exists = !looksGenerated(question.name)
  return encode({
    type: 'response',
    id: query.id ?? 0,
    // RA and RD; 3 is NXDOMAIN.
    flags: 0x0180 | (exists ? 0 : 3),
    questions: [question],
    answers: exists ? answers : [],
    authorities: exists && answers.length > 0 ? [] : [authority(question.name)],
  })
}

function records({ name, type }: Question): Answer[] {
  const seed = hash(name)
  const ttl = 60 + (seed % 240)
  switch (type) {
    case 'A':
      return [
        {
          type,
          name,
          ttl,
          data: `${['192.0.2', '198.51.100', '203.0.113'][seed % 3] ?? '192.0.2'}.${1 + (seed % 253)}`,
        },
      ]
    case 'AAAA':
      return seed % 3 === 0 ? [{ type, name, ttl, data: `2001:db8::${(seed % 0xffff).toString(16)}` }] : []
    case 'MX':
      return [{ type, name, ttl, data: { preference: 10, exchange: `mail.${name}` } }]
    case 'TXT':
      return [{ type, name, ttl, data: ['v=spf1 -all'] }]
    default:
      return []
  }
}

/** Most generated names are not registered: their bots ask hundreds to find one. */
function looksGenerated(name: string): boolean {
  return /^[a-z]{11,20}\.[a-z]+$/.test(name) && hash(name) % 10 !== 0 && !/(.)\1|ing|er|ar|en|on|al/.test(name)
}

function authority(name: string): Answer {
  const zone = name.split('.').slice(-2).join('.') || '.'
  const data = {
    mname: `ns.${zone}`,
    rname: `hostmaster.${zone}`,
    serial: 1,
    refresh: 3600,
    retry: 600,
    expire: 86_400,
    minimum: 60,
  }
  return { type: 'SOA', name: zone, ttl: 60, data }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}
