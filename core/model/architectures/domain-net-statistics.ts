import { FEWEST_COUNTED, type ClassCounts } from '../class-counts.ts'
import type { NameParts } from '../encoding.ts'
import { Meetings, type FeatureIndex } from '../feature-index.ts'
import { hashText, mix } from '../hash.ts'
import type { CountedFeatures } from '../features/counted.ts'
import { IdList } from '../features/id-list.ts'

const FOLDS = 5
const FOLD_SALT = 0x2c1b3c6d
/** So many cells for each row of an index: most features are met once, and must not be taken for others. */
const CELLS = 32

/** The part of the training data that a registered domain is in, for ever the same. */
export function foldOf(registeredDomain: string): number {
  return mix(hashText(registeredDomain, FOLD_SALT)) % FOLDS
}

/** Each feature once for each registered domain, however often the name itself has it. */
export function takeCounts(given: {
  counts: ClassCounts
  counted: CountedFeatures
  /** One name of each registered domain. */
  places: readonly number[]
  parts: (place: number) => NameParts
  labels: ArrayLike<number>
}): void {
  const { counts, counted, places } = given
  const { index } = counts
  const meetings = new Meetings(CELLS * index.rows)
  const own = new Set<number>()
  for (const place of places) {
    own.clear()
    // As a signed integer: numbers from 2^31 on would be objects of their own.
    counted.each(given.parts(place), (hash) => own.add(hash | 0))
    for (const hash of own) if (meetings.add(hash) === FEWEST_COUNTED) index.place(hash)
  }
  const folds = Array.from({ length: FOLDS }, () => new Uint32Array(counts.codes.length))
  const lastSeen = new Int32Array(index.rows).fill(-1)
  for (const place of places) {
    const parts = given.parts(place)
    const fold = folds[foldOf(parts.registeredDomain)]!
    const cell = given.labels[place] === 1 ? 0 : 1
    counted.each(parts, (hash) => {
      const row = index.find(hash)
      if (row < 0 || lastSeen[row] === place) return
      lastSeen[row] = place
      fold[2 * row + cell]!++
    })
  }
  counts.take(folds)
}

/**
 * Gives a row to each feature that stands in names at least `fewest` times. The others have none: they are most features of an unknown name,
 * and most of what a table would have to hold.
 */
export function indexFeatures(given: {
  index: FeatureIndex
  names: readonly string[]
  parts: (place: number) => NameParts
  fewest: number
  add: (into: IdList, parts: NameParts) => void
}): void {
  const { index, names, fewest } = given
  const meetings = new Meetings(CELLS * index.rows)
  const list = new IdList(2 ** 32)
  for (let place = 0; place < names.length; place++) {
    list.clear()
    given.add(list, given.parts(place))
    for (let at = 0; at < list.length; at++) if (meetings.add(list.ids[at]!) === fewest) index.place(list.ids[at]!)
  }
}
