import { COREDNS_VERSION, installedCoreDns, startCoreDns } from './coredns.ts'
import { dnsmasq } from './dnsmasq.ts'
import type { Server } from './server-process.ts'
import { unbound } from './unbound.ts'

export type PeerOptions = {
  core: string
  upstreamPort: number
  /** For its configuration. */
  folder: string
  blockedNames: readonly string[]
}

/** Another resolver that is measured in the same rounds, set up to do the same: one thread, the same upstream, the same names blocked. */
export type Peer = {
  name: string
  /** Null: it is not installed. */
  version(): string | null
  start(options: PeerOptions): Promise<{ server: Server; port: number }>
}

const coredns: Peer = {
  name: 'coredns',
  version: () => (installedCoreDns() === null ? null : COREDNS_VERSION),
  async start(options) {
    const program = installedCoreDns()
    if (program === null) throw new Error('CoreDNS is not there')
    return startCoreDns({ ...options, program, certificate: null })
  },
}

export const PEERS: readonly Peer[] = [unbound, dnsmasq, coredns]
