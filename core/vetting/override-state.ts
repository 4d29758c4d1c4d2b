import type { OverrideScope } from '../lists/override.ts'
import type { OverrideEntry, OverrideSet } from './override-entry.ts'

/** Why an override stopped to hold before its time. */
export type Ending = { kind: 'ended' | 'replaced'; time: number }

/** An override with how it ended; null while nobody has ended it. Whether its time is over is the clock's to say. */
export type Standing = { set: OverrideSet; ending: Ending | null }

/** What the entries of the journal add up to. For one scope one override stands: a newer one takes its place. */
export interface OverrideState {
  apply(entry: OverrideEntry): void
  /** By number; null when there is none, or it was taken back. */
  get(id: number): Standing | null
  /** In the order in which they were made, without those that were taken back. */
  all(): Iterable<Standing>
  /** The change of this number that can still be taken back, or the newest one; null when there is none. */
  undoable(id: number | null): Exclude<OverrideEntry, { kind: 'undo' }> | null
}

export function foldOverrides(entries: Iterable<OverrideEntry>): OverrideState {
  const changes: Exclude<OverrideEntry, { kind: 'undo' }>[] = []
  const undone = new Set<number>()
  let standing = new Map<number, Standing>()
  let byScope = new Map<string, number>()

  function take(entry: OverrideEntry): void {
    if (entry.kind === 'set') {
      const key = scopeKey(entry.scope)
      end(byScope.get(key), { kind: 'replaced', time: entry.time })
      standing.set(entry.id, { set: entry, ending: null })
      byScope.set(key, entry.id)
    } else if (entry.kind === 'end') end(entry.ends, { kind: 'ended', time: entry.time })
  }

  function end(id: number | undefined, ending: Ending): void {
    const one = id === undefined ? undefined : standing.get(id)
    if (one?.ending === null) standing.set(one.set.id, { ...one, ending })
  }

  /** A change that is taken back may have ended others: what holds is told anew from the beginning. */
  function replay(): void {
    standing = new Map()
    byScope = new Map()
    for (const change of changes) if (!undone.has(change.id)) take(change)
  }

  const state: OverrideState = {
    apply(entry) {
      if (entry.kind === 'undo') {
        undone.add(entry.undoes)
        replay()
      } else {
        changes.push(entry)
        take(entry)
      }
    },
    get: (id) => standing.get(id) ?? null,
    all: () => standing.values(),
    undoable: (wanted) => changes.findLast(({ id }) => !undone.has(id) && (wanted === null || id === wanted)) ?? null,
  }
  for (const entry of entries) state.apply(entry)
  return state
}

function scopeKey(scope: OverrideScope): string {
  return scope.kind === 'client' ? `client ${scope.client}` : `${scope.kind} ${scope.name} ${scope.client ?? ''}`
}
