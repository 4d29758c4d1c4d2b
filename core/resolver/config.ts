import type { FilterSettings } from '../verdict/settings.ts'
import type { VettingClass } from '../verdict/verdict.ts'
import type { Endpoint } from './endpoint.ts'
import type { AnswerPolicy } from './policy.ts'
import type { UpstreamAddress } from './upstream/address.ts'
import type { UpstreamFigures } from './upstream/health.ts'

/** Ordered: the next one when one fails. Parallel: all at once. Fastest: the two that were quickest lately. Random: each time another one first. */
export type UpstreamStrategy = 'ordered' | 'parallel' | 'fastest' | 'random'

/** Who is asked about a domain and all below it. */
export type Forwarding = { domain: string; upstreams: UpstreamAddress[] }

/** What the resolver needs of the settings. Structured-cloneable. */
export type ResolverConfig = Omit<FilterSettings, 'pausedUntil'> & {
  upstreams: UpstreamAddress[]
  /** Asked in place of these while every one of them leads back here; nobody unless told. */
  reserve?: UpstreamAddress[]
  strategy: UpstreamStrategy
  /** Who is asked in plain where an encrypted upstream is, and about nothing else. */
  bootstrap: Endpoint[]
  forwarding: Forwarding[]
  /** Whether the question may already be on its way upstream while the model scores. */
  askWhileScoring: boolean
  /** A person signs in to a network: what is answered meanwhile is not believed afterwards. */
  signingIn: boolean
  policy: AnswerPolicy
  /** What one client of another machine may ask in a second; 0: as much as it likes. */
  queriesPerSecond: number
}

/** One of the analyst's names with its class; 'not-vetted' takes it away. */
export type OwnChange = { name: string; class: VettingClass }

/** Milliseconds from a question's arrival to its answer's departure; null where nothing was answered that way. */
export type LatencyFigures = { count: number; p50Ms: number | null; p99Ms: number | null }

/** By the way an answer came about. */
export const ANSWER_WAYS = ['cached', 'blocked', 'forwarded'] as const
export type AnswerWay = (typeof ANSWER_WAYS)[number]

/**
 * Where an answer's time goes. Parse, cache and send (stamping, sending, counting, recording) are those of repeats, one in 64 of them; rules are decisions,
 * lists and remembered verdicts; model and upstream are what is waited for.
 */
export const STAGES = ['parse', 'cache', 'send', 'rules', 'model', 'upstream'] as const
export type Stage = (typeof STAGES)[number]
export type StageFigures = Record<Stage, LatencyFigures>

/** Since the thread's start, but for the latencies, which are those of the last minute or two. */
export type ResolverFigures = {
  queries: number
  blocked: number
  cached: number
  /** Scores that came too late. */
  late: number
  servfail: number
  /** Packets that got no answer, or nothing but a fault (FORMERR, NOTIMP, BADVERS). */
  faulty: number
  logDropped: number
  /** Datagrams that claimed to be an upstream's answer and were not believed. */
  mismatched: number
  cache: { answers: number; bytes: number }
  inFlight: number
  latency: Record<AnswerWay, LatencyFigures>
  stages: StageFigures
  upstreams: UpstreamFigures[]
  /** Answers that each list decided. */
  listHits: Record<string, number>
}
