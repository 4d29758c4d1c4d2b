import { ArrowDown, ArrowUp } from 'lucide-react'
import type { KeyboardEvent, MouseEvent, ReactNode, TouchEvent } from 'react'
import type { ColumnTable, GridColumn } from './columns.ts'
import styles from './grid.module.css'

export type GridSort = { by: string; descending: boolean }

type ColumnHeader = ReturnType<ColumnTable['getHeaderGroups']>[number]['headers'][number]

type HeadProps<Row> = {
  table: ColumnTable
  header: ColumnHeader
  column: GridColumn<Row>
  place: number
  sort: GridSort | undefined
  onSort: ((sort: GridSort) => void) | undefined
}

/** A column's head: pressed it sorts, its right edge drags, and Alt with the arrows does the same from the keyboard. */
export function Head<Row>({ table, header, column, place, sort, onSort }: HeadProps<Row>): ReactNode {
  const sorted = sort?.by === column.id ? (sort.descending ? 'descending' : 'ascending') : 'none'
  const canSort = column.sortable === true && onSort !== undefined
  const press = () =>
    onSort?.({ by: column.id, descending: sorted === 'none' ? column.align === 'end' : sorted === 'ascending' })
  return (
    <div
      role="columnheader"
      className={styles['head']}
      data-align={column.align ?? 'start'}
      aria-colindex={place}
      {...(column.sortable === true ? { 'aria-sort': sorted } : {})}
      title={column.help}
    >
      <button
        type="button"
        className={styles['title']}
        data-sorts={canSort}
        {...(column.title === '' ? { 'aria-label': column.help } : {})}
        onClick={canSort ? press : undefined}
        onKeyDown={resizeByKey(table, header)}
      >
        <span>{column.title}</span>
        {sorted === 'ascending' && <ArrowUp size={12} aria-hidden />}
        {sorted === 'descending' && <ArrowDown size={12} aria-hidden />}
      </button>
      <span
        className={styles['edge']}
        data-dragged={header.column.getIsResizing()}
        aria-hidden
        {...dragging(table, header)}
      />
    </div>
  )
}

/** A column that grows is drawn wider than its size: dragging begins from what is seen. */
function dragging(table: ColumnTable, header: ColumnHeader) {
  const begin = (event: MouseEvent | TouchEvent) => {
    const seen = event.currentTarget.parentElement?.getBoundingClientRect().width
    if (seen !== undefined) table.setColumnSizing((now) => ({ ...now, [header.column.id]: Math.round(seen) }))
    header.getResizeHandler()(event)
  }
  return { onMouseDown: begin, onTouchStart: begin, onDoubleClick: () => header.column.resetSize() }
}

const STEP = 16

function resizeByKey(table: ColumnTable, header: ColumnHeader) {
  return (event: KeyboardEvent<HTMLElement>) => {
    if (!event.altKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return
    event.preventDefault()
    const seen = event.currentTarget.parentElement?.getBoundingClientRect().width ?? header.column.getSize()
    const width = Math.max(48, Math.round(seen) + (event.key === 'ArrowRight' ? STEP : -STEP))
    table.setColumnSizing((now) => ({ ...now, [header.column.id]: width }))
  }
}
