import { codeOf, isOfItsLine, rankOf, type RuleCode } from './entry.ts'
import type { LocalData } from './local-data.ts'
import { sharedBytes } from './shared-memory.ts'
import { SUFFIX_WORDS } from './suffix-hash.ts'

/**
 * One list's entries outside the JavaScript heap: slots of three words (fingerprint high, fingerprint low, entry), in the order of their
 * fingerprints. The wanted place is `high * places / 2^32`, so the order of the places is the order of the fingerprints, and the search
 * for a name that is not there ends at the first greater one instead of at the first free slot. Entry 0 is a free slot: lines count from 1.
 */
export type Table = {
  slots: Uint32Array<SharedArrayBuffer>
  /** Wanted places; behind the last one is room for what was pushed on. */
  places: number
  entries: number
  /** No entry has a higher one: a search may end at the first that has it. */
  highestRank: number
  order: TableOrder
  /** The records of the entries that answer with some; null where none does. */
  localData: LocalData | null
}

/**
 * How its entries stand to each other: by rank and length; as a zone, where no wildcard reaches below a name that stands in it (RFC 4592, 3.3.1); as unbound's
 * local zones, the longest of which decides about the data in it.
 */
export const TABLE_ORDERS = ['ranks', 'zone', 'local-zones'] as const
export type TableOrder = (typeof TABLE_ORDERS)[number]

type Slot = { high: number; low: number; word: number }

/** `crowded`: the name has as many entries as a name may have, and this one was not taken. */
export type Insertion = 'added' | 'repeated' | 'crowded'

const WORDS = 3
const FULL = 0.75
const SPARE = 64
const TWO_32 = 2 ** 32
/** A name has a few rules; a file that gives it thousands, each with exceptions of its own, would make every look-up of it slow. */
const MOST_OF_A_NAME = 32

export interface TableBuilder {
  /** Takes an entry (entry.ts) for the name with this fingerprint. Of equal ones the first line stays. */
  add(high: number, low: number, word: number): Insertion
  /** Takes out, at the end, the entries with this code that this file has for the name with this fingerprint. */
  remove(high: number, low: number, code: RuleCode): void
  /** How many entries `remove` takes out at the end. */
  removed(): number
  /** The table at its final size; the builder is spent. */
  finish(): Table
}

/** `expected` entries fit without growing; more are no mistake. */
export function createTableBuilder(expected: number): TableBuilder {
  let table = emptyTable(Math.ceil(Math.max(expected, 16) / FULL), SPARE)
  const removals: { high: number; low: number; code: RuleCode }[] = []

  /** Their slots: a name that is there is found while nothing before it is free. */
  function doomed(): Set<number> {
    const slots = new Set<number>()
    for (const { high, low, code } of removals) {
      const name = Uint32Array.of(high, low, 0)
      for (let at = firstSlot(table, name, 0); at >= 0; at = nextSlot(table, at)) {
        if (codeOf(entryAt(table, at)) === code) slots.add(at)
      }
    }
    return slots
  }

  return {
    add(high, low, word) {
      if (table.entries >= table.places * FULL) table = replaced(table, table.places * 2, SPARE)
      const insertion = insert(table, { high: high >>> 0, low: low >>> 0, word })
      // The last slot stays free, so that the search for a free one ends.
      if (table.slots[table.slots.length - 1] !== 0) table = replaced(table, table.places, SPARE)
      return insertion
    },
    remove: (high, low, code) => removals.push({ high: high >>> 0, low: low >>> 0, code }),
    removed: () => doomed().size,
    finish() {
      const gone = doomed()
      for (const at of gone) table.slots[at + 2] = 0
      table.entries -= gone.size
      // A free slot in the middle would hide what was pushed on behind it.
      if (gone.size > 0) table = replaced(table, table.places, 0)
      const places = Math.max(1, Math.ceil(table.entries / FULL))
      return places > table.places * 0.9 ? table : replaced(table, places, 0)
    },
  }
}

/** The slot of the first entry of the suffix number `suffix` of `suffixes`, -1 when it has none. */
export function firstSlot({ slots, places }: Table, suffixes: Uint32Array, suffix: number): number {
  const high = suffixes[suffix * SUFFIX_WORDS]!
  const low = suffixes[suffix * SUFFIX_WORDS + 1]!
  for (let at = Math.floor((high * places) / TWO_32) * WORDS; at < slots.length; at += WORDS) {
    if (slots[at + 2] === 0) return -1
    const other = slots[at]!
    if (other > high) return -1
    if (other === high && slots[at + 1] === low) return at
  }
  return -1
}

/** The slot of the next entry of the same name, -1 behind the last one. */
export function nextSlot({ slots }: Table, from: number): number {
  const high = slots[from]
  const low = slots[from + 1]
  for (let at = from + WORDS; at < slots.length && slots[at] === high && slots[at + 2] !== 0; at += WORDS) {
    if (slots[at + 1] === low) return at
  }
  return -1
}

export function entryAt({ slots }: Table, slot: number): number {
  return slots[slot + 2]!
}

/** Puts an entry where the order wants it, behind its equals, and everything between there and the next free slot one on. */
function insert(table: Table, { high, low, word }: Slot): Insertion {
  const { slots } = table
  let alike = 0
  let at = Math.floor((high * table.places) / TWO_32) * WORDS
  for (; slots[at + 2] !== 0; at += WORDS) {
    if (slots[at]! > high) break
    if (slots[at] !== high || slots[at + 1] !== low) continue
    if (isSameRule(slots[at + 2]!, word)) return 'repeated'
    if (++alike === MOST_OF_A_NAME) return 'crowded'
  }
  let free = at
  while (slots[free + 2] !== 0) free += WORDS
  slots.copyWithin(at + WORDS, at, free)
  slots[at] = high
  slots[at + 1] = low
  slots[at + 2] = word
  table.entries++
  table.highestRank = Math.max(table.highestRank, rankOf(word))
  return 'added'
}

function isSameRule(one: number, other: number): boolean {
  return isOfItsLine(one) ? one === other : codeOf(one) === codeOf(other)
}

/** The same entries over another number of places, with `spare` free slots at the end. One walk, since the order stays. */
function replaced(from: Table, places: number, spare: number): Table {
  const table = emptyTable(places, walk(from, places, () => undefined) - places + spare)
  walk(from, places, (source, target) => {
    table.slots[target] = from.slots[source]!
    table.slots[target + 1] = from.slots[source + 1]!
    table.slots[target + 2] = from.slots[source + 2]!
  })
  return { ...table, entries: from.entries, highestRank: from.highestRank, localData: from.localData }
}

/** Says for each entry where it comes to lie among `places`; returns how many slots that takes. */
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
  const words = (places + spare) * WORDS
  const slots = new Uint32Array(sharedBytes(words * Uint32Array.BYTES_PER_ELEMENT).buffer, 0, words)
  return { slots, places, entries: 0, highestRank: 0, order: 'ranks', localData: null }
}
