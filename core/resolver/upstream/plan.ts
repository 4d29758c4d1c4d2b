import type { UpstreamStrategy } from '../config.ts'
import type { Plan, Upstream } from './exchange.ts'

export type PlanParts = {
  strategy: UpstreamStrategy
  /** How long each try may take before the next one starts. */
  patienceMs: readonly number[]
  /** From 0 to 1, as Math.random. */
  chance: () => number
}

/** RFC 9520, 3.1: how often one upstream is asked one question; two retries. */
const MOST_TIMES = 3

/** One question in so many goes to another upstream beside the quickest one, so that it is known who is quick now. */
const EXPLORE = 1 / 16

/**
 * Who is asked for one question: those that answer before those that fail. A failing one whose time has come is asked at once beside the
 * first, so that its return is seen.
 */
export function planOf(upstreams: readonly Upstream[], { strategy, patienceMs, chance }: PlanParts): Plan {
  const answering = upstreams.filter(({ health }) => !health.failing)
  const failing = upstreams.filter(({ health }) => health.failing)
  const first = inOrder(answering, strategy, chance)
  const order = [...first, ...failing]
  const probes = answering.length === 0 ? [] : failing.filter(({ health }) => health.probeDue)
  const beside = [...probes, ...besideFirst(first, strategy)]
  const plan: Plan = beside.map((upstream) => ({ upstream, patienceMs: patienceMs[0] ?? 0, beside: true }))
  for (const [i, patience] of patienceMs.entries()) addStep(plan, order[i % order.length]!, patience)
  return plan
}

/** Who was asked often enough is waited for instead, so that nobody is given up earlier. */
function addStep(plan: Plan, upstream: Upstream, patienceMs: number): void {
  const times = plan.filter((step) => step.upstream === upstream).length
  if (times < MOST_TIMES) plan.push({ upstream, patienceMs })
  else plan.at(-1)!.patienceMs += patienceMs
}

function inOrder(answering: Upstream[], strategy: UpstreamStrategy, chance: () => number): Upstream[] {
  if (strategy === 'random') return shuffled(answering, chance)
  return strategy === 'fastest' ? byPace(answering, chance) : answering
}

function besideFirst(first: readonly Upstream[], strategy: UpstreamStrategy): readonly Upstream[] {
  if (strategy === 'parallel') return first.slice(1)
  return strategy === 'fastest' ? first.slice(1, 2) : []
}

/** The quickest first, and who was never measured before all; now and then another one takes the second place. */
function byPace(upstreams: readonly Upstream[], chance: () => number): Upstream[] {
  const sorted = upstreams.toSorted((a, b) => (a.health.pace ?? -1) - (b.health.pace ?? -1))
  if (sorted.length < 3 || chance() >= EXPLORE) return sorted
  const [explored] = sorted.splice(2 + Math.floor(chance() * (sorted.length - 2)), 1)
  sorted.splice(1, 0, explored!)
  return sorted
}

/** Fisher and Yates. */
function shuffled<T>(values: readonly T[], chance: () => number): T[] {
  const copy = [...values]
  for (let i = copy.length - 1; i > 0; i--) {
    const other = Math.floor(chance() * (i + 1))
    ;[copy[i], copy[other]] = [copy[other]!, copy[i]!]
  }
  return copy
}
