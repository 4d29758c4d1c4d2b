import { once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { connect, type TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import type { ConnectionListener } from '../../core/resolver/connections.ts'
import { readInPlace } from '../../core/resolver/doors/read-in-place.ts'
import { listenTls } from '../../core/resolver/doors/tls.ts'
import { loopbackCertificate } from '../fakes/certificate.ts'

const open: (ConnectionListener | TLSSocket)[] = []
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
    const { client, server } = await pair()
    let read = ''
    let pieces = 0
    readInPlace(server, (piece) => {
      read += piece.toString()
      if (++pieces % 3 > 0) return
      server.pause()
      void nextTurn().then(() => server.resume())
    })
    for (const text of TEXTS) client.write(text)
    await expect.poll(() => read).toBe(TEXTS.join(''))
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
    readInPlace(server, (piece) => (read += piece.toString()))
    for (const text of TEXTS) client.write(text)
    await expect.poll(() => read).toBe(TEXTS.join(''))
  })
})

const TEXTS = Array.from({ length: 500 }, (_, at) => `<${at}>`)

async function pair(): Promise<{ client: TLSSocket; server: TLSSocket }> {
  const certificate = await loopbackCertificate()
  const admission = { limits: { connections: 9, connectionsEach: 9 }, mayConnect: () => true }
  const { promise, resolve } = Promise.withResolvers<TLSSocket>()
  const at = { host: '127.0.0.1', port: 0 }
  const listener = await listenTls(at, { certificate, protocols: [], admission }, ({ socket }) => resolve(socket))
  open.push(listener)
  const client = connect({ port: listener.port, host: '127.0.0.1', servername: 'localhost', ca: certificate.authority })
  open.push(client)
  await once(client, 'secureConnect')
  return { client, server: await promise }
}
