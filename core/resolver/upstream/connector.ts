import { connect, type Socket } from 'node:net'
import { failed, ok, type Result } from '../../system/result.ts'
import { endpointText, type Endpoint } from '../endpoint.ts'
import { networkWords, type FaultWords } from './fault-words.ts'
import type { LineFault } from './line.ts'

/** Opens connections to one upstream. What it gives is ready to be written to, and is who was meant. */
export type Connector = {
  /** How a fault names the upstream. */
  readonly label: string
  connect(): Promise<Result<Socket, LineFault>>
  /** Forgets what it knows of the network. */
  renew(): void
}

/** How long a connection may take to stand: less than a question is waited for. */
export const CONNECT_MS = 4000

export function tcpConnector(to: Endpoint): Connector {
  const label = `${endpointText(to)} over TCP`
  return {
    label,
    connect() {
      const socket = connect({ host: to.host, port: to.port, noDelay: true })
      return ready(socket, { event: 'connect', words: networkWords, label })
    },
    renew: () => undefined,
  }
}

type Readiness = { event: 'connect' | 'secureConnect'; label: string; words(error: Error): FaultWords }

/** Resolves when the socket says so, or with the reason why it never will. */
export function ready<S extends Socket>(socket: S, { event, label, words }: Readiness): Promise<Result<S, LineFault>> {
  return new Promise((resolve) => {
    const end = (kind: LineFault['kind'], why: string): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(failed({ kind, message: `${label}: ${why}` }))
    }
    const timer = setTimeout(() => end('unreachable', `it did not answer in ${CONNECT_MS / 1000} s`), CONNECT_MS)
    const onError = (error: Error): void => {
      const { kind, why } = words(error)
      end(kind, why)
    }
    const onClose = (): void => end('unreachable', 'the connection was closed')
    socket.once('error', onError)
    socket.once('close', onClose)
    socket.once(event, () => {
      clearTimeout(timer)
      socket.off('error', onError)
      socket.off('close', onClose)
      resolve(ok(socket))
    })
  })
}

/** The first wait after a connection failed, doubled with each further one. Few: a person waits for the network to come back. */
const BACKOFF_MS = 500
const MOST_BACKOFF_MS = 5000

/**
 * Does not knock at a closed door with every question: what was found out last holds for a while, longer each time. `renew` forgets it.
 */
export function withBackoff(connector: Connector, elapsed: () => number): Connector {
  let failures = 0
  let until = 0
  let last: LineFault | null = null
  return {
    label: connector.label,
    async connect() {
      if (last !== null && elapsed() < until) return failed(last)
      const opened = await connector.connect()
      if (opened.ok) {
        failures = 0
        last = null
        return opened
      }
      last = opened.fault
      until = elapsed() + Math.min(MOST_BACKOFF_MS, BACKOFF_MS * 2 ** failures++)
      return opened
    },
    renew() {
      failures = 0
      last = null
      connector.renew()
    },
  }
}
