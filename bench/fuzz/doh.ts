import { once } from 'node:events'
import { connect, constants, type ClientHttp2Session } from 'node:http2'
import { blankAsked, readAsked } from '../../core/dns/asked.ts'
import { seeded } from '../../core/model/random.ts'
import { wrongWith } from './checks.ts'
import { createPackets } from './packets.ts'
import type { FuzzRun } from './watch.ts'

/** Connections at a time, requests at a time on one, and how many before the next connection: an upstream's silence, 4.4 s, holds up only its own request. */
const CONNECTIONS = 12
const AT_ONCE = 96
const REQUESTS = 2000
const DNS_MESSAGE = 'application/dns-message'
const STREAM = { stream: true, loopback: true }
const { HTTP2_HEADER_METHOD, HTTP2_HEADER_PATH, HTTP2_HEADER_STATUS, HTTP2_HEADER_CONTENT_TYPE } = constants

type Outcome = { status: number; type: string; body: Buffer }

/**
 * The door of DNS over HTTPS, over HTTP/2: half by POST, half by GET; one request in sixteen is broken as HTTP (another path, method or type, octets that
 * are no base64url). A DNS question with a fault is answered by DNS with 200; what is no DNS question and what is broken as HTTP gets 4xx.
 */
export async function fuzzDoh({ seed, packets, progress, ports }: FuzzRun): Promise<Record<string, number>> {
  const random = seeded(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const of = <T>(values: readonly T[]) => values[below(values.length)]!
  const next = createPackets(random)
  const asked = blankAsked()
  const counts: Record<string, number> = { answered: 0, 'refused by HTTP': 0, connections: 0 }

  async function one(session: ClientHttp2Session): Promise<void> {
    const packet = next()
    progress.take(packet)
    const silent = readAsked(packet, asked, 0) === 'ignored'
    const post = below(2) === 0
    // Another path, another method, another type (POST) or octets that are no base64url (GET).
    const broken = below(16) === 0 ? of([1, 2, post ? 3 : 4]) : 0
    const { status, type, body } = await request(session, packet, { post, broken })
    if (status === 200) {
      if (broken !== 0) throw new Error(`HTTP that is broken (${broken}) was answered`)
      if (type !== DNS_MESSAGE) throw new Error(`an answer of the type ${type}`)
      const wrong = wrongWith(packet, body, STREAM)
      if (wrong !== null) throw new Error(`${wrong}\n  ${packet.toString('hex')}\n  ${body.toString('hex')}`)
      counts['answered']!++
    } else if (status >= 400 && status < 500 && (broken !== 0 || silent)) counts['refused by HTTP']!++
    else throw new Error(`status ${status} for ${packet.toString('hex')} (broken ${broken})`)
  }

  let begun = 0
  async function connection(): Promise<void> {
    counts['connections']!++
    const session = connect(`https://127.0.0.1:${ports.doh}`, { rejectUnauthorized: false })
    await once(session, 'connect')
    let here = 0
    const lane = async () => {
      while (here++ < REQUESTS && begun++ < packets) await one(session)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
    session.close()
  }
  async function connections(): Promise<void> {
    while (begun < packets) await connection()
  }

  await Promise.all(Array.from({ length: CONNECTIONS }, connections))
  return counts
}

function request(
  session: ClientHttp2Session,
  packet: Buffer,
  { post, broken }: { post: boolean; broken: number }
): Promise<Outcome> {
  const text = packet.toString('base64url')
  const path = broken === 1 ? '/another' : '/dns-query'
  const headers = {
    [HTTP2_HEADER_METHOD]: broken === 2 ? 'PUT' : post ? 'POST' : 'GET',
    [HTTP2_HEADER_PATH]: post ? path : `${path}?dns=${broken === 4 ? `${text}=*` : text}`,
    ...(post ? { [HTTP2_HEADER_CONTENT_TYPE]: broken === 3 ? 'text/plain' : DNS_MESSAGE } : {}),
  }
  return new Promise((resolve, reject) => {
    const stream = session.request(headers, { endStream: !post })
    let status = 0
    let type = ''
    const pieces: Buffer[] = []
    stream.on('response', (head) => {
      status = Number(head[HTTP2_HEADER_STATUS])
      type = String(head[HTTP2_HEADER_CONTENT_TYPE] ?? '')
    })
    stream.on('data', (piece: Buffer) => pieces.push(piece))
    stream.on('end', () => resolve({ status, type, body: Buffer.concat(pieces) }))
    stream.on('error', reject)
    if (post) stream.end(packet)
  })
}
