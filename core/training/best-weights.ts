import type { Network } from '../model/architectures/architecture.ts'
import type { TensorFlow } from '../model/tensorflow.ts'

/** A copy of a network's weights as they were when it did best on validation. */
export class BestWeights {
  quality = -Infinity
  epoch = 0
  readonly #network: Network
  #bags: Float32Array[] = []
  #variables: Float32Array[] = []

  constructor(network: Network) {
    this.#network = network
  }

  /** Keeps the weights as they are now if `quality` is better than all before. */
  offer(quality: number, epoch: number): boolean {
    if (quality <= this.quality) return false
    this.quality = quality
    this.epoch = epoch
    // Into the same memory every time: a table may take tens of megabytes.
    this.#bags = this.#network.bags.map((bag, at) => copied(bag.table, this.#bags[at]))
    this.#variables = this.#network.variables.map((variable) => Float32Array.from(variable.dataSync<'float32'>()))
    return true
  }

  restore(tf: TensorFlow): void {
    this.#network.bags.forEach((bag, at) => bag.table.set(this.#bags[at]!))
    this.#network.variables.forEach((variable, at) => {
      tf.tidy(() => variable.assign(tf.tensor(this.#variables[at]!, variable.shape)))
    })
  }
}

function copied(from: Float32Array, into: Float32Array | undefined): Float32Array {
  if (into === undefined) return from.slice()
  into.set(from)
  return into
}
