/**
 * Keyed 64-bit fingerprints of a name and of each of its parents, in one walk from right to left: HalfSipHash (Aumasson and Bernstein)
 * with one round a word and three at the end, as Linux's hsiphash. Keyed, so that nobody who may write a line into a subscribed list can
 * choose a name that collides with one he wants to see blocked (docs/decisions/0040-list-tables.md). Nothing is allocated for a name.
 */
export type HashSeed = { k0: number; k1: number }

/** A name has at most 127 labels (RFC 1035, 2.3.4). */
export const MAX_SUFFIXES = 127
/** Words for each suffix: high and low half of the fingerprint, and where in the name the suffix starts. */
export const SUFFIX_WORDS = 3

const DOT = 46

export function createSuffixes(): Uint32Array {
  return new Uint32Array(MAX_SUFFIXES * SUFFIX_WORDS)
}

export function randomSeed(): HashSeed {
  const [k0, k1] = crypto.getRandomValues(new Uint32Array(2))
  return { k0: k0!, k1: k1! }
}

/**
 * Fills `out` with the last label first and the whole name last; returns how many suffixes there are. The round stands here twice
 * because the state must stay in registers: kept in an array between two functions, it took twice the time (0040).
 */
export function hashSuffixes(name: string, seed: HashSeed, out: Uint32Array): number {
  let v0 = seed.k0 | 0
  let v1 = seed.k1 ^ 0xee
  let v2 = seed.k0 ^ 0x6c796765
  let v3 = seed.k1 ^ 0x74656462
  let word = 0
  let count = 0
  const length = name.length
  for (let i = length - 1; i >= -1; i--) {
    const code = i < 0 ? DOT : name.charCodeAt(i)
    if (code === DOT) {
      // What is left of a word with the length above it and one round, then three rounds for each half of the fingerprint.
      const last = word | ((length - i - 1) << 24)
      let w0 = v0
      let w1 = v1
      let w2 = v2
      let w3 = v3 ^ last
      let high = 0
      for (let r = 0; r < 7; r++) {
        w0 = (w0 + w1) | 0
        w1 = ((w1 << 5) | (w1 >>> 27)) ^ w0
        w0 = (w0 << 16) | (w0 >>> 16)
        w2 = (w2 + w3) | 0
        w3 = ((w3 << 8) | (w3 >>> 24)) ^ w2
        w0 = (w0 + w3) | 0
        w3 = ((w3 << 7) | (w3 >>> 25)) ^ w0
        w2 = (w2 + w1) | 0
        w1 = ((w1 << 13) | (w1 >>> 19)) ^ w2
        w2 = (w2 << 16) | (w2 >>> 16)
        if (r === 0) {
          w0 ^= last
          w2 ^= 0xee
        } else if (r === 3) {
          high = w1 ^ w3
          w1 ^= 0xdd
        }
      }
      out[count * SUFFIX_WORDS] = high
      out[count * SUFFIX_WORDS + 1] = w1 ^ w3
      out[count * SUFFIX_WORDS + 2] = i + 1
      count++
      if (count === MAX_SUFFIXES) return count
    }
    word = (word << 8) | (code & 0xff)
    if (((length - i) & 3) !== 0) continue
    v3 ^= word
    v0 = (v0 + v1) | 0
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
    v0 = (v0 << 16) | (v0 >>> 16)
    v2 = (v2 + v3) | 0
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
    v0 = (v0 + v3) | 0
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
    v2 = (v2 + v1) | 0
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
    v2 = (v2 << 16) | (v2 >>> 16)
    v0 ^= word
    word = 0
  }
  return count
}
