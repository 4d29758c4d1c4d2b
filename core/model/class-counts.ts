import { FeatureIndex } from './feature-index.ts'

/** Steps of an octave: counts below 17 have a code each, larger ones are kept to three per cent. */
const STEPS = 12
/** What was met once says nothing of other names. */
export const FEWEST_COUNTED = 2
/** Added to both counts before their ratio is taken (Krichevsky and Trofimov, 1981). */
const SMOOTHING = 0.5

const CODES = 256
const decoded = new Float32Array(CODES)
const logarithm = new Float32Array(CODES)
for (let code = 0; code < CODES; code++) {
  const count = 2 ** (code / STEPS) - 1
  decoded[code] = count < 17 ? Math.round(count) : count
  logarithm[code] = Math.log(decoded[code]! + SMOOTHING)
}

function codeOf(count: number): number {
  return Math.min(CODES - 1, Math.round(STEPS * Math.log2(1 + count)))
}

/**
 * How often hashed features were met in registered domains of each class, a byte for each count. A name of the training data is read from the counts of
 * the folds that it is not in, so that a network sees in training what it will see of names that nobody counted. Taking only the name's own
 * share away would not do: of a feature that one name of each class has, each would then see the other's class, and the network learns
 * to turn it round (Prokhorenkova et al., 2018, section 3.2, on target statistics).
 */
export class ClassCounts {
  readonly name: string
  readonly index: FeatureIndex
  /** The malicious count of row `r` at `2 r`, the benign one after it. */
  codes: Uint8Array
  /** Of the feature read last. */
  malicious = 0
  benign = 0
  /** While the run that counted goes on: the codes without each fold. */
  #without: Uint8Array[] = []

  constructor(name: string, rows: number) {
    this.name = name
    this.index = new FeatureIndex(`${name}-tags`, rows)
    this.codes = new Uint8Array(2 * rows)
  }

  /** From exact counts of each fold, in the order of `codes`. */
  take(folds: readonly Uint32Array[]): void {
    const all = new Uint32Array(this.codes.length)
    for (const fold of folds) fold.forEach((count, at) => (all[at]! += count))
    encode(all, this.codes)
    this.#without = folds.map((fold) =>
      encode(
        all.map((count, at) => count - fold[at]!),
        new Uint8Array(all.length)
      )
    )
  }

  /** Sets `malicious` and `benign` to the codes of a feature, by its mixed hash; `fold` is the one to leave out, null leaves out none. */
  read(hash: number, fold: number | null): void {
    const row = this.index.find(hash)
    if (row < 0) {
      this.malicious = this.benign = 0
      return
    }
    const codes = fold === null ? this.codes : (this.#without[fold] ?? this.codes)
    this.malicious = codes[2 * row]!
    this.benign = codes[2 * row + 1]!
  }
}

function encode(counts: Uint32Array, into: Uint8Array): Uint8Array {
  for (let at = 0; at < counts.length; at += 2) {
    const kept = counts[at]! + counts[at + 1]! >= FEWEST_COUNTED
    into[at] = kept ? codeOf(counts[at]!) : 0
    into[at + 1] = kept ? codeOf(counts[at + 1]!) : 0
  }
  return into
}

export function countOfCode(code: number): number {
  return decoded[code]!
}

/** Of the malicious count to the benign one, both smoothed. */
export function logRatio(malicious: number, benign: number): number {
  return logarithm[malicious]! - logarithm[benign]!
}
