import type { UpstreamStrategy } from '../config.ts'
import type { Plan, Upstream } from './exchange.ts'

export type PlanParts = {
  strategy: UpstreamStrategy
  /** How long each try may take before the next one starts. */
  patienceMs: readonly number[]
  /** From 0 to 1, as Math.random. */
  chance: () => number
}

/**
 * Who is asked for one question: those that answer before those that fail. A failing one whose time has come is asked at once beside the
 * first, so that its return is seen.
 */
export function planOf(upstreams: readonly Upstream[], { strategy, patienceMs, chance }: PlanParts): Plan {
  const answering = upstreams.filter(({ health }) => !health.failing)
  const failing = upstreams.filter(({ health }) => health.failing)
  const first = strategy === 'random' ? shuffled(answering, chance) : answering
  const order = [...first, ...failing]
  const probes = answering.length === 0 ? [] : failing.filter(({ health }) => health.probeDue)
  const beside = strategy === 'parallel' ? [...probes, ...answering.slice(1)] : probes
  return [
    ...beside.map((upstream) => ({ upstream, patienceMs: patienceMs[0] ?? 0, beside: true })),
    ...patienceMs.map((patience, i) => ({ upstream: order[i % order.length]!, patienceMs: patience })),
  ]
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
