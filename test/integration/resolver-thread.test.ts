import { execFile, execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { promisify } from 'node:util'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { decode, encode, type Answer } from 'dns-packet'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { compileBook, emptyBook, type CompiledBook } from '../../core/lists/rule-book.ts'
import { sharedBytes } from '../../core/lists/shared-memory.ts'
import { createBatchDecoder } from '../../core/log/decode.ts'
import type { QueryRecord } from '../../core/log/record.ts'
import type { BatchMessage } from '../../core/log/sink.ts'
import type { ResolverConfig } from '../../core/resolver/config.ts'
import { frame, unframer } from '../../core/resolver/framing.ts'
import { USUAL_POLICY } from '../../core/resolver/policy.ts'
import { startResolver, type Resolver, type ResolverOptions } from '../../core/resolver/resolver.ts'
import { startFakeUpstream, type FakeUpstream, type Zone } from '../fakes/upstream.ts'

const ADDRESS = '192.0.2.7'
const BIG = Array.from({ length: 120 }, (_, i): Answer => ({
  name: 'big.shop-mirror.net',
  type: 'A',
  ttl: 300,
  data: `198.51.100.${i}`,
}))

const zone: Zone = ({ name: asked, type }) => {
  const name = asked.toLowerCase()
  if (name === 'nope.shop-mirror.net') return { flags: 0x183, authorities: [SOA] }
  if (name === 'big.shop-mirror.net') return { answers: BIG }
  if (name === 'alias.shop-mirror.net')
    return {
      answers: [
        { name, type: 'CNAME', ttl: 300, data: 'www.shop-mirror.net' },
        { name: 'www.shop-mirror.net', type: 'A', ttl: 60, data: ADDRESS },
      ],
    }
  if (type === 'TXT') return { answers: [{ name, type: 'TXT', ttl: 300, data: 'as it was written' }] }
  if (type === 'MX')
    return { answers: [{ name, type: 'MX', ttl: 300, data: { preference: 10, exchange: 'mail.shop-mirror.net' } }] }
  if (type === 'SOA') return { answers: [SOA] }
  return type === 'A' ? { answers: [{ name: asked, type: 'A', ttl: 300, data: ADDRESS }] } : { authorities: [SOA] }
}

const SOA: Answer = {
  name: 'shop-mirror.net',
  type: 'SOA',
  ttl: 300,
  data: {
    mname: 'ns.shop-mirror.net',
    rname: 'admin.shop-mirror.net',
    serial: 1,
    refresh: 3600,
    retry: 600,
    expire: 86_400,
    minimum: 60,
  },
}

const open: AsyncDisposable[] = []
async function closeAll(): Promise<void> {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]()
}

type Opened = {
  resolver: Resolver
  upstream: FakeUpstream
  port: number
  records: QueryRecord[]
  config: ResolverConfig
}

const LARGE = 128 * 2 ** 20

/** A book whose only table takes memory, and decides nothing. */
function large(): CompiledBook {
  const slots = new Uint32Array(sharedBytes(LARGE).buffer, 0, LARGE / 4).fill(1)
  const table = { slots, places: 1, entries: 0, highestRank: 0, order: 'ranks' as const, localData: null }
  return { ...emptyBook(), lists: [{ id: 'large', name: 'Large', effect: 'block', table }] }
}

async function start(change: Partial<ResolverOptions> = {}): Promise<Opened> {
  const upstream = await startFakeUpstream(zone)
  open.push(upstream)
  const config: ResolverConfig = {
    upstreams: [upstream.address],
    blockingAnswer: 'blackhole',
    honeypot: { ipv4: null, ipv6: null },
    modelAction: 'off',
    scoreWaitMs: 50,
    askWhileScoring: true,
    policy: USUAL_POLICY,
    strategy: 'ordered',
    forwarding: [],
    bootstrap: [],
    signingIn: false,
    queriesPerSecond: 200,
  }
  const records: QueryRecord[] = []
  const options = {
    listen: { host: '127.0.0.1', port: 0 },
    config,
    own: [],
    book: emptyBook(),
    scorerPort: null,
    logPort: () => logReader(records),
    ...change,
  }
  const resolver = await startResolver(options)
  open.push(resolver)
  expect(resolver.address).not.toBeNull()
  return { resolver, upstream, port: Number(resolver.address!.split(':').at(-1)), records, config }
}

/** The store's end of the log, without a store. */
function logReader(records: QueryRecord[]): MessagePort {
  const { port1, port2 } = new MessageChannel()
  const decoder = createBatchDecoder()
  port1.on('message', ({ id, batch }: BatchMessage) => {
    records.push(...decoder.decode(batch))
    port1.postMessage({ kind: 'ack', id })
  })
  port1.unref()
  return port2
}

async function ask(port: number, name: string, { type = 'A' as const, host = '127.0.0.1' } = {}) {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  const { promise, resolve } = Promise.withResolvers<Buffer>()
  socket.once('message', resolve)
  // A lost packet is sent again, as every client does.
  const packet = encode({ type: 'query', id: 99, flags: 0x100, questions: [{ name, type }] })
  socket.send(packet, port, host)
  const again = setInterval(() => socket.send(packet, port, host), 1000)
  const reply = decode(await promise)
  clearInterval(again)
  socket.close()
  return reply
}

const addressOf = (reply: Awaited<ReturnType<typeof ask>>) =>
  reply.answers?.flatMap((one) => (one.type === 'A' ? [one.data] : []))

describe('the resolver on its thread', () => {
  afterEach(closeAll)

  it('answers over IPv4 and IPv6, and logs each answer once', async () => {
    const { port, resolver, records } = await start()
    expect(addressOf(await ask(port, 'www.shop-mirror.net'))).toEqual([ADDRESS])
    // More than once each: the first answer of a socket leaves by another way than those after it.
    expect(addressOf(await ask(port, 'www.shop-mirror.net'))).toEqual([ADDRESS])
    for (let asked = 0; asked < 3 && resolver.note === null; asked++)
      expect(addressOf(await ask(port, 'www.shop-mirror.net', { host: '::1' }))).toEqual([ADDRESS])
    const { queries } = await resolver.figures()
    await resolver[Symbol.asyncDispose]()
    expect(records).toHaveLength(queries)
    expect(records[0]).toMatchObject({
      name: 'www.shop-mirror.net',
      type: 'A',
      rcode: 'NOERROR',
      answers: [`A ${ADDRESS}`],
      client: '127.0.0.1',
      cached: false,
      transport: 'udp',
    })
  })

  it('answers many questions on one TCP connection, and one that came in single octets', async () => {
    const { port } = await start()
    const socket = connect(port, '127.0.0.1')
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const ids = new Set<number>()
    socket.on(
      'data',
      unframer((message) => {
        ids.add(message.readUInt16BE(0))
        if (ids.size === 50) resolve(undefined)
      })
    )
    const question = (id: number) =>
      frame(encode({ type: 'query', id, flags: 0x100, questions: [{ name: `n${id}.shop-mirror.net`, type: 'A' }] }))
    for (const octet of question(0)) socket.write(Buffer.from([octet]))
    socket.end(Buffer.concat(Array.from({ length: 49 }, (_, i) => question(i + 1))))
    await promise
    socket.destroy()
  })

  it('ends at once, although a client keeps its connection and another waits for its answer', async () => {
    const { port, resolver, upstream } = await start()
    const idle = connect(port, '127.0.0.1')
    await new Promise((connected) => idle.once('connect', connected))
    upstream.behaviour = 'silent'
    const waiting = createSocket('udp4')
    waiting.send(
      encode({ type: 'query', id: 5, flags: 0x100, questions: [{ name: 'slow.shop-mirror.net', type: 'A' }] }),
      port,
      '127.0.0.1'
    )
    await expect.poll(async () => (await resolver.figures()).inFlight).toBe(1)
    const begun = performance.now()
    await resolver[Symbol.asyncDispose]()
    expect(performance.now() - begun).toBeLessThan(5000)
    idle.destroy()
    waiting.close()
  })

  it('meets a decision in the very next answer once it is acknowledged', async () => {
    const { port, resolver } = await start()
    expect(addressOf(await ask(port, 'www.bank-login.net'))).toEqual([ADDRESS])
    expect(await resolver.setOwn([{ name: 'bank-login.net', class: 'malicious' }])).toEqual({ droppedAnswers: 1 })
    expect(addressOf(await ask(port, 'www.bank-login.net'))).toEqual(['0.0.0.0'])
    await resolver.setOwn([{ name: 'bank-login.net', class: 'not-vetted' }])
    expect(addressOf(await ask(port, 'www.bank-login.net'))).toEqual([ADDRESS])
  })

  it('takes another rule book, other settings and a pause while it runs', async () => {
    const { port, resolver, config } = await start()
    const book = compileBook([
      { id: 'ads', name: 'Ads', effect: 'honeypot', names: [{ name: 'ads-track.net', line: 1 }] },
    ])
    expect(addressOf(await ask(port, 'ads-track.net'))).toEqual([ADDRESS])
    await resolver.setBook(book)
    expect(addressOf(await ask(port, 'ads-track.net'))).toEqual(['0.0.0.0'])
    await resolver.configure({ ...config, honeypot: { ipv4: '203.0.113.9', ipv6: null } })
    expect(addressOf(await ask(port, 'ads-track.net'))).toEqual(['203.0.113.9'])
    await resolver.pause(Date.now() + 60_000)
    expect(addressOf(await ask(port, 'ads-track.net'))).toEqual([ADDRESS])
    await resolver.pause(null)
    expect(addressOf(await ask(port, 'ads-track.net'))).toEqual(['203.0.113.9'])
    expect((await resolver.figures()).listHits).toEqual({ ads: 3 })
  })

  it.each(['it started with', 'it was given later'])('gives back the tables of the book that %s', async (when) => {
    const { resolver } = await start(when === 'it started with' ? { book: large() } : {})
    if (when === 'it was given later') await resolver.setBook(large())
    const before = process.memoryUsage.rss()
    await resolver.setBook(emptyBook())
    await vi.waitFor(() => expect(before - process.memoryUsage.rss()).toBeGreaterThan(0.8 * LARGE), { timeout: 10_000 })
  })

  it('says why an address cannot be opened, and does not pretend to answer', async () => {
    const { port } = await start()
    const second = await startResolver({
      listen: { host: '127.0.0.1', port },
      config: (await start()).config,
      own: [],
      book: emptyBook(),
      scorerPort: null,
      logPort: logReader([]),
    })
    open.push(second)
    expect(second.address).toBeNull()
    // On Linux it is named, and it is this test's own program.
    expect(second.note).toMatch(/(another program|node.* \(process \d+\)) holds it/)
  })

  it('says when a call could not be carried out, and goes on as it was', async () => {
    const { port, resolver } = await start()
    await expect(resolver.setBook(null as never)).rejects.toThrow('seed')
    expect(addressOf(await ask(port, 'www.shop-mirror.net'))).toEqual([ADDRESS])
  })

  it('survives its own death: the same address, decisions and settings', async () => {
    const channels: MessageChannel[] = []
    const scorerPort = (): MessagePort => {
      channels.push(new MessageChannel())
      return channels.at(-1)!.port2
    }
    const { port, resolver } = await start({ scorerPort })
    await resolver.setOwn([{ name: 'bank-login.net', class: 'malicious' }])
    const restarted = new Promise((resolve) => resolver.on('restarted', resolve))
    const failed = new Promise((resolve) => resolver.on('failed', resolve))
    // What is no message of a model throws in the thread, where nothing catches it.
    channels[0]!.port1.postMessage(null)
    await expect(failed).resolves.toMatchObject({ restarts: true, fault: { kind: 'resolver-died' } })
    // A call while nobody is there waits for the next thread.
    await resolver.setOwn([{ name: 'lure-pay.net', class: 'malicious' }])
    await restarted
    expect(addressOf(await ask(port, 'www.bank-login.net'))).toEqual(['0.0.0.0'])
    expect(addressOf(await ask(port, 'www.lure-pay.net'))).toEqual(['0.0.0.0'])
    expect(channels).toHaveLength(2)
  })

  it('answers on when its upstream dies, from what it knows, and again when the upstream is back', async () => {
    const { port, upstream, resolver } = await start()
    await ask(port, 'www.shop-mirror.net')
    upstream.behaviour = 'failing'
    expect(addressOf(await ask(port, 'www.shop-mirror.net'))).toEqual([ADDRESS])
    expect(await ask(port, 'mail.shop-mirror.net')).toMatchObject({ rcode: 'SERVFAIL' })
    upstream.behaviour = 'answering'
    await expect
      .poll(async () => addressOf(await ask(port, 'mail.shop-mirror.net')), { timeout: 10_000 })
      .toEqual([ADDRESS])
    expect(await resolver.figures()).toMatchObject({
      upstreams: [{ address: `127.0.0.1:${upstream.port}`, state: 'answering' }],
    })
  })

  it('says by itself when no upstream answers any more, and when one does again', async () => {
    const { port, upstream, resolver } = await start()
    await ask(port, 'www.shop-mirror.net')
    const told: string[] = []
    resolver.on('silent', (upstreams) => told.push(upstreams.map(({ why }) => why).join()))
    upstream.behaviour = 'silent'
    await Promise.all(['mail.shop-mirror.net', 'www.garden-river.org'].map((name) => ask(port, name)))
    await expect.poll(() => told.at(-1), { timeout: 5000 }).toMatch(/^it did not answer in \d+ ms$/)
    expect(resolver.silent).toHaveLength(1)
    upstream.behaviour = 'answering'
    await ask(port, 'other.shop-mirror.net')
    await expect.poll(() => told.at(-1), { timeout: 5000 }).toBe('')
    expect(resolver.silent).toEqual([])
  })
})

const digs = hasDig()
const QUESTIONS = [
  'www.shop-mirror.net A',
  'www.shop-mirror.net AAAA',
  'www.shop-mirror.net TXT',
  'shop-mirror.net MX',
  'shop-mirror.net SOA',
  'alias.shop-mirror.net A',
  'nope.shop-mirror.net A',
  'WWW.Shop-Mirror.NET A',
  'www.shop-mirror.net A +dnssec',
  'www.shop-mirror.net A +bufsize=4096',
  'www.shop-mirror.net A +noedns',
  'big.shop-mirror.net A',
  'big.shop-mirror.net A +tcp',
  'big.shop-mirror.net A +ignore',
]

describe.skipIf(!digs)(digs ? 'dig' : 'dig (skipped: it is not installed)', () => {
  let opened: Opened
  beforeAll(async () => (opened = await start()))
  afterAll(closeAll)

  it.each(QUESTIONS)('sees the same as from the upstream itself, first and from the cache: %s', async (question) => {
    const { port, upstream } = opened
    // The fake cannot cut its own answers: a client with a small limit is compared by TCP.
    const direct = await dig(upstream.port, question.replace('+ignore', '+tcp'))
    for (let round = 0; round < 2; round++) {
      const ours = await dig(port, question)
      if (question.endsWith('+ignore')) expect(ours).toMatch(/^status: NOERROR tc/)
      else expect(ours).toBe(direct)
    }
  })
})

/** Status and every record; what may differ is left out: the id, times, the server, and the flags aa, ra. */
async function dig(port: number, question: string): Promise<string> {
  const args = ['@127.0.0.1', '-p', String(port), '+tries=2', '+time=4', ...question.split(' ')]
  const { stdout } = await promisify(execFile)('dig', args)
  const status = /status: \w+/.exec(stdout)?.[0] ?? 'no status'
  const cut = / tc[ ;]/.test(/flags: [^;]*;/.exec(stdout)?.[0] ?? '') ? ' tc' : ''
  const records = stdout
    .split('\n')
    .filter((line) => line !== '' && !/^;[;\s]/.test(line))
    .map((line) => line.replace(TTL, '$1 TTL'))
  return [status + cut, ...records].join('\n')
}

/** It has counted down by some seconds; the scenarios compare it to the second. */
const TTL = /^([^;]\S*)\s+\d+\b/

function hasDig(): boolean {
  try {
    execFileSync('dig', ['-v'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
