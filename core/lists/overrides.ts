import type { DomainName } from '../dns/name.ts'
import { addressOctets, isIn, parseNetwork, type Network } from '../dns/network.ts'
import type { RuleMatch } from './matching.ts'
import { OVERRIDE_LIST_NAME, overrideListId, type OverrideRule } from './override.ts'

/** The overrides that hold, ready to be asked. */
export interface Overrides {
  /** The most particular one that covers the question (docs/decisions/0150): its rule goes with it, for who explains. */
  match(name: DomainName, client: string): Overriding | null
  /** All that cover it, the deciding one first. */
  matches(name: DomainName, client: string): Overriding[]
  /**
   * Clients about which the same overrides speak share a number, and so answers; 0 are those about which none does. A number is never
   * given to other clients later.
   */
  viewOf(client: string): number
  /** Whether any of them holds for some clients only: else `viewOf` is 0 for everyone. */
  readonly byClient: boolean
  /** When the next one ends, in milliseconds since the epoch; Infinity when none does. */
  readonly nextEnd: number
}

export type Overriding = { rule: OverrideRule; match: RuleMatch }

type Prepared = { rule: OverrideRule; network: Network | null }

/** Clients whose view is remembered; beyond it all are looked at anew. */
const MOST_CLIENTS = 10_000

/** Those of `rules` that still hold at `now`. `newView` gives a number that was never given before, from 1. */
export function compileOverrides(rules: readonly OverrideRule[], now: number, newView: () => number): Overrides {
  const standing = rules.filter(({ until }) => until === null || until > now).map(prepared)
  const byName = new Map<string, Prepared[]>()
  const everything: Prepared[] = []
  for (const one of standing.sort(moreParticular)) {
    const { scope } = one.rule
    if (scope.kind === 'client') everything.push(one)
    else byName.set(scope.name, [...(byName.get(scope.name) ?? []), one])
  }
  const ofClients = standing.filter(({ network }) => network !== null)
  const views = new Map<string, number>()
  const viewsByRules = new Map<string, number>([['', 0]])

  /** From the whole name upwards, then what holds for a client whatever it asks. */
  function* covering(name: DomainName, client: string): Generator<Prepared> {
    const octets = ofClients.length === 0 ? null : addressOctets(client)
    for (let from = 0; from >= 0;) {
      for (const one of byName.get(name.slice(from)) ?? [])
        if ((from === 0 || one.rule.scope.kind === 'tree') && holdsFor(one, octets)) yield one
      const dot = name.indexOf('.', from)
      from = dot < 0 ? -1 : dot + 1
    }
    for (const one of everything) if (holdsFor(one, octets)) yield one
  }

  function rulesAbout(client: string): string {
    const octets = addressOctets(client)
    return ofClients
      .filter((one) => holdsFor(one, octets))
      .map(({ rule }) => rule.id)
      .join()
  }

  function remember(client: string): number {
    const about = rulesAbout(client)
    const view = viewsByRules.get(about) ?? newView()
    viewsByRules.set(about, view)
    if (views.size >= MOST_CLIENTS) views.clear()
    views.set(client, view)
    return view
  }

  return {
    match(name, client) {
      if (standing.length === 0) return null
      for (const one of covering(name, client)) return overriding(one)
      return null
    },
    matches: (name, client) => Array.from(covering(name, client), overriding),
    viewOf: (client) => (ofClients.length === 0 ? 0 : (views.get(client) ?? remember(client))),
    byClient: ofClients.length > 0,
    nextEnd: standing.reduce((first, { rule }) => Math.min(first, rule.until ?? Infinity), Infinity),
  }
}

function prepared(rule: OverrideRule): Prepared {
  const { client } = rule.scope
  const network = client === null ? null : parseNetwork(client)
  // Texts of a scope were parsed where they came in.
  if (network?.ok === false) throw new Error(network.fault.message)
  return { rule, network: network?.value ?? null }
}

/** Of those for one name: few clients before many, the name alone before its tree, what was said last before what was said earlier. */
function moreParticular(one: Prepared, other: Prepared): number {
  const alone = ({ rule }: Prepared): number => Number(rule.scope.kind === 'name')
  const bits = ({ network }: Prepared): number =>
    network === null ? -1 : network.bits + 128 - network.octets.length * 8
  return bits(other) - bits(one) || alone(other) - alone(one) || other.rule.id - one.rule.id
}

function holdsFor({ network }: Prepared, octets: Uint8Array | null): boolean {
  return network === null || (octets !== null && isIn(octets, network))
}

function overriding({ rule }: Prepared): Overriding {
  const { id, scope, effect } = rule
  const entry = scope.kind === 'client' ? scope.client : scope.name
  const match: RuleMatch = {
    origin: 'override',
    listId: overrideListId(id),
    listName: OVERRIDE_LIST_NAME,
    effect,
    entry,
    line: null,
  }
  return { rule, match }
}
