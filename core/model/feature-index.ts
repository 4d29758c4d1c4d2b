import { mix } from './hash.ts'

/** So many rows from its own one on, a feature may stand; one that finds none free there is not kept. */
const WINDOW = 8
const TAG_SALT = 0x7feb352d

/**
 * Which hashed features have a row of a table, and which row: open addressing with a tag of one byte for each row. Plain hashing gives a feature
 * that was never seen the row of another one; here it has none, but for about one in a hundred whose tag is the same by chance. Features are
 * never taken out, so that an empty row ends a search.
 */
export class FeatureIndex {
  readonly name: string
  readonly rows: number
  /** 0 where the row is free. */
  tags: Uint8Array

  /** `rows` is a power of two. */
  constructor(name: string, rows: number) {
    this.name = name
    this.rows = rows
    this.tags = new Uint8Array(rows)
  }

  /** The row of a feature, by its mixed 32-bit hash; -1 when it has none. */
  find(hash: number): number {
    const { tags } = this
    const mask = this.rows - 1
    const tag = tagOf(hash)
    for (let step = 0; step < WINDOW; step++) {
      const row = (hash + step) & mask
      const found = tags[row]!
      if (found === tag) return row
      if (found === 0) return -1
    }
    return -1
  }

  /** The row that the feature has from now on; -1 when there is no room for it. */
  place(hash: number): number {
    const { tags } = this
    const mask = this.rows - 1
    const tag = tagOf(hash)
    for (let step = 0; step < WINDOW; step++) {
      const row = (hash + step) & mask
      if (tags[row] === 0) tags[row] = tag
      if (tags[row] === tag) return row
    }
    return -1
  }

  get taken(): number {
    return this.tags.reduce((sum, tag) => sum + (tag === 0 ? 0 : 1), 0)
  }
}

/** 1 to 255, from all bits of the hash: its low ones chose the row already. */
function tagOf(hash: number): number {
  return (mix(hash ^ TAG_SALT) % 255) + 1
}

/** How often hashed features were met, up to 255, in so many cells that few share one: to find those that are worth a row. */
export class Meetings {
  readonly #cells: Uint8Array
  readonly #mask: number

  /** `cells` is a power of two. */
  constructor(cells: number) {
    this.#cells = new Uint8Array(cells)
    this.#mask = cells - 1
  }

  /** How often it was met, this time included. */
  add(hash: number): number {
    const cell = hash & this.#mask
    const met = Math.min(255, this.#cells[cell]! + 1)
    this.#cells[cell] = met
    return met
  }
}
