import { useMemo, useRef, useState, type RefObject } from 'react'
import { locate, type Cursor } from './cursor.ts'
import type { GridRows } from './rows.ts'
import { anchored, NO_SELECTION, ranged, selectedAll, toggled, type Selection } from './selection.ts'

/** What a call may carry at most (core/contract, vetting.decide). */
export const MOST_SELECTED = 100_000

export type GridModel<Row> = {
  readonly rows: GridRows<Row>
  readonly keyOf: (row: Row) => string
  readonly selectable: boolean
  /** The row that the keyboard is on, and its place; undefined and -1 when there is none. */
  readonly active: Row | undefined
  readonly activeIndex: number
  readonly selected: ReadonlySet<string>
  /** Grows with each movement by a person, so that the grid scrolls for these and not for rows that come and go. */
  readonly moves: number
  /** The element that has the grid's keys. */
  readonly box: RefObject<HTMLDivElement | null>
  /** Puts the keyboard into the grid, where its cursor is. */
  focus: () => void
  /** Puts the cursor on a row; a range may begin there. */
  goTo: (index: number) => void
  /** Puts the cursor on a row that may still be on its way; until it comes the cursor stays where it is. */
  seek: (key: string) => void
  toggle: (index: number) => void
  /** Selects from where the last movement or click was up to this row. */
  extendTo: (index: number) => void
  selectAll: () => void
  clear: () => void
}

/** The state of one grid: which row the keyboard is on and which rows are selected, by key. */
export function useGrid<Row>(options: {
  rows: GridRows<Row>
  keyOf: (row: Row) => string
  selectable?: boolean
  /** Stands on the first row before anybody moved. */
  starts?: boolean
}): GridModel<Row> {
  const { rows, keyOf, selectable = false, starts = false } = options
  const [cursor, setCursor] = useState<Cursor | null>(null)
  const [selection, setSelection] = useState<Selection>(NO_SELECTION)
  const [moves, setMoves] = useState(0)
  const box = useRef<HTMLDivElement>(null)
  const activeIndex = cursor === null && starts && rows.total > 0 ? 0 : locate(rows, cursor, keyOf)

  return useMemo(() => {
    const put = (index: number) => {
      const row = rows.at(index)
      setCursor({ key: row === undefined ? '' : keyOf(row), index })
      setMoves((now) => now + 1)
    }
    const take = (first: number, last: number, apply: (keys: string[]) => void) => {
      const found = rows.between(first, Math.min(last, first + MOST_SELECTED - 1))
      if (found instanceof Promise) void found.then((all) => apply(all.map(keyOf)))
      else apply(found.map(keyOf))
    }
    return {
      rows,
      keyOf,
      selectable,
      active: activeIndex < 0 ? undefined : rows.at(activeIndex),
      activeIndex,
      selected: selection.keys,
      moves,
      box,
      focus: () => box.current?.focus({ preventScroll: true }),
      goTo(index) {
        put(index)
        setSelection((now) => anchored(now, index))
      },
      seek: (key) => setCursor({ key, index: Math.max(0, activeIndex) }),
      toggle(index) {
        put(index)
        const row = rows.at(index)
        if (row !== undefined && selectable) setSelection((now) => toggled(now, keyOf(row), index))
      },
      extendTo(index) {
        put(index)
        if (!selectable) return
        const anchor = selection.anchor ?? (activeIndex < 0 ? index : activeIndex)
        setSelection((now) => ({ ...now, anchor }))
        take(Math.min(anchor, index), Math.max(anchor, index), (keys) => setSelection((now) => ranged(now, keys)))
      },
      selectAll() {
        if (selectable) take(0, rows.total - 1, (keys) => setSelection(selectedAll(keys)))
      },
      clear: () => setSelection(NO_SELECTION),
    }
  }, [rows, keyOf, selectable, activeIndex, selection, moves])
}
