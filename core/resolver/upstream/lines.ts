import { endpointText, isLoopback } from '../endpoint.ts'
import type { UpstreamAddress } from './address.ts'
import type { Lines } from './attempt.ts'
import { tcpConnector, withBackoff } from './connector.ts'
import { httpsLine } from './https-line.ts'
import { createLetters, KEPT_LETTERS } from './letters.ts'
import type { Line, LineCounters } from './line.ts'
import { secureConnector, type SecureParts } from './secure-connector.ts'
import { streamLine } from './stream-line.ts'
import { udpLine } from './udp-line.ts'

export type LinesParts = SecureParts & { counters: LineCounters; chance: () => number; elapsed: () => number }

/** How long a connection is kept that nobody uses: a new one costs a handshake where TLS is spoken. */
const TCP_IDLE_MS = 5000
const TLS_IDLE_MS = 30_000

/** The ways to one upstream. An encrypted one has no other: it is never asked in plain (RFC 8310, 5, the strict profile). */
export function linesTo(address: UpstreamAddress, parts: LinesParts): Lines {
  const { counters, chance, elapsed } = parts
  switch (address.transport) {
    case 'udp':
    case 'tcp': {
      const stream = streamLine(withBackoff(tcpConnector(address.at), elapsed), { counters, idleMs: TCP_IDLE_MS })
      if (address.transport === 'tcp') return overStream(stream, { chance, padded: false })
      return { first: udpLine(address.at, counters), stream, letters: createLetters(), chance, padded: false }
    }
    case 'tls': {
      const inside = { protocol: 'dot', label: `${address.name} over TLS` } as const
      const connector = withBackoff(secureConnector(address, inside, parts), elapsed)
      return overStream(streamLine(connector, { counters, idleMs: TLS_IDLE_MS }), { chance, padded: true })
    }
    case 'https': {
      const { name, port, path } = address
      const inside = { protocol: 'h2', label: `${name} over HTTPS` } as const
      const connector = withBackoff(secureConnector(address, inside, parts), elapsed)
      const place = { authority: port === 443 ? hostText(name) : endpointText({ host: name, port }), path }
      return overStream(httpsLine(connector, place, { counters, idleMs: TLS_IDLE_MS }), { chance, padded: true })
    }
  }
}

/** Nobody can forge an answer on a connection without sitting in its way, so the letters stay as the client has them. */
function overStream(line: Line, more: Pick<Lines, 'chance' | 'padded'>): Lines {
  return { first: line, stream: line, letters: KEPT_LETTERS, ...more }
}

function hostText(name: string): string {
  return name.includes(':') ? `[${name}]` : name
}

/** Whether what an upstream says can be changed by no one on the way: it is encrypted, or on this machine. */
export function isSecured(address: UpstreamAddress): boolean {
  const { transport } = address
  return transport === 'tls' || transport === 'https' || isLoopback(address.at.host)
}
