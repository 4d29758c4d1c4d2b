export type LoadedPage<Page> = { value: Page; loadedAt: number }

export type PageSet<Row> = {
  /** Rows of each loaded page, by its number. */
  loaded: ReadonlyMap<number, readonly Row[]>
  loadedAt: ReadonlyMap<number, number>
  pageSize: number
  total: number
  keyOf: (row: Row) => string
  /** When rows left; a page loaded later is right without help. */
  left: ReadonlyMap<string, number>
}

export type Joined<Row> = {
  total: number
  at: (index: number) => Row | undefined
  indexOf: (key: string) => number
  /** The rows when all of them are loaded, else null. */
  here: (first: number, last: number) => Row[] | null
}

/** Loaded pages as one run of rows with holes, closed up over the rows that have left since. */
export function joined<Row>({ loaded, loadedAt, pageSize, total, keyOf, left }: PageSet<Row>): Joined<Row> {
  const numbers = [...loaded.keys()].sort((a, b) => a - b)
  const gone: number[] = []
  for (const number of numbers) {
    const since = loadedAt.get(number) ?? 0
    loaded.get(number)?.forEach((row, place) => {
      if ((left.get(keyOf(row)) ?? -1) >= since) gone.push(number * pageSize + place)
    })
  }
  // `gone` is in order, so each one that stands at or before the wanted row pushes it one further.
  const stored = (index: number) => gone.reduce((place, hole) => (hole <= place ? place + 1 : place), index)
  const at = (index: number) => {
    const place = stored(index)
    const number = Math.floor(place / pageSize)
    return loaded.get(number)?.[place - number * pageSize]
  }
  const kept = Math.max(0, total - gone.length)
  return {
    total: kept,
    at: (index) => (index < 0 || index >= kept ? undefined : at(index)),
    indexOf(key) {
      for (const number of numbers) {
        const place = loaded.get(number)?.findIndex((row) => keyOf(row) === key) ?? -1
        if (place < 0) continue
        const index = number * pageSize + place
        return gone.includes(index) ? -1 : index - gone.filter((hole) => hole < index).length
      }
      return -1
    },
    here(first, last) {
      const all: Row[] = []
      for (let index = first; index <= last; index++) {
        const row = at(index)
        if (row === undefined) return null
        all.push(row)
      }
      return all
    },
  }
}
