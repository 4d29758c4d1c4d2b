import { isAside, isCarving, isExact, lineOf, rankOf, speaksOf, ZONE_RANK } from './entry.ts'
import { entryAt, firstSlot, nextSlot, type Table } from './table.ts'

/** An entry that speaks about an asked name: which of the name's suffixes it stands on, and what it says (entry.ts). */
export type Found = { suffix: number; word: number }

/** The asked name's fingerprints (suffix-hash.ts): the last of `count` is the whole name. */
export type AskedName = { suffixes: Uint32Array; count: number }

/**
 * The entry by which a list decides about a name: the highest rank first (Adblock's `@@` and `$important`), then the longest name, so that an
 * RPZ zone's exact name comes before its wildcards. Null when none speaks, or when the deciding one leaves the name to others. What is
 * shorter than the suffix `lowest` need not be looked for.
 */
export function decidingEntry(table: Table, asked: AskedName, lowest: number): Found | null {
  const best = table.order === 'local-zones' ? ofLocalZones(table, asked) : byRank(table, asked, lowest)
  return best === null || isAside(best.word) ? null : best
}

function byRank(table: Table, { suffixes, count }: AskedName, lowest: number): Found | null {
  // An entry of a higher rank may be shorter and hide a longer one: then nothing may be left out.
  const end = table.highestRank === 0 ? lowest : 0
  let best: Found | null = null
  let carved: number[] | null = null
  for (let suffix = count - 1; suffix >= end; suffix--) {
    let stands = false
    for (let slot = firstSlot(table, suffixes, suffix); slot >= 0; slot = nextSlot(table, slot)) {
      const word = entryAt(table, slot)
      stands = true
      // What is left out of a rule is longer than the rule's name: it has been met before the rule is.
      if (isCarving(word)) (carved ??= []).push(lineOf(word))
      if (!speaksOf(word, suffix === count - 1, carved)) continue
      if (best === null || decidesBefore({ suffix, word }, best)) best = { suffix, word }
    }
    if (best !== null && rankOf(best.word) === table.highestRank) break
    if (stands && table.order === 'zone') break
  }
  return best
}

/**
 * As unbound decides: the longest zone is the asked name's, and data of the name itself comes before it, unless the zone never looks at data. A zone for clients
 * of a tag is for nobody here, nor is the data in it.
 */
function ofLocalZones(table: Table, { suffixes, count }: AskedName): Found | null {
  let data: Found | null = null
  for (let suffix = count - 1; suffix >= 0; suffix--) {
    let zone: Found | null = null
    let isTagged = false
    for (let slot = firstSlot(table, suffixes, suffix); slot >= 0; slot = nextSlot(table, slot)) {
      const word = entryAt(table, slot)
      if (!speaksOf(word, suffix === count - 1, null)) continue
      if (isExact(word)) data = firstOf(data, { suffix, word })
      else if (rankOf(word) === ZONE_RANK.tagged) isTagged = true
      else zone = firstOf(zone, { suffix, word })
    }
    if (isTagged) data = null
    else if (zone !== null) return data === null || rankOf(zone.word) === ZONE_RANK.always ? zone : data
  }
  return data
}

function firstOf(one: Found | null, other: Found): Found {
  return one !== null && placeAmongEquals(one.word) < placeAmongEquals(other.word) ? one : other
}

/** Every entry that speaks about the name, the deciding one first, the others from the longest to the shortest. None where the list stands aside. */
export function speakingEntries(table: Table, { suffixes, count }: AskedName): Found[] {
  const deciding = decidingEntry(table, { suffixes, count }, 0)
  if (deciding === null) return []
  const found: Found[] = [deciding]
  const carved: number[] = []
  for (let suffix = count - 1; suffix >= 0; suffix--) {
    for (let slot = firstSlot(table, suffixes, suffix); slot >= 0; slot = nextSlot(table, slot)) {
      const word = entryAt(table, slot)
      if (isCarving(word)) carved.push(lineOf(word))
      const shown = !isAside(word) && !(suffix === deciding.suffix && word === deciding.word)
      if (shown && speaksOf(word, suffix === count - 1, carved)) found.push({ suffix, word })
    }
  }
  return found
}

function decidesBefore(one: Found, best: Found): boolean {
  const rank = rankOf(one.word) - rankOf(best.word)
  if (rank !== 0) return rank > 0
  if (one.suffix !== best.suffix) return one.suffix > best.suffix
  return placeAmongEquals(one.word) < placeAmongEquals(best.word)
}

/**
 * Of rules for the same name: what is said of the name alone first, a rule that does something before one that does nothing, then the one
 * that stands first in the file.
 */
function placeAmongEquals(word: number): number {
  return (isExact(word) ? 0 : 2 ** 27) + (isAside(word) ? 2 ** 26 : 0) + lineOf(word)
}
