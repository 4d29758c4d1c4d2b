import type { DomainName } from '../dns/name.ts'
import type { NameTotals } from '../store/port.ts'
import { VERDICT_KINDS } from '../verdict/verdict.ts'
import { inTab, natureOf, type LastScore, type Present } from './nature.ts'
import type { Nature, NamePage, NameRow, NameSort, NatureTab } from './views.ts'

export type PageWish = { tab: NatureTab; sort: NameSort; offset: number; limit: number }

const TABS: readonly NatureTab[] = ['malicious', 'benign', 'unsure', 'all']

/** Names of one search with what they are now; made once, then paged and sorted without asking the store again. */
export interface NameTable {
  page(wish: PageWish): NamePage
}

export function createNameTable(totals: NameTotals, present: Present): NameTable {
  const natures = totals.names.map((name, at) => natureOf(name as DomainName, lastScore(totals, at), present))
  const tabs = Object.fromEntries(TABS.map((tab) => [tab, rowsOf(natures, tab)])) as Record<NatureTab, Uint32Array>
  const sizes = Object.fromEntries(TABS.map((tab) => [tab, tabs[tab].length])) as Record<NatureTab, number>
  const sorted = new Map<string, Uint32Array>()

  function inOrder(tab: NatureTab, sort: NameSort): Uint32Array {
    const key = `${tab} ${sort.by} ${String(sort.descending)}`
    const known = sorted.get(key)
    if (known !== undefined) return known
    const rows = tabs[tab].toSorted(comparison(totals, sort))
    sorted.set(key, rows)
    return rows
  }

  return {
    page({ tab, sort, offset, limit }) {
      const rows = inOrder(tab, sort)
      let queries = 0
      for (const at of rows) queries += totals.counts[at]!
      const shown = Array.from(rows.subarray(offset, offset + limit), (at) => rowAt(totals, natures, at))
      return { rows: shown, total: rows.length, queries, tabs: sizes }
    },
  }
}

export function lastScore(totals: NameTotals, at: number): LastScore | null {
  const probability = totals.lastScore[at]!
  if (Number.isNaN(probability)) return null
  const wasUnsure = VERDICT_KINDS[totals.lastVerdict[at]!] === 'unsure'
  return { probability, modelId: totals.lastModel[at] ?? null, wasUnsure }
}

function rowsOf(natures: readonly Nature[], tab: NatureTab): Uint32Array {
  const rows: number[] = []
  for (const [at, nature] of natures.entries()) if (inTab(nature, tab)) rows.push(at)
  return Uint32Array.from(rows)
}

/** Names that are equal in the wanted column stand by name, so that a page is the same each time; unscored ones come last. */
function comparison(totals: NameTotals, { by, descending }: NameSort): (a: number, b: number) => number {
  const sign = descending ? -1 : 1
  const byName = (a: number, b: number): number => (totals.names[a]! < totals.names[b]! ? -1 : 1)
  if (by === 'name') return (a, b) => sign * byName(a, b)
  const column = {
    count: totals.counts,
    clients: totals.clients,
    firstSeen: totals.firstSeen,
    lastSeen: totals.lastSeen,
    score: totals.lastScore,
  }[by]
  return (a, b) => {
    const [left, right] = [column[a]!, column[b]!]
    if (Number.isNaN(left) || Number.isNaN(right))
      return Number(Number.isNaN(left)) - Number(Number.isNaN(right)) || byName(a, b)
    return sign * (left - right) || byName(a, b)
  }
}

function rowAt(totals: NameTotals, natures: readonly Nature[], at: number): NameRow {
  const score = totals.lastScore[at]!
  return {
    name: totals.names[at]!,
    count: totals.counts[at]!,
    clients: totals.clients[at]!,
    firstSeen: totals.firstSeen[at]!,
    lastSeen: totals.lastSeen[at]!,
    score: Number.isNaN(score) ? null : score,
    modelId: totals.lastModel[at] ?? null,
    lastVerdict: VERDICT_KINDS[totals.lastVerdict[at]!]!,
    nature: natures[at]!,
  }
}
