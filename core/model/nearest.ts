import { canonical, partsOf } from './encoding.ts'

/** Someone's word about a name. */
export type LabelledName<L> = { name: string; label: L }

export type Near<L> = LabelledName<L> & { distance: number }

const MOST_EDITS = 2
/** So short a registered label is two edits away from thousands of others. */
const SHORT_LABEL = 5
/** Every edit changes at most two bits of a mask: the letter that goes and the one that comes. */
const BITS_PER_EDIT = 2
/** No name that can be labelled is longer. */
const LONGEST = 253

/**
 * Labelled names by edit distance. Names lie as bytes, one after the other; a search reads the lengths and a mask of the letters of each, which
 * leaves a few hundred of 58,000, and computes the distance of those.
 */
export class NearestNames<L> {
  #bytes = new Uint8Array(1 << 16)
  #ends = new Uint32Array(1 << 10)
  #masks = new Uint32Array(1 << 10)
  readonly #labels: L[] = []

  get size(): number {
    return this.#labels.length
  }

  /** Compared as the model reads it, without a leading `www.`. */
  add({ name, label }: LabelledName<L>): void {
    const text = canonical(name)
    if (text.length > LONGEST) return
    const at = this.#labels.length
    const start = at === 0 ? 0 : this.#ends[at - 1]!
    if (start + text.length > this.#bytes.length) this.#bytes = wider(this.#bytes)
    if (at === this.#ends.length) {
      this.#ends = wider(this.#ends)
      this.#masks = wider(this.#masks)
    }
    for (let unit = 0; unit < text.length; unit++) this.#bytes[start + unit] = text.charCodeAt(unit)
    this.#ends[at] = start + text.length
    this.#masks[at] = maskOf(text)
    this.#labels.push(label)
  }

  /** Nearest first; the name itself, where it is labelled, has distance 0. Names of short labels must be nearer. */
  find(name: string, most: number): Near<L>[] {
    const { text, registered } = partsOf(name)
    const edits = registered.length < SHORT_LABEL ? 1 : MOST_EDITS
    const mask = maskOf(text)
    const distance = new DistanceTo(text)
    const found: Near<L>[] = []
    let start = 0
    for (let at = 0; at < this.#labels.length; at++) {
      const end = this.#ends[at]!
      if (
        Math.abs(end - start - text.length) <= edits &&
        bitsOf(mask ^ this.#masks[at]!) <= edits * BITS_PER_EDIT &&
        distance.within(this.#bytes.subarray(start, end), edits)
      ) {
        found.push({ name: this.#text(start, end), label: this.#labels[at]!, distance: distance.last })
      }
      start = end
    }
    return found.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1)).slice(0, most)
  }

  #text(start: number, end: number): string {
    return String.fromCharCode(...this.#bytes.subarray(start, end))
  }
}

/**
 * Optimal string alignment: insertions, deletions, substitutions, and two neighbours that change places, each counting one; what a slip of
 * the keyboard does, and what typo-squatters register (Damerau, 1964). Only the band of the table that can stay below the limit is computed.
 */
class DistanceTo {
  /** Of the last name that was within. */
  last = 0
  readonly #text: string
  readonly #rows: [Uint8Array, Uint8Array, Uint8Array]

  constructor(text: string) {
    this.#text = text
    const row = () => new Uint8Array(text.length + 1)
    this.#rows = [row(), row(), row()]
  }

  within(other: Uint8Array, most: number): boolean {
    const text = this.#text
    const far = most + 1
    let [beforeLast, last, row] = this.#rows
    let leastOfLast = 0
    for (let at = 0; at <= text.length; at++) last[at] = Math.min(at, far)
    for (let i = 1; i <= other.length; i++) {
      const from = Math.max(1, i - most)
      const to = Math.min(text.length, i + most)
      row.fill(far)
      if (i <= most) row[0] = i
      let least = row[0]!
      for (let j = from; j <= to; j++) {
        const same = other[i - 1] === text.charCodeAt(j - 1)
        let cost = Math.min(last[j - 1]! + (same ? 0 : 1), last[j]! + 1, row[j - 1]! + 1)
        const swapped =
          i > 1 && j > 1 && other[i - 1] === text.charCodeAt(j - 2) && other[i - 2] === text.charCodeAt(j - 1)
        if (swapped) cost = Math.min(cost, beforeLast[j - 2]! + 1)
        row[j] = Math.min(cost, far)
        if (cost < least) least = cost
      }
      // A swap reaches over one row, so two rows in a row must be too far.
      if (least > most && leastOfLast > most) return false
      leastOfLast = least
      ;[beforeLast, last, row] = [last, row, beforeLast]
    }
    this.last = last[text.length]!
    return this.last <= most
  }
}

/** Which letters, digits and hyphens a text holds: one bit for each letter, one for every second digit, one for the hyphen. */
function maskOf(text: string): number {
  let mask = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit >= 97 && unit <= 122) mask |= 1 << (unit - 97)
    else if (unit >= 48 && unit <= 57) mask |= 1 << (26 + ((unit - 48) % 5))
    else if (unit === 45) mask |= 1 << 31
  }
  return mask
}

function bitsOf(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}

function wider<A extends Uint8Array | Uint32Array>(array: A): A {
  const more = new (array.constructor as new (length: number) => A)(array.length * 2)
  more.set(array)
  return more
}
