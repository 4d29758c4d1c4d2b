import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import {
  useCallback,
  useEffect,
  useEffectEvent,
  useId,
  useMemo,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react'
import { useColumns, template, type GridColumn } from './columns.ts'
import { ColumnsMenu } from './columns-menu.tsx'
import { chordOf, useKeys, type KeyMap } from '../frame/keys.ts'
import { count as countText } from '../design/format.ts'
import { gridKeys, isMove } from './grid-keys.ts'
import styles from './grid.module.css'
import { Head, type GridSort } from './header.tsx'
import { Box, MemoRow } from './row.tsx'
import { extentOf } from './selection.ts'
import type { GridModel } from './use-grid.ts'

export type GridProps<Row> = {
  grid: GridModel<Row>
  /** Stable: made outside the component or in a useMemo. */
  columns: readonly GridColumn<Row>[]
  label: string
  /** The name under which widths and hidden columns are kept. */
  remember: string
  sort?: GridSort
  onSort?: (sort: GridSort) => void
  /** Enter, or a press on a row. */
  onOpen?: (row: Row) => void
  /** Rows that wait, so that nothing moves under the pointer. */
  fresh?: { count: number; show: () => void }
  /** Stands in place of the rows: an Empty, a Fault. */
  instead?: ReactNode
  loading?: boolean
  rowClass?: (row: Row) => string | undefined
  /** The screen's main grid: its keys work from anywhere on the screen, and stand in the overlay of keys. */
  main?: boolean
}

export const ROW_HEIGHT = 28
const HEAD_HEIGHT = 28
/** A browser cannot draw an element higher than some 33 million pixels; what lies further down is found by a filter. */
const MOST_ROWS = 1_000_000
const SKELETONS = 12

/** Every table of the desk: virtual rows from the store, worked by keyboard (WAI-ARIA grid with an active descendant). */
export function Grid<Row>(props: GridProps<Row>): ReactNode {
  const {
    grid,
    columns,
    label,
    remember,
    sort,
    onSort,
    onOpen,
    fresh,
    instead,
    loading = false,
    rowClass,
    main = false,
  } = props
  const { rows, selectable, activeIndex, box } = grid
  const id = useId()
  const table = useColumns(columns, remember)
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns])
  const shown = table.getVisibleLeafColumns().flatMap((column) => byId.get(column.id) ?? [])
  const count = instead !== undefined ? 0 : loading && rows.total === 0 ? SKELETONS : Math.min(rows.total, MOST_ROWS)

  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollMargin: HEAD_HEIGHT,
    scrollPaddingStart: HEAD_HEIGHT,
    // The active row stays drawn wherever one scrolls: the grid's focus is on it.
    rangeExtractor: (range) => withActive(defaultRangeExtractor(range), activeIndex, range.count),
  })
  const items = virtual.getVirtualItems()
  const first = virtual.range?.startIndex ?? 0
  const last = virtual.range?.endIndex ?? 0
  const { show } = rows
  useEffect(() => show(first, last), [show, first, last])

  const page = () => Math.max(1, Math.floor(((box.current?.clientHeight ?? 0) - HEAD_HEIGHT) / ROW_HEIGHT) - 1)
  const keys = gridKeys({ grid, onOpen, page, acts: shown.some(({ acts }) => acts === true) })
  useKeys(label, entering(keys, grid.focus), { enabled: main })
  const onKeyDown = (event: KeyboardEvent) => {
    const action = event.target === event.currentTarget ? keys[chordOf(event.nativeEvent)] : undefined
    if (action === undefined) return
    event.preventDefault()
    action.run(event.nativeEvent)
  }
  const scrollToActive = useEffectEvent(() => {
    if (activeIndex >= 0) virtual.scrollToIndex(activeIndex)
  })
  useEffect(() => scrollToActive(), [grid.moves])

  const { goTo, toggle, extendTo } = grid
  const onPress = useCallback(
    (index: number, event: MouseEvent) => {
      if (event.target instanceof Element && event.target.closest('button, a, input, label, [role=switch]') !== null)
        return
      if (event.shiftKey) extendTo(index)
      else if (event.ctrlKey || event.metaKey) toggle(index)
      else {
        goTo(index)
        const row = rows.at(index)
        if (row !== undefined) onOpen?.(row)
      }
    },
    [goTo, toggle, extendTo, rows, onOpen]
  )
  const onToggle = useCallback(
    (index: number, event: MouseEvent) => {
      event.stopPropagation()
      if (event.shiftKey) extendTo(index)
      else toggle(index)
    },
    [toggle, extendTo]
  )

  const extent = extentOf(grid.selected.size, rows.total)
  const width = table.getTotalSize() + (selectable ? 34 : 0) + 30
  const style = { '--columns': template(table, byId, selectable), '--width': `${width}px` } as CSSProperties
  return (
    <div className={styles['frame']} style={style}>
      {fresh !== undefined && fresh.count > 0 && (
        <button type="button" className={styles['fresh']} onClick={fresh.show}>
          {countText(fresh.count)} new
        </button>
      )}
      <div
        ref={box}
        role="grid"
        tabIndex={0}
        className={styles['grid']}
        aria-label={label}
        aria-rowcount={rows.total + 1}
        aria-colcount={shown.length + (selectable ? 1 : 0)}
        aria-busy={loading}
        {...(selectable ? { 'aria-multiselectable': true } : {})}
        {...(activeIndex < 0 ? {} : { 'aria-activedescendant': rowId(id, activeIndex) })}
        onKeyDown={onKeyDown}
        // Coming by keyboard into a grid that was never entered, one stands on its first row at once.
        onFocus={(event) => {
          if (
            event.target === event.currentTarget &&
            activeIndex < 0 &&
            rows.total > 0 &&
            event.currentTarget.matches(':focus-visible')
          )
            goTo(0)
        }}
      >
        <div role="rowgroup" className={styles['heads']}>
          <div role="row" aria-rowindex={1} className={styles['headRow']}>
            {selectable && (
              <div role="columnheader" aria-colindex={1} className={styles['pick']}>
                <button
                  type="button"
                  className={styles['all']}
                  aria-label={extent === 'none' ? 'Select all that match' : 'Select none'}
                  onClick={extent === 'none' ? grid.selectAll : grid.clear}
                >
                  <Box state={extent} />
                </button>
              </div>
            )}
            {table.getHeaderGroups()[0]?.headers.map((header, place) => {
              const column = byId.get(header.column.id)
              if (column === undefined) return null
              const at = place + (selectable ? 2 : 1)
              return (
                <Head
                  key={header.id}
                  table={table}
                  header={header}
                  column={column}
                  place={at}
                  sort={sort}
                  onSort={onSort}
                />
              )
            })}
          </div>
        </div>
        <div role="rowgroup" className={styles['body']} style={{ height: count * ROW_HEIGHT }}>
          {items.map((item) => {
            const row = rows.at(item.index)
            const key = row === undefined ? null : grid.keyOf(row)
            return (
              <MemoRow
                key={item.key}
                id={rowId(id, item.index)}
                row={row}
                index={item.index}
                top={item.start - HEAD_HEIGHT}
                columns={shown}
                selectable={selectable}
                selected={key !== null && grid.selected.has(key)}
                active={item.index === activeIndex}
                className={row === undefined ? undefined : rowClass?.(row)}
                onPress={onPress}
                onToggle={onToggle}
              />
            )
          })}
        </div>
        {rows.total > MOST_ROWS && instead === undefined && (
          <p className={styles['more']}>
            The first {countText(MOST_ROWS)} of {countText(rows.total)}: filter to see the others.
          </p>
        )}
      </div>
      <div className={styles['columnsMenu']}>
        <ColumnsMenu table={table} />
      </div>
      {instead !== undefined && <div className={styles['instead']}>{instead}</div>}
    </div>
  )
}

/** From elsewhere on the screen a movement also brings the keyboard here: what is pressed next is pressed on the row. */
function entering(keys: KeyMap, focus: () => void): KeyMap {
  const entered = Object.entries(keys).map(([chord, { says, run }]) => {
    const enter = (event: globalThis.KeyboardEvent) => {
      run(event)
      if (isMove(chord)) focus()
    }
    return [chord, { says, run: enter }] as const
  })
  return Object.fromEntries(entered)
}

function withActive(range: number[], active: number, count: number): number[] {
  if (active < 0 || active >= count || range.includes(active)) return range
  return [...range, active].sort((a, b) => a - b)
}

function rowId(grid: string, index: number): string {
  return `${grid}-row-${index}`
}
