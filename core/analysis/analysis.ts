import type { DomainName } from '../dns/name.ts'
import { registeredDomain } from '../dns/registered-domain.ts'
import type { Score } from '../model/score.ts'
import type { Criteria, Range, Term } from '../query/criteria.ts'
import { parseFilter } from '../query/filter.ts'
import type { NameTotals, QueryStore, Search } from '../store/port.ts'
import type { Clock } from '../system/clock.ts'
import { ok, type Fault, type Result } from '../system/result.ts'
import { createNameTable, lastScore, type NameTable, type PageWish } from './name-table.ts'
import { natureOf, type Present } from './nature.ts'
import { fittingPeriod, foldTimeline, PERIOD_MS } from './timeline.ts'
import type { ClientRow, NamePage, Nature, Period, RecordPage, Timeline } from './views.ts'

export type AnalysisParts = {
  store: QueryStore
  /** What holds now; asked again for each new table. */
  present(): Present
  clock: Clock
}

export type Cut = { period: Period | null; minutesEastOfUtc: number }

/** What the log says of one name. */
export type NameTraffic = {
  timeline: Timeline
  nature: Nature
  clients: ClientRow[]
  answers: { answer: string; count: number }[]
  siblings: { name: string; count: number }[]
  queries: number
  firstSeen: number | null
  lastSeen: number | null
}

/** Reads the store and folds what comes into the views of the desk. */
export interface Analysis {
  timeline(criteria: Criteria, cut: Cut): Promise<Result<Timeline, Fault>>
  names(criteria: Criteria, wish: PageWish): Promise<Result<NamePage, Fault>>
  clients(criteria: Criteria, limit: number): Promise<Result<ClientRow[], Fault>>
  records(criteria: Criteria, offset: number, limit: number): Promise<Result<RecordPage, Fault>>
  /** What a name is by what holds now and a score of now. */
  nature(name: DomainName, score: Score): Nature
  traffic(name: DomainName, range: Range, cut: Cut): Promise<Result<NameTraffic, Fault>>
  /** What was classified is old: a decision, a list or the model has changed. */
  forget(): void
}

/** A table is made anew after this, so that a page that is scrolled shows one state and a page that is opened again a fresh one. */
const TABLE_LIVES_MS = 5000
const TABLES_KEPT = 4
const SHOWN = { clients: 50, answers: 20, siblings: 20 }

export function createAnalysis({ store, present, clock }: AnalysisParts): Analysis {
  const tables = new Map<string, { madeAt: number; table: Promise<NameTable> }>()

  function tableFor(search: Search, key: string): Promise<NameTable> {
    const known = tables.get(key)
    if (known !== undefined && clock.elapsed() - known.madeAt < TABLE_LIVES_MS) return known.table
    const table = store.names(search).then((totals) => createNameTable(totals, present()))
    tables.delete(key)
    tables.set(key, { madeAt: clock.elapsed(), table })
    // One that failed must not be found again.
    table.catch(() => tables.delete(key))
    for (const old of [...tables.keys()].slice(0, -TABLES_KEPT)) tables.delete(old)
    return table
  }

  async function timelineOf(search: Search, cut: Cut): Promise<Result<Timeline, Fault>> {
    const period = fittingPeriod(search.range, cut.period)
    if (!period.ok) return period
    // A day begins the earlier the further east: at 18:30 UTC of the day before in India.
    const offsetMs = -cut.minutesEastOfUtc * 60_000
    const rows = await store.timeline(search, PERIOD_MS[period.value], offsetMs)
    return ok(foldTimeline(rows, search.range, { period: period.value, offsetMs }))
  }

  return {
    timeline: (criteria, cut) => withSearch(criteria, (search) => timelineOf(search, cut)),
    names: (criteria, wish) =>
      withSearch(criteria, async (search) => ok((await tableFor(search, JSON.stringify(criteria))).page(wish))),
    clients: (criteria, limit) => withSearch(criteria, async (search) => ok(await store.clients(search, limit))),
    records: (criteria, offset, limit) =>
      withSearch(criteria, async (search) => ok(await store.records(search, offset, limit))),
    nature: (name, { probability, modelId, band }) =>
      natureOf(name, { probability, modelId, wasUnsure: band === 'unsure' }, present()),
    async traffic(name, range, cut) {
      const search = searchFor(range, { kind: 'exact', text: name })
      const domain = registeredDomain(name)
      const [timeline, clients, answers, totals, family] = await Promise.all([
        timelineOf(search, cut),
        store.clients(search, SHOWN.clients),
        store.answers(search, SHOWN.answers),
        store.names(search),
        domain === null ? null : store.names(searchFor(range, { kind: 'tree', text: domain })),
      ])
      if (!timeline.ok) return timeline
      return ok({
        timeline: timeline.value,
        nature: natureOf(name, totals.names.length === 0 ? null : lastScore(totals, 0), present()),
        clients,
        answers,
        siblings: family === null ? [] : siblingsOf(name, family),
        queries: totals.counts[0] ?? 0,
        firstSeen: totals.firstSeen[0] ?? null,
        lastSeen: totals.lastSeen[0] ?? null,
      })
    },
    forget: () => tables.clear(),
  }
}

async function withSearch<T>(
  { range, filter }: Criteria,
  then: (search: Search) => Promise<Result<T, Fault>>
): Promise<Result<T, Fault>> {
  const terms = parseFilter(filter)
  if (terms.ok) return then({ range, terms: terms.value })
  return { ok: false, fault: { kind: 'bad-input', message: terms.fault.message } }
}

function searchFor(range: Range, pattern: Extract<Term, { field: 'name' }>['patterns'][number]): Search {
  return { range, terms: [{ field: 'name', negated: false, patterns: [pattern] }] }
}

/** Other names under the same registered domain, most asked first. */
function siblingsOf(name: DomainName, { names, counts }: NameTotals): NameTraffic['siblings'] {
  return names
    .map((sibling, at) => ({ name: sibling, count: counts[at]! }))
    .filter((sibling) => sibling.name !== name)
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, SHOWN.siblings)
}
