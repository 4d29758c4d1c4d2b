import type { DomainName } from '../dns/name.ts'
import { isPublicName } from '../dns/special-use.ts'
import type { NameRules } from '../lists/matching.ts'
import type { Thresholds } from '../model/calibration.ts'
import type { TrafficEffect } from '../registry/traffic-view.ts'
import type { NameTotals } from '../store/port.ts'
import { reaching } from '../training/curves.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const NAMED = 5

/** Names that were asked and that a model decides, since neither a person nor a list has: their totals. */
export type Decided = {
  names: string[]
  queries: number[]
  /** What the asked model said when it served; NaN where the log holds no score of it. */
  logged: number[]
  /** Names of the same days that a person has decided. */
  vetted: { malicious: number; benign: number }
  /** Days of traffic behind the totals, and since when. */
  days: number
  since: number | null
}

/** `to` is now. Traffic of less than an hour counts as an hour's, so that a minute is not blown up to a day. */
export function decidedByModel(
  totals: NameTotals,
  given: { modelId: string; own: NameRules; book: NameRules; range: { from: number; to: number } }
): Decided {
  const { modelId, own, book, range } = given
  const decided: Decided = {
    names: [],
    queries: [],
    logged: [],
    vetted: { malicious: 0, benign: 0 },
    days: 0,
    since: null,
  }
  totals.names.forEach((text, at) => {
    const name = text as DomainName
    const firstSeen = Math.max(range.from, totals.firstSeen[at]!)
    decided.since = Math.min(decided.since ?? firstSeen, firstSeen)
    if (!isPublicName(name)) return
    const taught = own.match(name)
    if (taught !== null) decided.vetted[taught.effect === 'allow' ? 'benign' : 'malicious']++
    if (taught !== null || book.match(name) !== null) return
    decided.names.push(text)
    decided.queries.push(totals.counts[at]!)
    decided.logged.push(totals.lastModel[at] === modelId ? totals.lastScore[at]! : NaN)
  })
  decided.days = decided.since === null ? 0 : Math.max(HOUR_MS, range.to - decided.since) / DAY_MS
  return decided
}

/** The traffic of one model, ranked; sums from the top, so that any threshold is one look-up. */
export type RankedTraffic = {
  decided: Decided
  scored: number
  fromLog: number
  names: string[]
  probabilities: Float64Array
  queries: Float64Array
  /** Queries of the first n names. */
  asked: Float64Array
}

/** `scores` are of the names without a logged one, NaN where none could be had. */
export function rankTraffic(decided: Decided, scores: ReadonlyMap<string, number>): RankedTraffic {
  const all = decided.names.map((name, at) => {
    const logged = decided.logged[at]!
    return {
      name,
      queries: decided.queries[at]!,
      probability: Number.isNaN(logged) ? (scores.get(name) ?? NaN) : logged,
    }
  })
  const rows = all.filter(({ probability }) => !Number.isNaN(probability))
  rows.sort((a, b) => b.probability - a.probability || b.queries - a.queries || (a.name < b.name ? -1 : 1))
  const asked = new Float64Array(rows.length + 1)
  rows.forEach(({ queries }, at) => (asked[at + 1] = asked[at]! + queries))
  return {
    decided,
    scored: rows.length,
    fromLog: decided.logged.filter((score) => !Number.isNaN(score)).length,
    names: rows.map(({ name }) => name),
    probabilities: Float64Array.from(rows, ({ probability }) => probability),
    queries: Float64Array.from(rows, ({ queries }) => queries),
    asked,
  }
}

/** What these thresholds would do to this traffic. Nobody has vetted these names: all of them are presumed benign. */
export function effectOn(traffic: RankedTraffic, thresholds: Thresholds): TrafficEffect {
  const { decided, names, probabilities, queries, asked } = traffic
  const blocked = reaching(probabilities, thresholds.malicious)
  const noticed = reaching(probabilities, thresholds.unsure)
  const perDay = (count: number) => (decided.days === 0 ? 0 : count / decided.days)
  return {
    since: decided.since,
    days: decided.days,
    names: decided.names.length,
    queries: decided.queries.reduce((sum, count) => sum + count, 0),
    scored: traffic.scored,
    fromLog: traffic.fromLog,
    blocked: { names: blocked, queriesPerDay: perDay(asked[blocked]!) },
    unsure: { names: noticed - blocked, queriesPerDay: perDay(asked[noticed]! - asked[blocked]!) },
    top: names
      .slice(0, Math.min(NAMED, blocked))
      .map((name, at) => ({ name, probability: probabilities[at]!, queries: queries[at]! })),
  }
}
