import { connect } from 'node:net'
import { fuzzStreams } from './streams.ts'
import type { FuzzRun } from './watch.ts'

/** The TCP door of the product. Each connection comes from another loopback address, so that ports do not run out. */
export function fuzzTcp(run: FuzzRun): Promise<Record<string, number>> {
  let opened = 0
  return fuzzStreams(run, () => {
    opened++
    const localAddress = `127.${1 + ((opened >> 16) & 63)}.${(opened >> 8) & 0xff}.${1 + (opened % 254)}`
    return connect({ port: run.ports.plain, host: '127.0.0.1', localAddress, noDelay: true })
  })
}
