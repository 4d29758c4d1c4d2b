import { Check } from 'lucide-react'
import { createContext, memo, useContext, type CSSProperties, type MouseEvent, type ReactNode } from 'react'
import type { GridColumn } from './columns.ts'
import styles from './grid.module.css'

type RowProps<Row> = {
  id: string
  row: Row | undefined
  /** Its place among all rows, from 0. */
  index: number
  top: number
  columns: readonly GridColumn<Row>[]
  selectable: boolean
  selected: boolean
  active: boolean
  className: string | undefined
  onPress: (index: number, event: MouseEvent) => void
  onToggle: (index: number, event: MouseEvent) => void
}

const InActiveRow = createContext(true)

/** Whether what stands in a cell is reached by Tab: only in the row under the cursor, so that a table is not a hundred stops. */
export function useInActiveRow(): boolean {
  return useContext(InActiveRow)
}

function GridRow<Row>(props: RowProps<Row>): ReactNode {
  const { id, row, index, top, columns, selectable, selected, active, className, onPress, onToggle } = props
  const style: CSSProperties = { transform: `translateY(${top}px)` }
  return (
    <div
      role="row"
      id={id}
      className={`${styles['row']} ${className ?? ''}`}
      style={style}
      aria-rowindex={index + 2}
      {...(selectable ? { 'aria-selected': selected } : {})}
      data-active={active}
      data-odd={index % 2 === 1}
      onClick={(event) => onPress(index, event)}
    >
      {selectable && (
        <div role="gridcell" aria-colindex={1} className={styles['pick']} onClick={(event) => onToggle(index, event)}>
          <Box state={selected ? 'all' : 'none'} />
        </div>
      )}
      {columns.map((column, place) => (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={place + (selectable ? 2 : 1)}
          className={styles['cell']}
          data-align={column.align ?? 'start'}
          data-column={column.id}
        >
          {row === undefined ? (
            <span className={styles['unloaded']} />
          ) : (
            <InActiveRow value={active}>{column.cell(row)}</InActiveRow>
          )}
        </div>
      ))}
    </div>
  )
}

/** A drawn check box: the row itself is what is selected, and says so. */
export function Box({ state }: { state: 'none' | 'some' | 'all' }): ReactNode {
  return (
    <span className={styles['box']} data-state={state} aria-hidden>
      {state === 'all' && <Check size={12} strokeWidth={3} />}
    </span>
  )
}

export const MemoRow = memo(GridRow) as typeof GridRow
