import { seeded } from './random.ts'

/**
 * The rows of each name of a batch: name `n` has `ids[offsets[n]]` up to, not including, `ids[offsets[n + 1]]`. `sizes`: how many features each
 * name has, where some have no row.
 */
export type Bag = { ids: Int32Array; offsets: Int32Array; sizes?: Int32Array }

export type BagSettings = {
  name: string
  rows: number
  width: number
  /** Uniform in +-spread; 0 starts with zeros. */
  spread: number
  seed: number
  /** `packed`: compressed, for a table that is mostly zeros. */
  stored?: 'eighth' | 'packed'
}

const EPSILON = 1e-8

/**
 * A table of weights, one row for each hashed feature; a name's vector is the sum of its rows over the root of their number. The table
 * has millions of rows of which a batch touches some thousand, and TensorFlow.js only knows dense gradients: so looking up, summing and the
 * optimizer's step (Adagrad, rows of the batch only) stand here, and TensorFlow differentiates the network above, down to `pooled`.
 */
export class EmbeddingBag {
  readonly name: string
  readonly rows: number
  readonly width: number
  readonly stored: 'eighth' | 'packed'
  /** One of the two holds the weights: floats while they learn, bytes while they serve, which take a quarter of the memory. */
  #table: Float32Array | null
  #bytes: { values: Int8Array; scale: number } | null = null
  #squares: Float32Array | null = null
  /** Of the rows that a batch touches: which they are, the sums of their gradients, and for each row of the table its place there plus one. */
  #touched = new Int32Array(0)
  #sums = new Float32Array(0)
  #places = new Int32Array(0)

  constructor(settings: BagSettings) {
    this.name = settings.name
    this.rows = settings.rows
    this.width = settings.width
    this.stored = settings.stored ?? 'eighth'
    this.#table = settings.spread > 0 ? spread(settings) : null
  }

  /** Row by row. Asking for it turns the bytes of a file into floats, for good. */
  get table(): Float32Array {
    if (this.#table !== null) return this.#table
    const table = new Float32Array(this.rows * this.width)
    if (this.#bytes !== null) {
      const { values, scale } = this.#bytes
      for (let at = 0; at < table.length; at++) table[at] = values[at]! * scale
      this.#bytes = null
    }
    return (this.#table = table)
  }

  set table(values: Float32Array) {
    this.#table = values
    this.#bytes = null
  }

  /** The weights as a file holds them; the table is `values` times `scale`. */
  settle(values: Int8Array, scale: number): void {
    this.#bytes = { values, scale }
    this.#table = null
  }

  /** One row of `width` for each name. */
  pool(bag: Bag): Float32Array {
    return this.#bytes === null
      ? pooledRows(this.table, this.width, { bag, unit: 1 })
      : pooledBytes(this.#bytes.values, this.width, { bag, unit: this.#bytes.scale })
  }

  /** Takes one Adagrad step (Duchi et al., 2011) for the rows of `bag`, given the gradient of the loss by each pooled row. */
  step(bag: Bag, gradient: Float32Array, settings: { rate: number; decay: number }): void {
    const { table, width } = this
    const squares = (this.#squares ??= new Float32Array(table.length))
    const touched = this.#gather(bag, gradient)
    for (let place = 0; place < touched; place++) {
      const row = this.#touched[place]!
      this.#places[row] = 0
      for (let d = 0; d < width; d++) {
        const sum = this.#sums[place * width + d]!
        if (sum === 0) continue
        const cell = row * width + d
        const slope = sum + settings.decay * table[cell]!
        squares[cell]! += slope * slope
        table[cell]! -= (settings.rate * slope) / Math.sqrt(squares[cell]! + EPSILON)
      }
    }
  }

  /** Adagrad's memory, cell by cell; null before the first step, unless it begins with one (training/remembered-learning.ts). */
  get squares(): Float32Array | null {
    return this.#squares
  }

  set squares(values: Float32Array | null) {
    this.#squares = values
  }

  /** Sums the gradient for each row that the batch touches: `#sums` at the place of the row in `#touched`. Says how many there are. */
  #gather(bag: Bag, gradient: Float32Array): number {
    const { width } = this
    const names = bag.offsets.length - 1
    this.#reserve(bag.offsets[names]!)
    const [places, rows, sums] = [this.#places, this.#touched, this.#sums]
    let touched = 0
    for (let name = 0; name < names; name++) {
      const end = bag.offsets[name + 1]!
      const scale = scaleOf(sizeOf(bag, name))
      for (let at = bag.offsets[name]!; at < end; at++) {
        const row = bag.ids[at]!
        let place = places[row]! - 1
        if (place < 0) {
          place = touched++
          places[row] = touched
          rows[place] = row
          sums.fill(0, place * width, place * width + width)
        }
        for (let d = 0; d < width; d++) sums[place * width + d]! += scale * gradient[name * width + d]!
      }
    }
    return touched
  }

  #reserve(features: number): void {
    if (this.#places.length === 0) this.#places = new Int32Array(this.rows)
    if (features <= this.#touched.length) return
    this.#touched = new Int32Array(2 * features)
    this.#sums = new Float32Array(2 * features * this.width)
  }
}

type Pooling = { bag: Bag; unit: number }

/** The same loop twice: what reads both kinds of arrays reads neither fast. */
function pooledRows(table: Float32Array, width: number, { bag, unit }: Pooling): Float32Array {
  const names = bag.offsets.length - 1
  const pooled = new Float32Array(names * width)
  for (let name = 0; name < names; name++) {
    const end = bag.offsets[name + 1]!
    const out = name * width
    for (let at = bag.offsets[name]!; at < end; at++) {
      const row = bag.ids[at]! * width
      for (let d = 0; d < width; d++) pooled[out + d]! += table[row + d]!
    }
    const scale = unit * scaleOf(sizeOf(bag, name))
    for (let d = 0; d < width; d++) pooled[out + d]! *= scale
  }
  return pooled
}

function pooledBytes(table: Int8Array, width: number, { bag, unit }: Pooling): Float32Array {
  const names = bag.offsets.length - 1
  const pooled = new Float32Array(names * width)
  for (let name = 0; name < names; name++) {
    const end = bag.offsets[name + 1]!
    const out = name * width
    for (let at = bag.offsets[name]!; at < end; at++) {
      const row = bag.ids[at]! * width
      for (let d = 0; d < width; d++) pooled[out + d]! += table[row + d]!
    }
    const scale = unit * scaleOf(sizeOf(bag, name))
    for (let d = 0; d < width; d++) pooled[out + d]! *= scale
  }
  return pooled
}

function spread({ rows, width, spread, seed }: BagSettings): Float32Array {
  const random = seeded(seed)
  return Float32Array.from({ length: rows * width }, () => (random() * 2 - 1) * spread)
}

/** How many features a name of the batch has, those without a row included. */
export function sizeOf(bag: Bag, name: number): number {
  return bag.sizes === undefined ? bag.offsets[name + 1]! - bag.offsets[name]! : bag.sizes[name]!
}

/** What every row of a name with so many features is multiplied by. */
export function scaleOf(features: number): number {
  return features === 0 ? 0 : 1 / Math.sqrt(features)
}
