import type { ListPreview, ListSummary } from './list.ts'
import type { ListReading } from './parse/read-list.ts'
import type { Subscription } from './shelf.ts'

/** What stands as the source of a list that came from no file. */
export const PASTED = 'pasted'

/** As the Lists screen shows it. */
export function summary({ table: _table, ...kept }: Subscription, hits = 0): ListSummary {
  return { ...kept, hits }
}

/** What the index keeps of a reading. */
export function figures({ format, names, repeated, broken, localData, bytes }: ListReading) {
  return { format, names, repeated, broken, localData, bytes }
}

/** Before it is subscribed. */
export function preview({ table: _table, bytes: _bytes, ...shown }: ListReading): ListPreview {
  return shown
}
