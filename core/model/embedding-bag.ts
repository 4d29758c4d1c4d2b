import { seeded } from './random.ts'

/** The hashed features of each name of a batch: name `n` has `ids[offsets[n]]` up to, not including, `ids[offsets[n + 1]]`. */
export type Bag = { ids: Int32Array; offsets: Int32Array }

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
  table: Float32Array
  /** Where it is set, rows with a 0 here stay as they are: they were met too seldom to say anything. */
  admitted: Uint8Array | null = null
  #squares: Float32Array | null = null
  #gradients: Float32Array | null = null
  #touched = new Int32Array(4096)

  constructor(settings: BagSettings) {
    this.name = settings.name
    this.rows = settings.rows
    this.width = settings.width
    this.stored = settings.stored ?? 'eighth'
    this.table = new Float32Array(settings.rows * settings.width)
    if (settings.spread > 0) {
      const random = seeded(settings.seed)
      for (let at = 0; at < this.table.length; at++) this.table[at] = (random() * 2 - 1) * settings.spread
    }
  }

  /** One row of `width` for each name. */
  pool(bag: Bag): Float32Array {
    const { table, width } = this
    const names = bag.offsets.length - 1
    const pooled = new Float32Array(names * width)
    for (let name = 0; name < names; name++) {
      const end = bag.offsets[name + 1]!
      const out = name * width
      for (let at = bag.offsets[name]!; at < end; at++) {
        const row = bag.ids[at]! * width
        for (let d = 0; d < width; d++) pooled[out + d]! += table[row + d]!
      }
      const scale = scaleOf(end - bag.offsets[name]!)
      for (let d = 0; d < width; d++) pooled[out + d]! *= scale
    }
    return pooled
  }

  /** Takes one Adagrad step (Duchi et al., 2011) for the rows of `bag`, given the gradient of the loss by each pooled row. */
  step(bag: Bag, gradient: Float32Array, settings: { rate: number; decay: number }): void {
    const squares = (this.#squares ??= new Float32Array(this.table.length))
    const sums = (this.#gradients ??= new Float32Array(this.table.length))
    const touched = this.#gather(bag, gradient, sums)
    const { table, width } = this
    for (let at = 0; at < touched; at++) {
      const row = this.#touched[at]! * width
      for (let cell = row; cell < row + width; cell++) {
        const sum = sums[cell]!
        // A row stands in `touched` once for each feature that met it; the first visit empties its sum.
        if (sum === 0) continue
        const slope = sum + settings.decay * table[cell]!
        squares[cell]! += slope * slope
        table[cell]! -= (settings.rate * slope) / Math.sqrt(squares[cell]! + EPSILON)
        sums[cell] = 0
      }
    }
  }

  /** Adagrad's memory, cell by cell; null before the first step. */
  get squares(): Float32Array | null {
    return this.#squares
  }

  set squares(values: Float32Array | null) {
    this.#squares = values
  }

  #gather(bag: Bag, gradient: Float32Array, sums: Float32Array): number {
    const { width, admitted } = this
    const names = bag.offsets.length - 1
    const features = bag.offsets[names]!
    if (features > this.#touched.length) this.#touched = new Int32Array(features * 2)
    let touched = 0
    for (let name = 0; name < names; name++) {
      const end = bag.offsets[name + 1]!
      const scale = scaleOf(end - bag.offsets[name]!)
      for (let at = bag.offsets[name]!; at < end; at++) {
        if (admitted !== null && admitted[bag.ids[at]!] === 0) continue
        const row = bag.ids[at]! * width
        for (let d = 0; d < width; d++) sums[row + d]! += scale * gradient[name * width + d]!
        this.#touched[touched++] = bag.ids[at]!
      }
    }
    return touched
  }
}

/** What every row of a name with so many features is multiplied by. */
export function scaleOf(features: number): number {
  return features === 0 ? 0 : 1 / Math.sqrt(features)
}
