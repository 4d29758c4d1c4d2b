import { listenDoh } from '../../../core/resolver/doors/doh.ts'
import { listenDot } from '../../../core/resolver/doors/dot.ts'
import type { Receiver } from '../../../core/resolver/door.ts'
import { expect } from 'vitest'
import { loopbackCertificate } from '../../fakes/certificate.ts'
import { askOverHttps, askOverTls } from '../../fakes/encrypted-client.ts'

export type EncryptedDoors = {
  ask(packet: Buffer, transport: 'tls' | 'https'): Promise<Buffer | null>
  close(): Promise<void>
}

type Open = { port: number; close(done: () => void): void }

/** The real listeners with a real client, opened when a scenario first asks over one of them. */
export function encryptedDoors(engine: Receiver): EncryptedDoors {
  // As the bridge between the threads does: what comes over TLS is true only during the call, and the engine may need it for longer.
  const receiver: Receiver = { receive: (packet, door, from) => engine.receive(Buffer.from(packet), door, from) }
  const open = new Map<'tls' | 'https', Promise<Open>>()
  const at = { host: '127.0.0.1', port: 0 }

  async function doorOf(transport: 'tls' | 'https'): Promise<{ port: number; authority: string }> {
    const certificate = await loopbackCertificate()
    const options = { receiver, certificate, mayConnect: () => true }
    if (!open.has(transport))
      open.set(
        transport,
        transport === 'tls' ? listenDot(at, options) : listenDoh(at, { ...options, path: '/dns-query' })
      )
    return { port: (await open.get(transport)!).port, authority: certificate.authority }
  }

  return {
    async ask(packet, transport) {
      const door = await doorOf(transport)
      if (transport === 'tls') return askOverTls(packet, door)
      const { status, headers, body } = await askOverHttps(packet, door)
      if (status !== 200) return null
      expect(headers['content-type'], 'content-type').toBe('application/dns-message')
      expect(headers['cache-control'], 'cache-control').toMatch(/^max-age=\d+$/)
      return body
    },
    async close() {
      for (const door of open.values()) await door.then(({ close }) => new Promise<void>((done) => close(done)))
    },
  }
}
