/** Where a grid's rows come from. They are asked by their place and known by their key, which never is a place. */
export type GridRows<Row> = {
  readonly total: number
  /** Undefined while it is not loaded. */
  at: (index: number) => Row | undefined
  /** The place of a loaded row, or -1. */
  indexOf: (key: string) => number
  /** Told which rows are in sight, first and last included, so that they can be loaded. */
  show: (first: number, last: number) => void
  /** These rows, loaded first where they are not. */
  between: (first: number, last: number) => readonly Row[] | Promise<readonly Row[]>
}

/** Rows that are all here. */
export function rowsOf<Row>(all: readonly Row[], keyOf: (row: Row) => string): GridRows<Row> {
  let places: Map<string, number> | null = null
  return {
    total: all.length,
    at: (index) => all[index],
    indexOf(key) {
      places ??= new Map(all.map((row, index) => [keyOf(row), index]))
      return places.get(key) ?? -1
    },
    show: () => undefined,
    between: (first, last) => all.slice(first, last + 1),
  }
}
