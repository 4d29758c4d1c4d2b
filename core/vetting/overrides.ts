import type { OverrideRule } from '../lists/override.ts'
import type { Clock } from '../system/clock.ts'
import type { LineJournal } from '../system/line-journal.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import type { NewOverride, OverrideEnd, OverrideEntry, OverrideList, OverrideRow } from './override-entry.ts'
import { foldOverrides, type Standing } from './override-state.ts'

export type OverridesParts = {
  journal: LineJournal<OverrideEntry>
  clock: Clock
  /** Answers that the override of this number decided. */
  hits(id: number): number
}

/** What was changed, and the override that it was about, as it stands now. */
export type OverrideChange = { id: number; override: OverrideRow }

/** A person's word for a while, or for some clients: kept in a journal, and over when its time is. */
export interface Overrides {
  list(): OverrideList
  /** On the disk when it resolves. */
  set(wish: NewOverride & { actor: string }): Promise<Result<OverrideChange, Fault>>
  /** Before its time. The fault is of kind `not-found` when it does not hold. */
  end(id: number, actor: string): Promise<Result<OverrideChange, Fault>>
  /** Takes a change back, the newest one without a number; the fault is of kind `nothing-to-undo` when there is none. */
  undo(actor: string, id?: number): Promise<Result<OverrideChange, Fault>>
  /** Those that hold now, as answers need them. */
  rules(): OverrideRule[]
  /** When the next one ends; Infinity when none does. */
  nextEnd(): number
}

/** Each is looked at where a name that someone asks is judged anew, and goes to the resolver whole with each change. */
const MOST_HOLDING = 10_000
/** Of those that are over. */
const SHOWN = 500

export function createOverrides({ journal, clock, hits }: OverridesParts): Overrides {
  const state = foldOverrides(journal.entries)
  /** Numbers of those whose time was over once: they stay over, also when somebody sets the clock back. */
  const lapsed = new Set<number>()
  let turn: Promise<unknown> = Promise.resolve()

  /** One after the other: two that undo at once must not take the same change back. */
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const mine = turn.then(change)
    turn = mine.catch(() => undefined)
    return mine
  }

  const holding = () => [...state.all()].filter((one) => overAt(one) === null)

  /** When it stopped to hold: by a person or by its end, whichever came first; null while it holds. */
  function overAt({ set: { id, until }, ending }: Standing): number | null {
    if (until !== null && until <= clock.now()) lapsed.add(id)
    const lapsedAt = lapsed.has(id) ? until : null
    if (ending === null || lapsedAt === null) return ending?.time ?? lapsedAt
    return Math.min(ending.time, lapsedAt)
  }

  function row(one: Standing): OverrideRow {
    const { id, scope, effect, until, note, actor, time } = one.set
    const over = overAt(one)
    const shape = over === null ? 'holds' : over === until ? 'lapsed' : (one.ending?.kind ?? 'lapsed')
    return { id, scope, effect, until, note, actor, madeAt: time, hits: hits(id), state: shape, overAt: over }
  }

  async function keep(draft: Parameters<typeof journal.append>[0]): Promise<Result<OverrideEntry, Fault>> {
    const kept = await journal.append(draft)
    if (kept.ok) state.apply(kept.value)
    return kept
  }

  return {
    list() {
      const rows = Array.from(state.all(), row)
      const over = rows.filter(({ overAt }) => overAt !== null)
      return {
        holding: rows.filter(({ overAt }) => overAt === null).sort(soonestFirst),
        over: over.sort((a, b) => b.overAt! - a.overAt! || b.id - a.id).slice(0, SHOWN),
        overInAll: over.length,
      }
    },
    set: ({ scope, effect, ends, note, actor }) =>
      inTurn(async () => {
        const until = endOf(ends, clock.now())
        if (!until.ok) return until
        if (holding().length >= MOST_HOLDING)
          return refused(`there are ${MOST_HOLDING} overrides, the most there may be`)
        const kept = await keep({ kind: 'set', scope, effect, until: until.value, note, actor })
        return kept.ok ? ok({ id: kept.value.id, override: row(state.get(kept.value.id)!) }) : kept
      }),
    end: (id, actor) =>
      inTurn(async () => {
        const one = state.get(id)
        if (one === null || overAt(one) !== null)
          return failed({ kind: 'not-found', message: 'this override does not hold any more' })
        const kept = await keep({ kind: 'end', ends: id, actor })
        return kept.ok ? ok({ id: kept.value.id, override: row(state.get(id)!) }) : kept
      }),
    undo: (actor, wanted) =>
      inTurn(async () => {
        const taken = state.undoable(wanted ?? null)
        if (taken === null) return failed({ kind: 'nothing-to-undo', message: 'it was taken back before' })
        const about = state.get(taken.kind === 'set' ? taken.id : taken.ends)
        if (about === null) return failed({ kind: 'nothing-to-undo', message: 'what it ended was taken back before' })
        const kept = await keep({ kind: 'undo', undoes: taken.id, actor })
        if (!kept.ok) return kept
        // One that was taken back is nowhere any more: it is shown as it was, and as ended now.
        const now = state.get(about.set.id) ?? { ...about, ending: { kind: 'ended' as const, time: kept.value.time } }
        return ok({ id: taken.id, override: row(now) })
      }),
    rules: () => holding().map(({ set: { id, scope, effect, until } }) => ({ id, scope, effect, until })),
    nextEnd: () => holding().reduce((first, { set: { until } }) => Math.min(first, until ?? Infinity), Infinity),
  }
}

function soonestFirst(a: OverrideRow, b: OverrideRow): number {
  // Two that never end have no difference that is a number.
  if (a.until === b.until) return b.id - a.id
  return (a.until ?? Infinity) - (b.until ?? Infinity)
}

function endOf(ends: OverrideEnd, now: number): Result<number | null, Fault & { field: string }> {
  switch (ends.kind) {
    case 'never':
      return ok(null)
    case 'after':
      return ok(now + ends.minutes * 60_000)
    case 'at': {
      if (ends.time > now) return ok(ends.time)
      return failed({ kind: 'bad-input', message: 'it would have ended before it begins', field: 'ends' })
    }
  }
}

function refused(message: string): Result<never, Fault> {
  return failed({ kind: 'refused', message })
}
