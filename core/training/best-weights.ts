import type { Network } from '../model/architectures/architecture.ts'
import type { TensorFlow } from '../model/tensorflow.ts'
import type { StateTaker } from './fit-state.ts'
import type { NamedArrays } from './state-file.ts'

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

  /** For a checkpoint; nothing is copied. */
  state(): NamedArrays {
    return new Map([
      ...this.#bags.map((values, at) => [`best/bag/${at}`, values] as const),
      ...this.#variables.map((values, at) => [`best/variable/${at}`, values] as const),
    ])
  }

  restoreState(from: StateTaker, { quality, epoch }: { quality: number; epoch: number }): void {
    const { bags, variables } = this.#network
    this.quality = quality
    this.epoch = epoch
    this.#bags = bags.map((bag, at) => from.take(`best/bag/${at}`, bag.table.length) as Float32Array)
    this.#variables = variables.map(({ size }, at) => from.take(`best/variable/${at}`, size) as Float32Array)
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
