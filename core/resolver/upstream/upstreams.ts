import { failed } from '../../system/result.ts'
import type { Clock } from '../../system/clock.ts'
import { nearestParent } from '../../dns/nearest-parent.ts'
import type { ResolverConfig } from '../config.ts'
import { endpointText, type Endpoint } from '../endpoint.ts'
import type { UpstreamQuestion } from './attempt.ts'
import { exchange, type Upstream, type UpstreamOutcome } from './exchange.ts'
import { upstreamHealth, type UpstreamFigures } from './health.ts'
import { createLetters } from './letters.ts'
import { planOf } from './plan.ts'
import { tcpLine } from './tcp-line.ts'
import { udpLine } from './udp-line.ts'

/** How long each try may take before the next one starts: four tries, over before a client's usual five seconds are. */
const PATIENCE_MS = [700, 1100, 1300, 1300]

/** Who is asked about what, and in which order. */
export type UpstreamConfig = Pick<ResolverConfig, 'upstreams' | 'strategy' | 'forwarding'>

export interface Upstreams {
  ask(question: UpstreamQuestion): Promise<UpstreamOutcome>
  configure(config: UpstreamConfig): void
  figures(): UpstreamFigures[]
  /** Datagrams that nobody had asked for: wrong id, wrong question. */
  readonly mismatched: number
  close(): void
}

export type UpstreamParts = { clock: Clock; patienceMs?: readonly number[]; chance?: () => number }

/** Each address is one upstream with one health, wherever the settings name it. */
export function createUpstreams(initial: UpstreamConfig, parts: UpstreamParts): Upstreams {
  const { clock, patienceMs = PATIENCE_MS, chance = Math.random } = parts
  const counters = { mismatched: 0 }
  let known = new Map<string, Upstream>()
  let everywhere: Upstream[] = []
  let byDomain = new Map<string, Upstream[]>()
  let { strategy } = initial

  function configure(config: UpstreamConfig): void {
    const kept = known
    known = new Map()
    const opened = (endpoints: readonly Endpoint[]) => endpoints.map((endpoint) => taken(endpoint, kept))
    everywhere = opened(config.upstreams)
    byDomain = new Map(config.forwarding.map(({ domain, upstreams }) => [domain, opened(upstreams)]))
    strategy = config.strategy
    for (const upstream of kept.values()) if (!known.has(upstream.address)) close(upstream)
  }

  function taken(endpoint: Endpoint, kept: ReadonlyMap<string, Upstream>): Upstream {
    const address = endpointText(endpoint)
    const upstream = known.get(address) ?? kept.get(address) ?? open(endpoint)
    known.set(address, upstream)
    return upstream
  }

  function open(endpoint: Endpoint): Upstream {
    return {
      address: endpointText(endpoint),
      lines: { udp: udpLine(endpoint, counters), tcp: tcpLine(endpoint, counters), letters: createLetters(), chance },
      health: upstreamHealth(clock),
    }
  }

  configure(initial)
  return {
    async ask(question) {
      // A domain's own upstreams are asked in their order, and nobody else ever is: the names may be nobody else's business.
      const domain = nearestParent(question.name, byDomain)
      const asked = domain === null ? everywhere : byDomain.get(domain)!
      if (asked.length === 0) return failed({ kind: 'none-set', message: 'no upstream is set' })
      const plan = planOf(asked, { strategy: domain === null ? strategy : 'ordered', patienceMs, chance })
      return exchange(plan, question, clock)
    },
    configure,
    figures: () => [...known.values()].map(({ address, health }) => health.figures(address)),
    get mismatched() {
      return counters.mismatched
    },
    close: () => known.forEach(close),
  }
}

function close({ lines }: Upstream): void {
  lines.udp.close()
  lines.tcp.close()
}
