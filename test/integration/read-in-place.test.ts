import { once } from 'node:events'
import { connect as connectHttp2, createServer, type ClientHttp2Session, type ServerHttp2Stream } from 'node:http2'
import { connect as connectTcp, type AddressInfo, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { connect, type TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import type { ConnectionListener } from '../../core/resolver/connections.ts'
import { readBodyInPlace, readInPlace } from '../../core/resolver/doors/read-in-place.ts'
import { listenTls } from '../../core/resolver/doors/tls.ts'
import { loopbackCertificate } from '../fakes/certificate.ts'

const open: (ConnectionListener | Socket | ClientHttp2Session)[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) {
    if ('port' in one) await new Promise<void>((done) => one.close(done))
    else one.destroy()
  }
})

describe('a TLS connection that is read in place', () => {
  it('gives what was sent, in order, out of one buffer', async () => {
    const { client, server } = await pair()
    const read: { text: string; memory: ArrayBufferLike }[] = []
    readInPlace(server, (piece) => read.push({ text: piece.toString(), memory: piece.buffer }))
    // As many records of TLS, which come in few reads.
    for (const text of TEXTS) client.write(text)
    await expect.poll(() => read.map(({ text }) => text).join('')).toBe(TEXTS.join(''))
    expect(new Set(read.map(({ memory }) => memory)).size).toBe(1)
  })

  it('keeps the order, and what came with the record at which a pause was called for', async () => {
    const { client, server, together } = await pair()
    const read: string[] = []
    let inPause = 0
    readInPlace(server, (piece) => {
      if (server.isPaused()) inPause++
      read.push(piece.toString())
      if (read.length % 3 > 0) return
      server.pause()
      void nextTurn().then(() => server.resume())
    })
    await together(async () => {
      for (const text of TEXTS.slice(0, 50)) await new Promise<void>((done) => client.write(text, () => done()))
    })
    client.write('the last word')
    await expect.poll(() => read.at(-1)).toBe('the last word')
    expect(read.join('')).toBe(`${TEXTS.slice(0, 50).join('')}the last word`)
    expect(inPause).toBe(0)
  })

  it('is read no further in a pause than its stream holds', async () => {
    const { client, server } = await pair()
    let taken = 0
    readInPlace(server, (piece) => {
      if (taken === 0) server.pause()
      taken += piece.length
    })
    const sent = 2 ** 23
    for (let written = 0; written < sent; written += 1024) client.write(Buffer.alloc(1024))
    await expect.poll(() => taken).toBeGreaterThan(0)
    server.setTimeout(100)
    await once(server, 'timeout')
    expect(server.readableLength).toBeLessThan(2 ** 18)
    server.resume()
    await expect.poll(() => taken, { timeout: 10_000 }).toBe(sent)
  })

  it('sees its end', async () => {
    const { client, server } = await pair()
    let read = ''
    const ended = once(server, 'end')
    readInPlace(server, (piece) => (read += piece.toString()))
    client.end('the last word')
    await ended
    expect(read).toBe('the last word')
  })

  it('is read as any other stream by a Node that keeps its parts elsewhere', async () => {
    const { client, server } = await pair()
    const handle = (server as unknown as { _handle: object })._handle
    Object.defineProperty(handle, 'useUserBuffer', { value: undefined })
    let read = ''
    const memory = new Set<ArrayBufferLike>()
    readInPlace(server, (piece) => {
      read += piece.toString()
      memory.add(piece.buffer)
    })
    client.write('the first')
    await expect.poll(() => read).toBe('the first')
    client.write(' and the last')
    await expect.poll(() => read).toBe('the first and the last')
    // Each piece has its own, as those of 'data' events have.
    expect(memory.size).toBe(2)
  })
})

describe('a body over HTTP/2 that is read in place', () => {
  it('gives the bodies of all requests out of one buffer', async () => {
    const read: { text: string; memory: ArrayBufferLike }[] = []
    const { post } = await requests((stream) => {
      readBodyInPlace(stream, (piece) => read.push({ text: piece.toString(), memory: piece.buffer }))
      stream.respond({}, { endStream: true })
    })
    // One after the other: what comes in one piece of the connection would have one memory in any case.
    for (const text of TEXTS.slice(0, 20)) await once(post().end(text).resume(), 'close')
    expect(read.map(({ text }) => text)).toEqual(TEXTS.slice(0, 20))
    expect(new Set(read.map(({ memory }) => memory)).size).toBe(1)
  })

  it('gives a body that is longer than the buffer, and than HTTP/2 lets wait, in order to its end', async () => {
    const pieces: Buffer[] = []
    const { post } = await requests((stream) => {
      readBodyInPlace(stream, (piece) => pieces.push(Buffer.from(piece)))
      stream.once('end', () => stream.respond())
    })
    const body = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251))
    await once(post().end(body), 'response')
    expect(Buffer.concat(pieces).equals(body)).toBe(true)
  })

  it('gives what the stream took in before', async () => {
    let read = ''
    const { post } = await requests((stream) => {
      stream.once('readable', () => readBodyInPlace(stream, (piece) => (read += piece.toString())))
      stream.once('end', () => stream.respond())
    })
    const request = post()
    request.write('the first')
    await expect.poll(() => read).toBe('the first')
    await once(request.end(' and the last'), 'response')
    expect(read).toBe('the first and the last')
  })

  it('is read as any other stream by a Node that keeps its parts elsewhere', async () => {
    const memory = new Set<ArrayBufferLike>()
    let read = ''
    const { post } = await requests((stream) => {
      const symbol = Object.getOwnPropertySymbols(stream).find(({ description }) => description === 'kHandle')!
      const handle = (stream as unknown as Record<symbol, object>)[symbol]!
      Object.defineProperty(handle, 'useUserBuffer', { value: undefined })
      readBodyInPlace(stream, (piece) => {
        read += piece.toString()
        memory.add(piece.buffer)
      })
      stream.once('end', () => stream.respond())
    })
    const request = post()
    request.write('the first')
    await expect.poll(() => read).toBe('the first')
    await once(request.end(' and the last'), 'response')
    expect(read).toBe('the first and the last')
    // Each piece is a part of what was read of the connection then.
    expect(memory.size).toBe(2)
  })
})

const AT = { host: '127.0.0.1', port: 0 }
const TEXTS = Array.from({ length: 500 }, (_, at) => `<${at}>`)

/** `together` lets what is sent meanwhile arrive in one piece. */
async function pair(): Promise<{
  client: TLSSocket
  server: TLSSocket
  together(send: () => Promise<void>): Promise<void>
}> {
  const certificate = await loopbackCertificate()
  const admission = { limits: { connections: 9, connectionsEach: 9 }, mayConnect: () => true }
  const { promise, resolve } = Promise.withResolvers<TLSSocket>()
  const listener = await listenTls(AT, { certificate, protocols: [], admission }, ({ socket }) => resolve(socket))
  open.push(listener)
  const way = connectTcp(listener.port, AT.host)
  let held: Buffer[] | null = null
  const near = new Duplex({
    read: () => undefined,
    write(piece: Buffer, _, done) {
      if (held === null) way.write(piece, done)
      else {
        held.push(piece)
        done()
      }
    },
  })
  way.on('data', (piece: Buffer) => near.push(piece))
  way.on('error', () => undefined)
  open.push(way)
  const client = connect({ socket: near, servername: 'localhost', ca: certificate.authority })
  open.push(client)
  await once(client, 'secureConnect')
  return {
    client,
    server: await promise,
    async together(send) {
      held = []
      await send()
      way.write(Buffer.concat(held))
      held = null
    },
  }
}

/** A server of HTTP/2 without TLS that gives its streams to `take`, and a client that posts to it. */
async function requests(take: (stream: ServerHttp2Stream) => void) {
  const server = createServer()
  server.on('stream', take)
  server.listen(AT)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = connectHttp2(`http://${AT.host}:${port}`)
  client.once('close', () => server.close())
  open.push(client)
  return { post: () => client.request({ ':method': 'POST' }) }
}
