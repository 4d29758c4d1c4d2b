import type { Examples } from '../dataset/examples.ts'
import type { Network } from '../model/architectures/architecture.ts'

const BATCH = 1024

/**
 * Gives Adagrad a memory of a training that is over: its sums of squared gradients begin with `accumulator` for each base name that a row's feature
 * stands in, and once more. What was learnt from thousands of names then hardly moves, while a feature that few names have is free to learn; so the
 * replay sample, which is no fair sample of what the network knows, does not pull it over (docs/decisions/0125).
 */
export function rememberLearning(network: Network, { names, weights }: Examples, accumulator: number): void {
  if (accumulator === 0 || network.bags.length === 0) return
  const counts = network.bags.map(({ rows }) => new Uint32Array(rows))
  // What a person taught weighs more than one, and is not what was learnt before.
  const base = names.filter((_, at) => weights[at] === 1)
  for (let from = 0; from < base.length; from += BATCH) {
    const { bags } = network.encode(base.slice(from, from + BATCH), null)
    bags.forEach(({ ids, offsets }, at) => {
      for (let i = 0; i < offsets.at(-1)!; i++) counts[at]![ids[i]!]!++
    })
  }
  network.bags.forEach((bag, at) => {
    const squares = new Float32Array(bag.rows * bag.width)
    counts[at]!.forEach((count, row) => {
      squares.fill(accumulator * (1 + count), row * bag.width, (row + 1) * bag.width)
    })
    bag.squares = squares
  })
}
