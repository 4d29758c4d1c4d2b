import { hashText, mix } from '../model/hash.ts'
import type { Label } from './labels.ts'

const SECOND_START = 0x9747b28c
const BENIGN = 1
const MALICIOUS = 2

/**
 * Which names were seen, and with which labels: 64 bits of hash and one byte for each, so that millions of names take tens of megabytes.
 * Two names of one file that share 64 bits are not to be expected (5 million names: one chance in a million).
 */
export class NameTally {
  repeated = 0
  size = 0
  #first = new Uint32Array(1 << 12)
  #second = new Uint32Array(1 << 12)
  #seen = new Uint8Array(1 << 12)

  /** Whether the name is new here; `conflict` when it now has both labels, and had one before. */
  add(name: string, label: Label | null): 'new' | 'known' | 'conflict' {
    if (this.size * 2 > this.#seen.length) this.#grow()
    const at = this.#slot(mix(hashText(name)), mix(hashText(name, SECOND_START)))
    const before = this.#seen[at]!
    if (before === 0) this.size++
    else this.repeated++
    const now = before | (label === 1 ? MALICIOUS : BENIGN)
    this.#seen[at] = now
    if (before === 0) return 'new'
    return now === (BENIGN | MALICIOUS) && before !== now ? 'conflict' : 'known'
  }

  conflicts(name: string): boolean {
    return this.#seen[this.#slot(mix(hashText(name)), mix(hashText(name, SECOND_START)))] === (BENIGN | MALICIOUS)
  }

  /** How many names have one label, the other, and both. */
  counts(): { benign: number; malicious: number; conflicting: number } {
    const counts = [0, 0, 0, 0]
    for (const seen of this.#seen) counts[seen]!++
    return { benign: counts[BENIGN]!, malicious: counts[MALICIOUS]!, conflicting: counts[BENIGN | MALICIOUS]! }
  }

  /** The name's place, or the free one where it belongs, which is then marked with its hash. */
  #slot(first: number, second: number): number {
    const mask = this.#seen.length - 1
    for (let at = first & mask; ; at = (at + 1) & mask) {
      if (this.#seen[at] === 0) {
        this.#first[at] = first
        this.#second[at] = second
        return at
      }
      if (this.#first[at] === first && this.#second[at] === second) return at
    }
  }

  #grow(): void {
    const [first, second, seen] = [this.#first, this.#second, this.#seen]
    this.#first = new Uint32Array(first.length * 2)
    this.#second = new Uint32Array(first.length * 2)
    this.#seen = new Uint8Array(first.length * 2)
    seen.forEach((flags, at) => {
      if (flags !== 0) this.#seen[this.#slot(first[at]!, second[at]!)] = flags
    })
  }
}
