import type { DomainName } from '../dns/name.ts'
import { registeredDomain } from '../dns/registered-domain.ts'
import type { NameTotals } from '../store/port.ts'
import type { Decision, VettingOrder, VettingRow } from './decision.ts'
import { contradiction, usefulness } from './usefulness.ts'

/** The model that serves, and where its band of doubt lies. */
export type ServingBand = { modelId: string; unsure: number; malicious: number }

/** Each name's row number in columns of totals. */
export function rowNumbers({ names }: NameTotals): Map<string, number> {
  return new Map(names.map((name, at) => [name, at]))
}

export function waitingRow(totals: NameTotals, at: number, band: ServingBand | null): VettingRow {
  const traffic = trafficOf(totals, at)
  return {
    name: totals.names[at]!,
    class: 'not-vetted',
    ...traffic,
    why: whyItWaits(traffic, band),
    decidedAt: null,
    decidedBy: null,
  }
}

/** A decided name; one that was never asked has no traffic. */
export function decidedRow(decision: Decision, name: string, traffic: Traffic = NO_TRAFFIC): VettingRow {
  return {
    name,
    class: decision.class,
    ...traffic,
    why: decision.note,
    decidedAt: decision.time,
    decidedBy: decision.actor,
  }
}

export type Traffic = Pick<VettingRow, 'score' | 'modelId' | 'queries' | 'clients' | 'firstSeen' | 'lastSeen'>

const NO_TRAFFIC: Traffic = { score: null, modelId: null, queries: 0, clients: 0, firstSeen: null, lastSeen: null }

export function trafficOf(totals: NameTotals, at: number): Traffic {
  const score = totals.lastScore[at]!
  return {
    score: Number.isNaN(score) ? null : score,
    modelId: totals.lastModel[at] ?? null,
    queries: totals.counts[at]!,
    clients: totals.clients[at]!,
    firstSeen: totals.firstSeen[at]!,
    lastSeen: totals.lastSeen[at]!,
  }
}

function whyItWaits({ score, modelId }: Pick<Traffic, 'score' | 'modelId'>, band: ServingBand | null): string {
  if (score === null) return 'no model has scored it'
  if (band === null || modelId !== band.modelId) return `scored by ${modelId ?? 'a model that is gone'}`
  if (score >= band.malicious) return `score above ${band.malicious.toFixed(2)}, and the model only observes`
  if (score < band.unsure) return `score below ${band.unsure.toFixed(2)}: it waited under other thresholds`
  return `score between ${band.unsure.toFixed(2)} and ${band.malicious.toFixed(2)}`
}

/** Rows in the wanted order; equal ones by name, so that a page is the same each time. */
export function inOrder(rows: VettingRow[], order: VettingOrder, decided: ReadonlySet<string>): VettingRow[] {
  const rank = order === 'name' ? () => 0 : ranking(order, decided)
  const ranked = rows.map((row) => ({ row, rank: rank(row) }))
  ranked.sort((a, b) => b.rank - a.rank || (a.row.name < b.row.name ? -1 : 1))
  return ranked.map(({ row }) => row)
}

function ranking(order: Exclude<VettingOrder, 'name'>, decided: ReadonlySet<string>): (row: VettingRow) => number {
  switch (order) {
    case 'newest':
      return (row) => row.decidedAt ?? row.firstSeen ?? 0
    case 'most-asked':
      return (row) => row.queries
    case 'most-useful': {
      const siblings = countByDomain(decided)
      return (row) =>
        row.class === 'not-vetted'
          ? usefulness({ score: row.score, queries: row.queries, siblings: siblings.get(domainOf(row.name)) ?? 0 })
          : contradiction(row.class, row.score, row.queries)
    }
  }
}

function countByDomain(names: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(domainOf(name), (counts.get(domainOf(name)) ?? 0) + 1)
  return counts
}

function domainOf(name: string): string {
  return registeredDomain(name as DomainName) ?? name
}
