import type { GridRows } from './rows.ts'

/** The row that the keyboard is on. The key says which; the place says where to go on when that row has left. */
export type Cursor = { key: string; index: number }

/** Where the cursor is now: with its row, else on the row that took its place, else on the last one; -1 without rows. */
export function locate<Row>(rows: GridRows<Row>, cursor: Cursor | null, keyOf: (row: Row) => string): number {
  if (cursor === null || rows.total === 0) return -1
  const there = rows.at(cursor.index)
  if (there !== undefined && keyOf(there) === cursor.key) return cursor.index
  const elsewhere = rows.indexOf(cursor.key)
  return elsewhere >= 0 ? elsewhere : Math.min(cursor.index, rows.total - 1)
}

export type Span = { total: number; page: number }

/** Where a key leads from a place, or null when it is no key of movement. Without a place every movement enters at an end. */
export function destination(key: string, from: number, { total, page }: Span): number | null {
  const last = total - 1
  switch (key) {
    case 'ArrowDown':
      return Math.min(from + 1, last)
    case 'ArrowUp':
      return from < 0 ? last : Math.max(from - 1, 0)
    case 'PageDown':
      return Math.min(Math.max(from, 0) + page, last)
    case 'PageUp':
      return Math.max((from < 0 ? last : from) - page, 0)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}
