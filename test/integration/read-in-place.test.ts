import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { connect, type TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import type { ConnectionListener } from '../../core/resolver/connections.ts'
import { readInPlace } from '../../core/resolver/doors/read-in-place.ts'
import { listenTls } from '../../core/resolver/doors/tls.ts'
import { loopbackCertificate } from '../fakes/certificate.ts'

const open: (ConnectionListener | Socket)[] = []
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
