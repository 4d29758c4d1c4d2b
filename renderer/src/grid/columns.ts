import {
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
  type ReactTable,
} from '@tanstack/react-table'
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { z } from 'zod'

export type GridColumn<Row> = {
  id: string
  title: string
  cell: (row: Row) => ReactNode
  /** Pixels, until the person drags it wider. */
  width: number
  minWidth?: number
  /** Takes what room is left. */
  grows?: boolean
  /** Numbers stand right, in figures of equal width. */
  align?: 'start' | 'end'
  /** Only what the store can sort over everything. */
  sortable?: boolean
  /** False: always shown. */
  hideable?: boolean
  /** Hidden until the person asks for it. */
  hidden?: boolean
  /** Its cells hold something to press (useInActiveRow). */
  acts?: boolean
  /** What the column says, on hover over its head. */
  help?: string
}

/** TanStack Table keeps the columns: their widths, which are shown, dragging. Rows come by their place (rows.ts). */
const features = tableFeatures({ columnSizingFeature, columnResizingFeature, columnVisibilityFeature })
export type ColumnTable = ReactTable<typeof features, object>

const NO_ROWS: object[] = []
const MIN_WIDTH = 48

/** What another version, or a person, left in the browser's storage is not trusted. */
const rememberedSchema = z.object({
  sizing: z.record(z.string(), z.number()),
  visible: z.record(z.string(), z.boolean()),
})
type Remembered = z.infer<typeof rememberedSchema>
const NOTHING: Remembered = { sizing: {}, visible: {} }

export function useColumns<Row>(columns: readonly GridColumn<Row>[], remember: string): ColumnTable {
  const [remembered] = useState(() => recall(remember))
  const definitions = useMemo(() => columns.map(definition), [columns])
  const [initialState] = useState(() => ({
    columnSizing: remembered.sizing,
    columnVisibility: {
      ...Object.fromEntries(columns.map(({ id, hidden }) => [id, hidden !== true])),
      ...remembered.visible,
    },
  }))
  const table = useTable({ features, columns: definitions, data: NO_ROWS, initialState, columnResizeMode: 'onChange' })
  const { columnSizing: sizing, columnVisibility: visible } = table.state
  useEffect(() => {
    localStorage.setItem(place(remember), JSON.stringify({ sizing, visible } satisfies Remembered))
  }, [remember, sizing, visible])
  return table
}

/** The CSS grid's columns. One that grows does so until the person gives it a width; then the empty tail takes the room. */
export function template(
  table: ColumnTable,
  columns: ReadonlyMap<string, { grows?: boolean }>,
  selectable: boolean
): string {
  const sized = table.state.columnSizing
  const grows = ({ id }: { id: string }) => columns.get(id)?.grows === true && sized[id] === undefined
  const shown = table.getVisibleLeafColumns()
  const tracks = shown.map((column) => {
    const width = `${column.getSize()}px`
    return grows(column) ? `minmax(${width}, 1fr)` : width
  })
  return [...(selectable ? ['34px'] : []), ...tracks, shown.some(grows) ? '30px' : 'minmax(30px, 1fr)'].join(' ')
}

function definition<Row>(column: GridColumn<Row>) {
  const { id, title, width, minWidth = MIN_WIDTH, hideable = true } = column
  return { id, header: title, size: width, minSize: minWidth, enableHiding: hideable }
}

function recall(remember: string): Remembered {
  try {
    const kept = rememberedSchema.safeParse(JSON.parse(localStorage.getItem(place(remember)) ?? 'null'))
    return kept.success ? kept.data : NOTHING
  } catch {
    return NOTHING
  }
}

function place(remember: string): string {
  return `grid.${remember}`
}
