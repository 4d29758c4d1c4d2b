import { failed } from '../../system/result.ts'
import type { Clock } from '../../system/clock.ts'
import { endpointText, type Endpoint } from '../endpoint.ts'
import type { UpstreamQuestion } from './attempt.ts'
import { exchange, type Plan, type Upstream, type UpstreamOutcome } from './exchange.ts'
import { upstreamHealth, type UpstreamFigures } from './health.ts'
import { tcpLine } from './tcp-line.ts'
import { udpLine } from './udp-line.ts'

/** How long each try may take before the next one starts: four tries, over before a client's usual five seconds are. */
const PATIENCE_MS = [700, 1100, 1300, 1300]

export interface Upstreams {
  ask(question: UpstreamQuestion): Promise<UpstreamOutcome>
  configure(endpoints: Endpoint[]): void
  figures(): UpstreamFigures[]
  /** Datagrams that nobody had asked for: wrong id, wrong question. */
  readonly mismatched: number
  close(): void
}

export function createUpstreams(
  endpoints: Endpoint[],
  clock: Clock,
  patienceMs: readonly number[] = PATIENCE_MS
): Upstreams {
  const counters = { mismatched: 0 }
  let upstreams: Upstream[] = []

  function configure(wanted: Endpoint[]): void {
    const kept = new Map(upstreams.map((upstream) => [upstream.address, upstream]))
    upstreams = wanted.map((endpoint) => kept.get(endpointText(endpoint)) ?? open(endpoint))
    for (const upstream of kept.values()) if (!upstreams.includes(upstream)) close(upstream)
  }

  function open(endpoint: Endpoint): Upstream {
    return {
      address: endpointText(endpoint),
      lines: { udp: udpLine(endpoint, counters), tcp: tcpLine(endpoint, counters) },
      health: upstreamHealth(clock),
    }
  }

  configure(endpoints)
  return {
    async ask(question) {
      if (upstreams.length === 0) return failed({ kind: 'none-set', message: 'no upstream is set' })
      return exchange(planOf(upstreams, patienceMs), question, clock)
    },
    configure,
    figures: () => upstreams.map(({ address, health }) => health.figures(address)),
    get mismatched() {
      return counters.mismatched
    },
    close: () => upstreams.forEach(close),
  }
}

/** In the order of the settings, the failing ones last; a failing one whose time has come is asked at once beside the first. */
function planOf(upstreams: Upstream[], patienceMs: readonly number[]): Plan {
  const answering = upstreams.filter(({ health }) => !health.failing)
  const failing = upstreams.filter(({ health }) => health.failing)
  const order = [...answering, ...failing]
  const probes = answering.length === 0 ? [] : failing.filter(({ health }) => health.probeDue)
  return [
    ...probes.map((upstream) => ({ upstream, patienceMs: patienceMs[0] ?? 0, beside: true })),
    ...patienceMs.map((patience, i) => ({ upstream: order[i % order.length]!, patienceMs: patience })),
  ]
}

function close({ lines }: Upstream): void {
  lines.udp.close()
  lines.tcp.close()
}
