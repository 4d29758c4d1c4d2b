import { SUFFIX_WORDS } from './suffix-hash.ts'

/**
 * One list's names outside the JavaScript heap: slots of three words (fingerprint high, fingerprint low, line), in the order of their
 * fingerprints. The wanted place is `high * places / 2^32`, so the order of the places is the order of the fingerprints, and the search
 * for a name that is not there ends at the first greater one instead of at the first free slot. Line 0 is a free slot: lines count from 1.
 */
export type Table = {
  slots: Uint32Array<SharedArrayBuffer>
  /** Wanted places; behind the last one is room for what was pushed on. */
  places: number
  names: number
}

type Slot = { high: number; low: number; line: number }

const WORDS = 3
const FULL = 0.75
const SPARE = 64
const TWO_32 = 2 ** 32

export interface TableBuilder {
  /** False when the name already stands there; the first line stays. */
  add(high: number, low: number, line: number): boolean
  /** The table at its final size; the builder is spent. */
  finish(): Table
}

/** `expected` names fit without growing; more are no mistake. */
export function createTableBuilder(expected: number): TableBuilder {
  let table = emptyTable(Math.ceil(Math.max(expected, 16) / FULL), SPARE)
  return {
    add(high, low, line) {
      if (table.names >= table.places * FULL) table = replaced(table, table.places * 2, SPARE)
      const added = insert(table, { high: high >>> 0, low: low >>> 0, line })
      // The last slot stays free, so that the search for a free one ends.
      if (table.slots[table.slots.length - 1] !== 0) table = replaced(table, table.places, SPARE)
      return added
    },
    finish() {
      const places = Math.max(1, Math.ceil(table.names / FULL))
      return places > table.places * 0.9 ? table : replaced(table, places, 0)
    },
  }
}

/** The line on which the suffix number `suffix` of `suffixes` stands, 0 when it does not. */
export function lineOf(table: Table, suffixes: Uint32Array, suffix: number): number {
  const { slots, places } = table
  const high = suffixes[suffix * SUFFIX_WORDS]!
  const low = suffixes[suffix * SUFFIX_WORDS + 1]!
  for (let at = Math.floor((high * places) / TWO_32) * WORDS; at < slots.length; at += WORDS) {
    const line = slots[at + 2]!
    if (line === 0) return 0
    const other = slots[at]!
    if (other > high) return 0
    if (other === high && slots[at + 1] === low) return line
  }
  return 0
}

/** Puts a name where the order wants it, and everything between there and the next free slot one on. */
function insert(table: Table, { high, low, line }: Slot): boolean {
  const { slots } = table
  let at = Math.floor((high * table.places) / TWO_32) * WORDS
  for (; slots[at + 2] !== 0; at += WORDS) {
    if (slots[at] === high && slots[at + 1] === low) return false
    if (slots[at]! > high) break
  }
  let free = at
  while (slots[free + 2] !== 0) free += WORDS
  slots.copyWithin(at + WORDS, at, free)
  slots[at] = high
  slots[at + 1] = low
  slots[at + 2] = line
  table.names++
  return true
}

/** The same names over another number of places, with `spare` free slots at the end. One walk, since the order stays. */
function replaced(from: Table, places: number, spare: number): Table {
  const table = emptyTable(places, walk(from, places, () => undefined) - places + spare)
  walk(from, places, (source, target) => {
    table.slots[target] = from.slots[source]!
    table.slots[target + 1] = from.slots[source + 1]!
    table.slots[target + 2] = from.slots[source + 2]!
  })
  table.names = from.names
  return table
}

/** Says for each name where it comes to lie among `places`; returns how many slots that takes. */
function walk(from: Table, places: number, each: (source: number, target: number) => void): number {
  let next = 0
  for (let source = 0; source < from.slots.length; source += WORDS) {
    if (from.slots[source + 2] === 0) continue
    const slot = Math.max(next, Math.floor((from.slots[source]! * places) / TWO_32))
    each(source, slot * WORDS)
    next = slot + 1
  }
  return Math.max(next, places)
}

function emptyTable(places: number, spare: number): Table {
  const bytes = (places + spare) * WORDS * Uint32Array.BYTES_PER_ELEMENT
  return { slots: new Uint32Array(new SharedArrayBuffer(bytes)), places, names: 0 }
}
