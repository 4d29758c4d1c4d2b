import { connect } from 'node:tls'
import { fuzzStreams } from './streams.ts'
import type { FuzzRun } from './watch.ts'

/** The door of DNS over TLS: the same broken streams as over TCP, inside of TLS. The product's certificate is its own. */
export function fuzzDot(run: FuzzRun): Promise<Record<string, number>> {
  let opened = 0
  return fuzzStreams(run, () => {
    opened++
    const localAddress = `127.${65 + ((opened >> 16) & 63)}.${(opened >> 8) & 0xff}.${1 + (opened % 254)}`
    // Node's types leave out what it hands on to the socket.
    const options = {
      port: run.ports.dot,
      host: '127.0.0.1',
      localAddress,
      rejectUnauthorized: false,
      ALPNProtocols: ['dot'],
    }
    return connect(options)
  })
}
