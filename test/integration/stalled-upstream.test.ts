import { createServer as createHttp2 } from 'node:http2'
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { upstreamQuery } from '../../core/dns/compose.ts'
import { nameBytes } from '../../core/dns/wire-name.ts'
import { FLAGS_HIGH, QR } from '../../core/dns/wire.ts'
import { frame, unframer } from '../../core/resolver/framing.ts'
import type { Connector } from '../../core/resolver/upstream/connector.ts'
import { httpsLine } from '../../core/resolver/upstream/https-line.ts'
import type { Line } from '../../core/resolver/upstream/line.ts'
import { streamLine } from '../../core/resolver/upstream/stream-line.ts'
import { ok } from '../../core/system/result.ts'

const closing: (() => void)[] = []
afterEach(() => closing.splice(0).forEach((close) => close()))

const parts = { counters: { mismatched: 0 }, idleMs: 30_000, stallMs: 60 }

function question(name: string): Buffer {
  const bytes = nameBytes(name)
  if (!bytes.ok) throw new Error(bytes.fault.message)
  const whole = Buffer.concat([bytes.value, Buffer.from([0, 1, 0, 1])])
  return upstreamQuery(whole, { checkingDisabled: 0, dnssecOk: false, edns: false })
}

function answerTo(query: Buffer): Buffer {
  const answer = Buffer.from(query)
  answer[FLAGS_HIGH] = answer[FLAGS_HIGH]! | QR
  return answer
}

const isAnswered = (query: Buffer) => !query.includes('silent')

/** A server that answers every question but those with "silent" in their name. */
async function overTcp(): Promise<Line> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on(
      'data',
      unframer((query) => {
        if (isAnswered(query)) socket.write(frame(answerTo(query)))
      })
    )
  })
  return streamLine(await connectorTo(server), parts)
}

async function overHttp2(): Promise<Line> {
  const server = createHttp2()
  server.on('stream', (stream) => {
    stream.on('error', () => undefined)
    stream.once('data', (query: Buffer) => {
      if (!isAnswered(query)) return
      stream.respond({ ':status': 200, 'content-type': 'application/dns-message' })
      stream.end(answerTo(query))
    })
  })
  return httpsLine(await connectorTo(server), { authority: 'dns.example', path: '/dns-query' }, parts)
}

async function connectorTo(server: ReturnType<typeof createServer>): Promise<Connector> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  closing.push(() => (sockets.forEach((socket) => socket.destroy()), server.close()))
  return { label: 'it', connect: async () => ok(connect(port, '127.0.0.1')), renew: () => undefined }
}

function asked(line: Line, name: string): Promise<string> {
  return new Promise((resolve) =>
    line.send(question(name), { reply: () => resolve('answered'), fault: ({ message }) => resolve(message) })
  )
}

it.each([
  ['TCP', overTcp],
  ['HTTPS', overHttp2],
])(
  'a question that is never answered over %s ends its connection, also when one beside it was answered',
  async (_, open) => {
    const line = await open()
    closing.push(() => line.close())
    const outcomes = await Promise.all([asked(line, 'silent.example'), asked(line, 'heard.example')])
    expect(outcomes).toEqual(['it: nothing came in 0.06 s', 'answered'])
    // The next one goes over another connection.
    expect(await asked(line, 'again.example')).toBe('answered')
  }
)
