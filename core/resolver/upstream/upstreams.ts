import { failed } from '../../system/result.ts'
import type { Clock } from '../../system/clock.ts'
import type { DomainName } from '../../dns/name.ts'
import { nearestParent } from '../../dns/nearest-parent.ts'
import type { ResolverConfig } from '../config.ts'
import { upstreamText, type UpstreamAddress } from './address.ts'
import type { UpstreamQuestion } from './attempt.ts'
import { createBootstrap } from './bootstrap.ts'
import { exchange, type Upstream, type UpstreamOutcome } from './exchange.ts'
import { upstreamHealth, type SilentUpstream, type UpstreamFigures } from './health.ts'
import { isSecured, linesTo } from './lines.ts'
import { createLoopWatch } from './loop-watch.ts'
import { planOf } from './plan.ts'

/** How long each try may take before the next one starts: four tries, three of a lone upstream, over before a client's usual five seconds are. */
const PATIENCE_MS = [700, 1100, 1300, 1300]

/** Who is asked about what, and in which order. */
export type UpstreamConfig = Pick<ResolverConfig, 'upstreams' | 'reserve' | 'strategy' | 'forwarding' | 'bootstrap'>

export interface Upstreams {
  ask(question: UpstreamQuestion): Promise<UpstreamOutcome>
  configure(config: UpstreamConfig): void
  /** Asks upstreams whether they lead back here. To be called every LOOK_EVERY_MS, once questions can come in. */
  lookForLoops(): void
  /** The name of a question that came in: perhaps one that was sent out to be seen again. */
  cameIn(name: DomainName): void
  /** Another network: sockets are given back, and what was learnt of the old one is forgotten. */
  renew(): void
  figures(): UpstreamFigures[]
  /** All that are asked about any name, while the last questions to each of them failed; empty while one answers, or was never asked. */
  silent(): SilentUpstream[]
  /** Answers that nobody had asked for: wrong id, wrong question. */
  readonly mismatched: number
  close(): void
}

export type UpstreamParts = {
  clock: Clock
  patienceMs?: readonly number[]
  chance?: () => number
  /** Certification authorities in place of those that Node trusts, as PEM; for tests. */
  authorities?: string[]
}

const LOOPS = 'it leads back to this resolver and is not asked'
const LEADS_BACK = 'each upstream leads back to this resolver: its questions would go round for ever'

/** Names of so many domains have to fail before it is said that nobody answers: those of one may have servers that are slow to fail. */
const FAILED_DOMAINS = 2

type Known = Upstream & { to: UpstreamAddress }

/** Each address is one upstream with one health, wherever the settings name it. */
export function createUpstreams(initial: UpstreamConfig, parts: UpstreamParts): Upstreams {
  const { clock, patienceMs = PATIENCE_MS, chance = Math.random } = parts
  const counters = { mismatched: 0 }
  const elapsed = () => clock.elapsed()
  const loops = createLoopWatch(clock)
  const bootstrap = createBootstrap(initial.bootstrap, elapsed)
  let known = new Map<string, Known>()
  let everywhere: Known[] = []
  let byDomain = new Map<string, Known[]>()
  let reserve: readonly UpstreamAddress[] = []
  let { strategy } = initial
  /** The last two labels of names that failed since somebody answered, the first few. */
  const failedDomains = new Set<string>()

  function configure(config: UpstreamConfig): void {
    const kept = known
    known = new Map()
    const opened = (addresses: readonly UpstreamAddress[]) => addresses.map((address) => taken(address, kept))
    bootstrap.use(config.bootstrap)
    everywhere = opened(config.upstreams)
    reserve = config.reserve ?? []
    opened(reserve.filter((to) => kept.has(upstreamText(to))))
    byDomain = new Map(config.forwarding.map(({ domain, upstreams }) => [domain, opened(upstreams)]))
    strategy = config.strategy
    for (const upstream of kept.values()) if (!known.has(upstream.address)) close(upstream)
    loops.renew()
  }

  function taken(to: UpstreamAddress, kept: ReadonlyMap<string, Known>): Known {
    const address = upstreamText(to)
    const upstream = known.get(address) ?? kept.get(address) ?? open(to)
    known.set(address, upstream)
    return upstream
  }

  /** Those that do not lead back here. Who is in reserve is opened when it is needed: until then nobody is to hear anything of us. */
  function leadingOn(set: readonly Known[]): Known[] {
    const leadsOn = (upstream: Known) => !loops.isLooping(upstream)
    const asked = set.filter(leadsOn)
    if (asked.length > 0 || set !== everywhere) return asked
    return reserve.map((address) => taken(address, known)).filter(leadsOn)
  }

  function open(to: UpstreamAddress): Known {
    const { authorities } = parts
    const tls = authorities === undefined ? {} : { authorities }
    return {
      to,
      address: upstreamText(to),
      secured: isSecured(to),
      lines: linesTo(to, { counters, chance, elapsed, bootstrap, ...tls }),
      health: upstreamHealth(clock),
    }
  }

  function figuresOf(upstream: Known): UpstreamFigures {
    const { to, address, health } = upstream
    const looping = loops.isLooping(upstream) ? ({ state: 'looping' } as const) : {}
    return { address, ...health.figures(), ...looping, found: foundAt(to) }
  }

  /** Who is in reserve counts while it is asked in place of the others, and was not asked yet where it is not open. */
  function askedAboutAll(): (Known | undefined)[] {
    const allLoop = everywhere.every((upstream) => loops.isLooping(upstream))
    return allLoop ? [...everywhere, ...reserve.map((to) => known.get(upstreamText(to)))] : everywhere
  }

  function note(name: DomainName, answered: boolean): void {
    if (answered) failedDomains.clear()
    else if (failedDomains.size < FAILED_DOMAINS) failedDomains.add(name.split('.').slice(-2).join('.'))
  }

  function silent(): SilentUpstream[] {
    const isLooping = (one: Known | undefined) => one !== undefined && loops.isLooping(one)
    const isFailing = (one: Known | undefined) => one?.health.failing === true && failedDomains.size >= FAILED_DOMAINS
    const all = askedAboutAll()
    if (!all.every((one) => isLooping(one) || isFailing(one))) return []
    return all
      .filter((one) => one !== undefined)
      .map(figuresOf)
      .map(({ address, state, lastFault }) => {
        return { address, why: state === 'looping' ? LOOPS : (lastFault?.message ?? '') }
      })
  }

  /** Where a name was asked for in plain, the screen says so. */
  function foundAt(to: UpstreamAddress): UpstreamFigures['found'] {
    if (to.transport === 'udp' || to.transport === 'tcp') return null
    const found = to.at.length > 0 ? null : bootstrap.known(to.name)
    if (found === null || found.by === null) return null
    return { addresses: found.addresses.map(({ address }) => address), by: found.by }
  }

  configure(initial)
  return {
    async ask(question) {
      // A domain's own upstreams are asked in their order, and nobody else ever is: the names may be nobody else's business.
      const domain = nearestParent(question.name, byDomain)
      const set = domain === null ? everywhere : byDomain.get(domain)!
      if (set.length === 0) return failed({ kind: 'none-set', message: 'no upstream is set' })
      const asked = leadingOn(set)
      if (asked.length === 0) return failed({ kind: 'none-set', message: LEADS_BACK })
      const plan = planOf(asked, { strategy: domain === null ? strategy : 'ordered', patienceMs, chance })
      const outcome = await exchange(plan, question, clock)
      if (domain === null) note(question.name, outcome.ok)
      return outcome
    },
    configure,
    lookForLoops: () => loops.look(known.values()),
    cameIn: (name) => loops.cameIn(name),
    renew() {
      failedDomains.clear()
      bootstrap.renew()
      loops.renew()
      for (const { lines, health } of known.values()) {
        health.renew()
        lines.first.renew()
        lines.stream.renew()
      }
    },
    figures: () => [...known.values()].map(figuresOf),
    silent,
    get mismatched() {
      return counters.mismatched
    },
    close() {
      loops.close()
      known.forEach(close)
    },
  }
}

function close({ lines }: Upstream): void {
  lines.first.close()
  lines.stream.close()
}
