/** Steps of an octave: counts below 17 have a code each, larger ones are kept to three per cent. */
const STEPS = 12
/** What was met once says nothing of other names, and makes most of the table. */
const FEWEST = 2
/** Added to both counts before their ratio is taken (Krichevsky and Trofimov, 1981). */
const SMOOTHING = 0.5

const CODES = 256
const decoded = new Float32Array(CODES)
const less = new Uint8Array(CODES)
const logarithm = new Float32Array(CODES)
for (let code = 0; code < CODES; code++) {
  const count = 2 ** (code / STEPS) - 1
  decoded[code] = count < 17 ? Math.round(count) : count
  logarithm[code] = Math.log(decoded[code]! + SMOOTHING)
}
for (let code = 0; code < CODES; code++)
  less[code] = decoded[code]! > 16 ? code : codeOf(Math.max(0, decoded[code]! - 1))

function codeOf(count: number): number {
  return Math.min(CODES - 1, Math.round(STEPS * Math.log2(1 + count)))
}

/**
 * How often hashed features were met in registered domains of each class, a byte for each count. A name that was counted itself is read without its
 * own share (`own`, its class), so that a network sees in training what it will see of names that nobody counted.
 */
export class ClassCounts {
  readonly name: string
  readonly rows: number
  /** The malicious count of row `r` at `2 r`, the benign one after it. */
  codes: Uint8Array
  /** Of the row read last. */
  malicious = 0
  benign = 0

  constructor(name: string, rows: number) {
    this.name = name
    this.rows = rows
    this.codes = new Uint8Array(2 * rows)
  }

  /** From exact counts, in the order of `codes`. */
  take(counts: Uint32Array): void {
    for (let at = 0; at < counts.length; at += 2) {
      const kept = counts[at]! + counts[at + 1]! >= FEWEST
      this.codes[at] = kept ? codeOf(counts[at]!) : 0
      this.codes[at + 1] = kept ? codeOf(counts[at + 1]!) : 0
    }
  }

  /** Sets `malicious` and `benign` to the codes of a row. */
  read(row: number, own: 0 | 1 | null): void {
    let malicious = this.codes[2 * row]!
    let benign = this.codes[2 * row + 1]!
    if (own !== null) {
      if (own === 1) malicious = less[malicious]!
      else benign = less[benign]!
      if (decoded[malicious]! + decoded[benign]! < FEWEST) malicious = benign = 0
    }
    this.malicious = malicious
    this.benign = benign
  }
}

export function countOfCode(code: number): number {
  return decoded[code]!
}

/** Of the malicious count to the benign one, both smoothed. */
export function logRatio(malicious: number, benign: number): number {
  return logarithm[malicious]! - logarithm[benign]!
}
