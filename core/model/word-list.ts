import { hashText, hashUnit, mix } from './hash.ts'

/** Two thirds of the cells at most hold a word; the most frequent ones are kept. */
const CELLS = 2 ** 16
const MOST_WORDS = 40_000
/** Steps of a nat: a byte goes to 1 in 8 million. */
const STEPS = 16
const SALT = 0x3c6ef372

/**
 * Words and how frequent each is among all, looked up by hash while a label is being taken apart. Each cell has the word's whole hash (32 bits) and a code of
 * its frequency, so that of all the pieces of an unknown label hardly one in ten thousand is taken for a word that it is not.
 */
export class WordList {
  readonly name: string
  /** For the file: the hashes, little-endian, then the codes. */
  readonly bytes = new Uint8Array(5 * CELLS)
  readonly #hashes = new Int32Array(this.bytes.buffer, 0, CELLS)
  readonly #codes = new Uint8Array(this.bytes.buffer, 4 * CELLS)
  /** Changes with the words: what was taken apart before is worth nothing. */
  generation = 0

  constructor(name: string) {
    this.name = name
  }

  /** Forgets all words and takes these, with how often each was met. */
  take(counts: ReadonlyMap<string, number>): void {
    const falling = [...counts].sort(([a, most], [b, fewer]) => fewer - most || (a < b ? -1 : 1)).slice(0, MOST_WORDS)
    const total = falling.reduce((sum, [, count]) => sum + count, 0)
    this.bytes.fill(0)
    for (const [word, count] of falling) {
      const hash = wordHash(hashText(word, SALT))
      let cell = hash & (CELLS - 1)
      while (this.#hashes[cell] !== 0 && this.#hashes[cell] !== hash) cell = (cell + 1) & (CELLS - 1)
      // Of two words with one hash the more frequent came first.
      if (this.#hashes[cell] !== 0) continue
      this.#hashes[cell] = hash
      this.#codes[cell] = Math.min(255, Math.round(-Math.log(count / total) * STEPS))
    }
    this.generation++
  }

  /** From a file. */
  restore(bytes: Uint8Array): void {
    this.bytes.set(bytes)
    this.generation++
  }

  /** Nats by which a word is rarer than all words together, by the running hash of its characters; -1 where it is none. */
  rarity(running: number): number {
    const hash = wordHash(running)
    let cell = hash & (CELLS - 1)
    // A damaged file may have no free cell.
    for (let step = 0; step < CELLS; step++) {
      const found = this.#hashes[cell]!
      if (found === hash) return this.#codes[cell]! / STEPS
      if (found === 0) return -1
      cell = (cell + 1) & (CELLS - 1)
    }
    return -1
  }

  get size(): number {
    return this.#hashes.reduce((sum, hash) => sum + (hash === 0 ? 0 : 1), 0)
  }
}

/** Where the hash of a word begins, and how a character is added to it. */
export const NO_CHARACTERS = SALT
export { hashUnit as withCharacter }

/** Never 0, which is a free cell. */
function wordHash(running: number): number {
  return mix(running) | 0 || 1
}
