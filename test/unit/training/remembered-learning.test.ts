import { expect, test } from 'vitest'
import type { Examples } from '../../../core/dataset/examples.ts'
import type { Network } from '../../../core/model/architectures/architecture.ts'
import { EmbeddingBag } from '../../../core/model/embedding-bag.ts'
import { rememberLearning } from '../../../core/training/remembered-learning.ts'

/** One row for each letter. Its list of rows is longer than what a batch fills of it, as those of the architectures are. */
function letters(): Network {
  const bag = new EmbeddingBag({ name: 'table', rows: 26, width: 2, spread: 0, seed: 1 })
  const ids = new Int32Array(1000).fill(25)
  return {
    bags: [bag],
    encode: (names: readonly string[]) => {
      const offsets = new Int32Array(names.length + 1)
      names.forEach((name, at) => {
        offsets[at + 1] = offsets[at]! + name.length
        ids.set(
          Array.from(name, (letter) => letter.charCodeAt(0) - 97),
          offsets[at]
        )
      })
      return { names: names.length, bags: [{ ids, offsets }], inputs: [] }
    },
  } as unknown as Network
}

const taught = (names: string[], weights: number[]) => ({ names, weights: Float32Array.from(weights) }) as Examples

test('what many base names have hardly moves any more, what only taught names have is free', () => {
  const network = letters()
  rememberLearning(network, taught(['aab', 'ac', 'dddd'], [1, 1, 10]), 0.5)
  const squares = network.bags[0]!.squares!
  // Of a there are three in base names, of b and c one, of d none.
  for (const [row, count] of [3, 1, 1, 0].entries())
    for (const column of [0, 1]) expect(squares[2 * row + column]).toBeCloseTo(0.5 * (1 + count), 6)
  expect(squares[2 * 25]).toBeCloseTo(0.5, 6)
})

test('a network that is to have no such memory begins without one', () => {
  const network = letters()
  rememberLearning(network, taught(['abc'], [1]), 0)
  expect(network.bags[0]!.squares).toBeNull()
})
