import type { DomainName } from '../dns/name.ts'
import type { OwnNames } from '../lists/own-names.ts'
import type { NameTotals } from '../store/port.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import type { VettingClass } from '../verdict/verdict.ts'
import type { Decision, NameDecision, Reach, VettingOrder, VettingPage, VettingRow } from './decision.ts'
import type { DecisionDraft, Journal } from './journal.ts'
import { decidedRow, inOrder, rowNumbers, trafficOf, waitingRow, type ServingBand } from './page.ts'
import { fold, type ClassChange, type ClassCounts } from './state.ts'

/** What vetting asks of the rest: both over the last 30 days. */
export type VettingPorts = {
  journal: Journal
  /** Kept in step with the journal from the opening on. */
  own: OwnNames
  /** Names whose verdict was `unsure`. Those decided since, or covered by a decision, are left out here. */
  waiting(): Promise<NameTotals>
  /** Every name that was asked. */
  asked(): Promise<NameTotals>
  /** Questions for these names and all below them. */
  queriesUnder(names: readonly string[]): Promise<number>
  serving(): ServingBand | null
}

export type PageWish = { class: VettingClass; order: VettingOrder; search: string; offset: number; limit: number }
export type NewDecision = { names: string[]; class: VettingClass; note: string; actor: string }
/** `changes` are the names that have another class now: what the answers have to learn. */
export type Decided = { decision: Decision; changes: ClassChange[] }

export interface Vetting {
  page(wish: PageWish): Promise<VettingPage>
  counts(): Promise<ClassCounts>
  reach(names: string[]): Promise<Reach>
  /** On the disk, and in `own`, when it resolves. */
  decide(decision: NewDecision): Promise<Result<Decided, Fault>>
  /** Takes the newest decision that stands back; the fault is of kind `nothing-to-undo` when there is none. */
  undo(actor: string, id?: number): Promise<Result<Decided, Fault>>
  classOf(name: string): VettingClass
  /** Newest first. */
  history(name: string): NameDecision[]
  /** Names with a class, for training. */
  labelled(): { name: string; class: Exclude<VettingClass, 'not-vetted'>; time: number }[]
  onChange(listener: (decided: Decided) => void): () => void
}

export function createVetting({ journal, own, waiting, asked, queriesUnder, serving }: VettingPorts): Vetting {
  const state = fold(journal.entries)
  const listeners = new Set<(decided: Decided) => void>()
  let turn: Promise<unknown> = Promise.resolve()
  for (const vetted of CLASSES) for (const name of state.decided(vetted)) own.set(name, vetted)

  /** One after the other: two that undo at once must not take the same decision back. */
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const mine = turn.then(change)
    turn = mine.catch(() => undefined)
    return mine
  }

  async function take(draft: DecisionDraft): Promise<Result<Decided, Fault>> {
    const kept = await journal.append(draft)
    if (!kept.ok) return kept
    const changes = state.apply(kept.value)
    for (const change of changes) own.set(change.name, change.class)
    const decided = { decision: kept.value, changes }
    for (const listener of listeners) listener(decided)
    return ok(decided)
  }

  async function waitingRows(): Promise<VettingRow[]> {
    const totals = await waiting()
    const band = serving()
    return totals.names.flatMap((name, at) =>
      own.match(name as DomainName) === null ? [waitingRow(totals, at, band)] : []
    )
  }

  async function decidedRows(vetted: VettingClass): Promise<VettingRow[]> {
    const names = state.decided(vetted)
    if (names.length === 0) return []
    const totals = await asked()
    const numbers = rowNumbers(totals)
    return names.map((name) => {
      const at = numbers.get(name)
      return decidedRow(state.standing(name)!, name, at === undefined ? undefined : trafficOf(totals, at))
    })
  }

  const allDecided = (): Set<string> => new Set(CLASSES.flatMap((vetted) => state.decided(vetted)))

  return {
    async page(wish) {
      const search = wish.search.trim().toLowerCase().replaceAll('[.]', '.')
      const waits = await waitingRows()
      const rows = wish.class === 'not-vetted' ? waits : await decidedRows(wish.class)
      const found = search === '' ? rows : rows.filter((row) => row.name.includes(search))
      const ordered = inOrder(found, wish.order, allDecided())
      const counts = { ...state.counts(), 'not-vetted': waits.length }
      return { rows: ordered.slice(wish.offset, wish.offset + wish.limit), total: found.length, counts }
    },
    counts: async () => ({ ...state.counts(), 'not-vetted': (await waitingRows()).length }),
    async reach(names) {
      const wanted = new Set(names)
      const classed = (vetted: VettingClass): number =>
        [...wanted].filter((name) => state.classOf(name) === vetted).length
      return {
        names: wanted.size,
        queries: await queriesUnder([...wanted]),
        vettedBenign: classed('benign'),
        vettedMalicious: classed('malicious') + classed('honeypot'),
      }
    },
    decide: ({ names, ...rest }) => inTurn(() => take({ ...rest, names: [...new Set(names)], undoes: null })),
    undo: (actor, wanted) =>
      inTurn(async () => {
        const taken = state.standingDecision(wanted ?? null)
        if (taken === null) return failed({ kind: 'nothing-to-undo', message: 'it was taken back before' })
        return take({ names: taken.names, class: taken.class, note: '', actor, undoes: taken.id })
      }),
    classOf: state.classOf,
    history: state.history,
    labelled: () =>
      CLASSES.flatMap((vetted) =>
        state.decided(vetted).map((name) => ({ name, class: vetted, time: state.standing(name)!.time }))
      ),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const CLASSES = ['benign', 'honeypot', 'malicious'] as const
