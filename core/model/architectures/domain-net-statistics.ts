import type { ClassCounts } from '../class-counts.ts'
import { partsOf, type NameParts } from '../encoding.ts'
import type { CountedFeatures } from '../features/counted.ts'
import { IdList } from '../features/id-list.ts'

/** Each row once for each registered domain, however often the name itself has it. */
export function takeCounts(given: {
  counts: ClassCounts
  counted: CountedFeatures
  /** One name of each registered domain. */
  places: readonly number[]
  parts: (place: number) => NameParts
  labels: ArrayLike<number>
}): void {
  const exact = new Uint32Array(2 * given.counts.rows)
  const lastSeen = new Int32Array(given.counts.rows).fill(-1)
  for (const place of given.places) {
    const cell = given.labels[place] === 1 ? 0 : 1
    given.counted.rows(given.parts(place), (row) => {
      if (lastSeen[row] === place) return
      lastSeen[row] = place
      exact[2 * row + cell]!++
    })
  }
  given.counts.take(exact)
}

/** How many more bits tell features apart when they are counted than when they have a row. */
const FINER = 3

/**
 * A 1 for each row that a feature met by at least `fewest` names falls into. The others keep a weight of zero: it is what most features of an
 * unknown name meet, and what makes the file small.
 */
export function admittedRows(given: {
  names: readonly string[]
  rows: number
  fewest: number
  add: (into: IdList, parts: NameParts) => void
}): Uint8Array {
  const admitted = new Uint8Array(given.rows)
  const finer = given.rows * 2 ** FINER
  const list = new IdList(finer)
  const met = new Uint8Array(finer)
  for (const name of given.names) {
    list.clear()
    given.add(list, partsOf(name))
    for (let at = 0; at < list.length; at++) {
      const id = list.ids[at]!
      if (met[id]! < 255) met[id]!++
      // Both are the low bits of the same hash.
      if (met[id] === given.fewest) admitted[id & (given.rows - 1)] = 1
    }
  }
  return admitted
}
