import type { VettingClass } from '../verdict/verdict.ts'
import type { Decision, NameDecision } from './decision.ts'

export type ClassCounts = Record<VettingClass, number>

/** One name's class changed by a decision. */
export type ClassChange = { name: string; class: VettingClass }

/** What the decisions add up to. A name's class is that of its newest decision that nobody took back. */
export interface VettingState {
  /** Takes the next decision in; says which names have another class now. */
  apply(decision: Decision): ClassChange[]
  classOf(name: string): VettingClass
  /** The decision that gives the name its class; null where it has none. */
  standing(name: string): Decision | null
  /** The name's decisions, newest first; those that only took others back show as `undone` of what they took. */
  history(name: string): NameDecision[]
  /** The decision that can be taken back: that of an id, or the newest one; null when there is none. */
  standingDecision(id: number | null): Decision | null
  decided(vetted: VettingClass): string[]
  /** `not-vetted` counts nothing here: what waits comes from the traffic. */
  counts(): ClassCounts
}

export function fold(decisions: Iterable<Decision>): VettingState {
  const state = emptyState()
  for (const decision of decisions) state.apply(decision)
  return state
}

function emptyState(): VettingState {
  const ordinary: Decision[] = []
  const byName = new Map<string, Decision[]>()
  const undone = new Set<number>()
  const classes = new Map<string, VettingClass>()

  function standing(name: string): Decision | null {
    return byName.get(name)?.findLast(({ id }) => !undone.has(id)) ?? null
  }

  function reclass(names: string[]): ClassChange[] {
    return names.flatMap((name) => {
      const before = classes.get(name) ?? 'not-vetted'
      const after = standing(name)?.class ?? 'not-vetted'
      if (after === 'not-vetted') classes.delete(name)
      else classes.set(name, after)
      return before === after ? [] : [{ name, class: after }]
    })
  }

  return {
    apply(decision) {
      if (decision.undoes !== null) undone.add(decision.undoes)
      else {
        ordinary.push(decision)
        for (const name of decision.names) byName.set(name, [...(byName.get(name) ?? []), decision])
      }
      return reclass(decision.names)
    },
    classOf: (name) => classes.get(name) ?? 'not-vetted',
    standing,
    history: (name) =>
      (byName.get(name) ?? []).toReversed().map(({ id, time, actor, note, class: vetted }) => ({
        id,
        time,
        actor,
        class: vetted,
        note,
        undone: undone.has(id),
      })),
    standingDecision: (wanted) =>
      ordinary.findLast(({ id }) => !undone.has(id) && (wanted === null || id === wanted)) ?? null,
    decided: (vetted) => [...classes].filter(([, one]) => one === vetted).map(([name]) => name),
    counts() {
      const counts: ClassCounts = { 'not-vetted': 0, benign: 0, honeypot: 0, malicious: 0 }
      for (const vetted of classes.values()) counts[vetted]++
      return counts
    },
  }
}
