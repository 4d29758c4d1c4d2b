import type { Clock } from '../system/clock.ts'
import type { Shelf, Subscription } from './shelf.ts'

/** A person who removed a list by mistake knows it soon. */
const RESTORABLE_MS = 10 * 60_000

/** A list that is subscribed no more, and the place that it had among the others. */
export type Removed = { known: Subscription; place: number }

/** Lists whose files stay for a while after they were removed, so that they can be put back as they were. */
export interface RemovedLists {
  put(removed: Removed): void
  /** Null when there is none of this id, or its time is over. */
  get(id: string): Removed | null
  /** It is subscribed again. */
  takeBack(id: string): void
  /** Removes the files of those whose time is over, or of all. */
  forget(which: 'old' | 'all'): Promise<void>
}

export function createRemovedLists(shelf: Shelf, clock: Clock): RemovedLists {
  const removed = new Map<string, Removed & { until: number }>()
  const isOver = ({ until }: { until: number }) => until <= clock.elapsed()
  return {
    put: (one) => void removed.set(one.known.id, { ...one, until: clock.elapsed() + RESTORABLE_MS }),
    get(id) {
      const one = removed.get(id)
      return one === undefined || isOver(one) ? null : one
    },
    takeBack: (id) => void removed.delete(id),
    async forget(which) {
      for (const [id, one] of removed) {
        if (which === 'old' && !isOver(one)) continue
        removed.delete(id)
        await shelf.remove(id)
      }
    },
  }
}
