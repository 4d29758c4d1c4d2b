import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { MessageChannel } from 'node:worker_threads'
import { encode } from 'dns-packet'
import { afterEach, describe, expect, it } from 'vitest'
import { answerOver, receiverOver } from '../../core/resolver/doors/bridge.ts'
import { FLAG, FRAME, headerBlock, http2Frame, number32, PREFACE } from '../../bench/fuzz/http2-frames.ts'
import type { ConnectionListener } from '../../core/resolver/connections.ts'
import type { Receiver } from '../../core/resolver/door.ts'
import { atEndOfTurn } from '../../core/resolver/end-of-turn.ts'
import { listenDoh, listenPlainDoh, type PlainDohOptions } from '../../core/resolver/doors/doh.ts'
import { listenTls } from '../../core/resolver/doors/tls.ts'
import { listenDot, type DotLimits } from '../../core/resolver/doors/dot.ts'
import type { HttpLimits } from '../../core/resolver/doors/http-limits.ts'
import { frame, unframer } from '../../core/resolver/framing.ts'
import { loopbackCertificate } from '../fakes/certificate.ts'
import { askOverHttps, askOverTls, DNS_MESSAGE, requestOverHttps } from '../fakes/encrypted-client.ts'

const question = encode({ type: 'query', id: 7, questions: [{ name: 'www.shop-mirror.net', type: 'A' }] })
const AT = { host: '127.0.0.1', port: 0 }
const open: (ConnectionListener | Socket)[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) {
    if ('port' in one) await new Promise<void>((done) => one.close(done))
    else one.destroy()
  }
})

const echo: Receiver = {
  receive(packet, door, from) {
    door.send(packet, from)
    return true
  },
}

async function dot(limits: Partial<DotLimits> = {}, receiver = echo, mayConnect = () => true) {
  const certificate = await loopbackCertificate()
  const listener = await listenDot(AT, { receiver, certificate, mayConnect, limits })
  open.push(listener)
  return { port: listener.port, authority: certificate.authority, listener }
}

async function doh(limits: Partial<HttpLimits> = {}, receiver = echo) {
  const certificate = await loopbackCertificate()
  const listener = await listenDoh(AT, { receiver, certificate, mayConnect: () => true, limits, path: '/dns-query' })
  open.push(listener)
  return { port: listener.port, authority: certificate.authority }
}

async function tls({ port, authority }: { port: number; authority: string }, more: object = {}): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: authority, ...more })
  socket.on('error', () => undefined)
  open.push(socket)
  await once(socket, 'secureConnect')
  return socket
}

const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))

describe('DNS over TLS', () => {
  it('answers many questions of one connection, whole, in one stream', async () => {
    const socket = await tls(await dot())
    let got = 0
    socket.on(
      'data',
      unframer((message) => {
        if (message.equals(question)) got++
      })
    )
    socket.write(Buffer.concat(Array.from({ length: 5000 }, () => frame(question))))
    await expect.poll(() => got).toBe(5000)
  })

  it('resumes a session', async () => {
    const door = await dot()
    const first = await tls(door)
    const session = new Promise<Buffer>((resolve) => first.once('session', resolve))
    first.resume()
    first.write(frame(question))
    const again = await tls(door, { session: await session })
    expect(again.isSessionReused()).toBe(true)
  })

  it('forgets the key of its tickets after a while: such a session begins anew', async () => {
    const certificate = await loopbackCertificate()
    const admission = { limits: { connections: 9, connectionsEach: 9 }, mayConnect: () => true }
    const listener = await listenTls(AT, { certificate, protocols: [], admission, ticketKeyMs: 40 }, ({ socket }) => {
      socket.write('hello')
    })
    open.push(listener)
    const door = { port: listener.port, authority: certificate.authority }
    const first = await tls(door)
    const session = new Promise<Buffer>((resolve) => first.once('session', resolve))
    first.resume()
    const ticket = await session
    await expect.poll(async () => (await tls(door, { session: ticket })).isSessionReused()).toBe(false)
  })

  it('cuts off who does not end its handshake, who says nothing, and who asks with half a message', async () => {
    const door = await dot({ handshakeMs: 80, idleMs: 80, messageMs: 80 })
    const raw = connectTcp(door.port, '127.0.0.1')
    open.push(raw)
    await closed(raw)
    await closed((await tls(door)).resume())
    const half = await tls(door)
    half.resume().write(frame(question).subarray(0, 9))
    await closed(half)
  })

  it('closes the longest silent connection when there are too many', async () => {
    const door = await dot({ connections: 2 })
    const first = await tls(door)
    const gone = closed(first.resume())
    await tls(door)
    await tls(door)
    await gone
  })

  it('takes for silent who has not spoken for longest, not who came first', async () => {
    const door = await dot({ connections: 2 })
    const first = await tls(door)
    const second = await tls(door)
    const gone = closed(second.resume())
    first.write(frame(question))
    await once(first, 'data')
    await tls(door)
    await gone
    // The newest has said nothing yet, and the first goes on.
    first.write(frame(question))
    await once(first, 'data')
    await tls(door)
    first.write(frame(question))
    await once(first, 'data')
  })

  it('says nothing to who may not connect', async () => {
    const door = await dot({}, echo, () => false)
    const raw = connectTcp(door.port, '127.0.0.1')
    open.push(raw)
    raw.on('error', () => undefined)
    await closed(raw.resume())
  })

  it('shows another certificate to who comes after it was changed', async () => {
    const door = await dot()
    const { makeAuthority, makeCertificate } = await import('../../core/certificate/make.ts')
    const authority = await makeAuthority(['localhost'], Date.now())
    door.listener.useCertificate(await makeCertificate(authority, ['localhost'], Date.now()))
    await expect(askOverTls(question, door)).rejects.toThrow()
    expect(await askOverTls(question, { port: door.port, authority: authority.cert })).toEqual(question)
  })
})

describe('DNS over HTTPS', () => {
  it('answers GET and POST, and says how long an answer may be kept', async () => {
    const door = await doh()
    const posted = await askOverHttps(question, door)
    expect(posted).toMatchObject({ status: 200, body: question, headers: { 'cache-control': 'max-age=0' } })
    const got = await requestOverHttps({ path: `/dns-query?dns=${question.toString('base64url')}` }, door)
    expect(got.body).toEqual(question)
  })

  it.each([
    ['POST', '/elsewhere', DNS_MESSAGE, question, 404],
    ['PUT', '/dns-query', DNS_MESSAGE, question, 405],
    ['POST', '/dns-query', { 'content-type': 'text/plain' }, question, 415],
    ['POST', '/dns-query', DNS_MESSAGE, Buffer.from('short'), 400],
    ['POST', '/dns-query', DNS_MESSAGE, Buffer.alloc(70_000), 413],
    ['GET', `/dns-query?dns=${'A'.repeat(9000)}`, {}, undefined, 414],
  ])('answers %s %.20s with a status that says what is wrong', async (method, path, headers, body, status) => {
    const asked = { method, path, headers, ...(body === undefined ? {} : { body }) }
    const answer = await requestOverHttps(asked, await doh())
    expect(answer.status).toBe(status)
    expect(answer.body.toString()).toMatch(/^[^\n]{10,}\n$/)
  })

  it('answers 429 to a client over its limit', async () => {
    expect(await askOverHttps(question, await doh({}, { receive: () => false }))).toMatchObject({ status: 429 })
  })

  it('ends requests whose body or answer does not come, and takes no more streams than it says', async () => {
    const door = await doh({ requestMs: 100, streams: 4 }, { receive: () => true })
    const session = connectHttp2(`https://127.0.0.1:${door.port}`, { ca: door.authority, servername: 'localhost' })
    session.on('error', () => undefined)
    const ends = Array.from({ length: 4 }, () => {
      const stream = session.request({ ':method': 'POST', ':path': '/dns-query', ...DNS_MESSAGE })
      stream.on('error', () => undefined)
      return once(stream, 'close')
    })
    await Promise.all(ends)
    expect(session.remoteSettings.maxConcurrentStreams).toBe(4)
    session.destroy()
  })

  it('breaks off a request whose body is not as long as it said, and answers the next one', async () => {
    const door = await doh()
    const session = connectHttp2(`https://127.0.0.1:${door.port}`, { ca: door.authority, servername: 'localhost' })
    const post = (octets: number) => {
      const head = { ':method': 'POST', ':path': '/dns-query', ...DNS_MESSAGE, 'content-length': octets }
      const stream = session.request(head)
      stream.on('error', () => undefined)
      stream.end(question)
      return stream.resume()
    }
    const short = post(question.length + 1)
    await new Promise((closed) => short.once('close', closed))
    expect(short.rstCode).not.toBe(0)
    const [head] = (await once(post(question.length), 'response')) as [Record<string, unknown>]
    expect(head[':status']).toBe(200)
    session.destroy()
  })

  it('asks when the body is whole, in however many pieces, and leaves the client its own time to end the request', async () => {
    const asked: Buffer[] = []
    const door = await doh(
      {},
      { receive: (packet, to, from) => (asked.push(Buffer.from(packet)), to.send(packet, from), true) }
    )
    const session = connectHttp2(`https://127.0.0.1:${door.port}`, { ca: door.authority, servername: 'localhost' })
    const post = () =>
      session.request({ ':method': 'POST', ':path': '/dns-query', ...DNS_MESSAGE, 'content-length': question.length })
    const slow = post()
    const answered = Promise.all([once(slow, 'response'), once(slow.resume(), 'end')])
    for (const octet of question) await new Promise((written) => slow.write(Buffer.of(octet), written))
    await answered
    // Long enough for a word that the request is over to come, if there were one.
    await once(post().end(question).resume(), 'end')
    expect(slow.closed).toBe(false)
    slow.end()
    await once(slow, 'close')
    expect(slow.rstCode).toBe(0)
    expect(asked).toEqual([question, question])
    session.destroy()
  })

  it('reads bodies in place', async () => {
    const memory = new Set<ArrayBufferLike>()
    const door = await doh(
      {},
      { receive: (packet, to, from) => (memory.add(packet.buffer), to.send(packet, from), true) }
    )
    const session = connectHttp2(`https://127.0.0.1:${door.port}`, { ca: door.authority, servername: 'localhost' })
    for (let asked = 0; asked < 5; asked++) {
      const head = { ':method': 'POST', ':path': '/dns-query', ...DNS_MESSAGE, 'content-length': question.length }
      await once(session.request(head).end(question).resume(), 'close')
    }
    expect(memory.size).toBe(1)
    session.destroy()
  })

  it('asks when trailers end a body whose length nobody said, and says what is wrong with one of no octets', async () => {
    const door = await doh()
    const session = connectHttp2(`https://127.0.0.1:${door.port}`, { ca: door.authority, servername: 'localhost' })
    const post = (more: object) => {
      const head = { ':method': 'POST', ':path': '/dns-query', ...DNS_MESSAGE, ...more }
      const stream = session.request(head, { waitForTrailers: true })
      stream.once('wantTrailers', () => stream.sendTrailers({ 'x-more': '1' }))
      return stream
    }
    const status = async (stream: ReturnType<typeof post>) =>
      ((await once(stream, 'response')) as [Record<string, unknown>])[0][':status']
    expect(await status(post({}).end(question))).toBe(200)
    expect(await status(post({ 'content-length': 0 }).end())).toBe(400)
    const none = session.request({ ':method': 'POST', ':path': '/dns-query', ...DNS_MESSAGE, 'content-length': 0 })
    expect(await status(none.end())).toBe(400)
    session.destroy()
  })

  it('is not ended by a request that its client resets without a reason', async () => {
    const door = await doh()
    const socket = await tls(door, { ALPNProtocols: ['h2'] })
    const head = { ':method': 'POST', ':scheme': 'https', ':authority': 'localhost', ':path': '/dns-query' }
    const raw = Buffer.concat([
      PREFACE,
      http2Frame([FRAME.settings, 0, 0]),
      // A POST without a length and without an end, and RST_STREAM with NO_ERROR.
      http2Frame([FRAME.headers, FLAG.endHeaders, 1], headerBlock({ ...head, ...DNS_MESSAGE })),
      http2Frame([FRAME.reset, 0, 1], number32(0)),
      // PING: what answers it goes on.
      http2Frame([FRAME.ping, 0, 0], Buffer.alloc(8)),
    ])
    let got: Buffer = Buffer.alloc(0)
    socket.on('data', (piece: Buffer) => (got = Buffer.concat([got, piece])))
    socket.write(raw)
    await expect.poll(() => got.includes(http2Frame([FRAME.ping, FLAG.ack, 0], Buffer.alloc(8)))).toBe(true)
    socket.write(http2Frame([FRAME.ping, 0, 0], Buffer.alloc(8, 7)))
    await expect.poll(() => got.includes(http2Frame([FRAME.ping, FLAG.ack, 0], Buffer.alloc(8, 7)))).toBe(true)
  })

  it('takes no more of a body than a message can be, and then says that it wants no more', async () => {
    const door = await doh({ requestMs: 60_000 })
    const session = connectHttp2(`https://127.0.0.1:${door.port}`, { ca: door.authority, servername: 'localhost' })
    session.on('error', () => undefined)
    const stream = session.request({ ':method': 'POST', ':path': '/dns-query', ...DNS_MESSAGE })
    stream.on('error', () => undefined)
    const answered = once(stream, 'response') as Promise<[Record<string, unknown>]>
    const ended = once(stream.resume(), 'close')
    const goOn = () => stream.write(Buffer.alloc(2 ** 16), (error) => error || stream.closed || goOn())
    goOn()
    expect((await answered)[0][':status']).toBe(413)
    await ended
    expect(stream.rstCode).toBe(0)
    session.destroy()
  })
})

describe('DNS over HTTP behind a proxy', () => {
  it('speaks HTTP/1.1 and HTTP/2, and takes the client from its proxy', async () => {
    const asked: string[] = []
    const receiver: Receiver = {
      receive: (packet, door, from) => (asked.push(from.address), door.send(packet, from), true),
    }
    const clientOf: PlainDohOptions['clientOf'] = (from, { forwardedFor }) => ({
      ...from,
      address: forwardedFor ?? from.address,
    })
    const listener = await listenPlainDoh(AT, { receiver, path: '/dns-query', clientOf })
    open.push(listener)
    const url = `http://127.0.0.1:${listener.port}/dns-query?dns=${question.toString('base64url')}`
    const response = await fetch(url, { headers: { 'x-forwarded-for': '203.0.113.5' } })
    expect(Buffer.from(await response.arrayBuffer())).toEqual(question)
    const posted = await fetch(url, { method: 'POST', headers: DNS_MESSAGE, body: new Uint8Array(question) })
    expect(posted.status).toBe(200)
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(405)
    const session = connectHttp2(`http://127.0.0.1:${listener.port}`)
    const stream = session.request({ ':path': `/dns-query?dns=${question.toString('base64url')}` })
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
    expect(headers[':status']).toBe(200)
    session.destroy()
    expect(asked).toEqual(['203.0.113.5', '127.0.0.1', '127.0.0.1'])
  })

  it('cuts off a request whose head does not end', async () => {
    const limits = { requestMs: 100 }
    const listener = await listenPlainDoh(AT, { receiver: echo, path: '/', clientOf: (from) => from, limits })
    open.push(listener)
    const raw = connectTcp(listener.port, '127.0.0.1')
    raw.on('error', () => undefined)
    open.push(raw)
    raw.resume().write('GET / HTTP/1.1\r\n')
    const drip = setInterval(() => raw.write('x: y\r\n'), 20)
    await closed(raw)
    clearInterval(drip)
  })
})

describe('the bridge between the threads', () => {
  it('lets what waits for the end of the turn be done before its questions', async () => {
    const { port1, port2 } = new MessageChannel()
    const order: string[] = []
    // As when plain questions were read first: what they left for the end of the turn, and then the message from the doors.
    port2.on('message', () => atEndOfTurn(() => order.push('plain')))
    answerOver(port2, { receive: () => order.push('encrypted') > 0 })
    const door = { transport: 4, stream: true, encrypted: true, send: () => undefined } as const
    receiverOver(port1).receive(question, door, { address: '192.0.2.1', port: 1 })
    await expect.poll(() => order.length).toBe(2)
    expect(order).toEqual(['plain', 'encrypted'])
    port1.close()
  })

  it('brings every answer to who asked, those that come later and those that never come too', async () => {
    const { port1, port2 } = new MessageChannel()
    const sent: string[] = []
    answerOver(port2, {
      receive(packet, door, from) {
        if (packet[0] === 0) return false
        if (packet[0]! % 2 === 0) setImmediate(() => door.send(packet, from))
        else door.send(packet, from)
        return true
      },
    })
    const receiver = receiverOver(port1)
    for (let i = 0; i < 200; i++) {
      const door = {
        transport: 4,
        stream: true,
        encrypted: true,
        send: (bytes: Buffer) => void sent.push(`${i}:${bytes[0]} ${bytes.length}`),
        refuse: () => void sent.push(`${i}:refused`),
      }
      expect(receiver.receive(Buffer.alloc(100 + i, i), door, { address: `192.0.2.${i}`, port: i })).toBe(true)
    }
    await expect.poll(() => sent.length).toBe(200)
    const expected = Array.from({ length: 200 }, (_, i) => (i === 0 ? '0:refused' : `${i}:${i} ${100 + i}`))
    expect(new Set(sent)).toEqual(new Set(expected))
    port1.close()
  })

  it('says who asks, with more addresses than have numbers at once, and none', async () => {
    const { port1, port2 } = new MessageChannel()
    const heard: string[] = []
    answerOver(port2, { receive: (_packet, _door, { address, port }) => heard.push(`${address} ${port}`) > 0 })
    const receiver = receiverOver(port1)
    const door = { transport: 4, stream: true, encrypted: true, send: () => undefined } as const
    const asked: string[] = []
    for (let i = 0; i < 5000; i++) {
      const address = i % 7 === 0 ? '' : i % 3 === 0 ? '::1' : `192.0.2.${Math.floor(i / 2)}`
      receiver.receive(question, door, { address, port: i })
      asked.push(`${address} ${i}`)
    }
    await expect.poll(() => heard.length).toBe(asked.length)
    expect(heard).toEqual(asked)
    port1.close()
  })

  it('is not used up by questions that it does not take', async () => {
    const { port1, port2 } = new MessageChannel()
    let answered = 0
    answerOver(port2, echo)
    const receiver = receiverOver(port1)
    const door = { transport: 4, stream: true, encrypted: true, send: () => answered++ } as const
    const ask = (address: string) => receiver.receive(question, door, { address, port: 1 })
    for (let asked = 1; asked <= 16_384; asked++) expect(ask('192.0.2.1')).toBe(true)
    expect(ask('192.0.2.1')).toBe(false)
    await expect.poll(() => answered).toBe(16_384)
    for (let refused = 0; refused < 16_384; refused++) expect(ask('a'.repeat(65))).toBe(false)
    expect(ask('192.0.2.1')).toBe(true)
    await expect.poll(() => answered).toBe(16_385)
    port1.close()
  })
})
