import type { Network } from '../model/architectures/architecture.ts'
import type { TensorFlow } from '../model/tensorflow.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import type { BestWeights } from './best-weights.ts'
import type { Optimizer } from './optimizer.ts'
import type { NamedArrays } from './state-file.ts'

/** Everything that the next epoch hangs on, besides the plan and the data: with it a run goes on to the bit. */
export type FitState = {
  /** Whole epochs behind. */
  epoch: number
  /** Of the stream of chance. */
  random: number
  /** Milliseconds of fitting so far. */
  fittedMs: number
  best: { quality: number; epoch: number }
  arrays: NamedArrays
}

export type Learning = {
  tf: TensorFlow
  network: Network
  optimizer: Optimizer
  best: BestWeights
  /** The places of the training names, as the last epoch took them: the next one shuffles on. */
  order: Uint32Array
}

/** Nothing is copied: the state is to be written before the next step. */
export function stateArrays({ network, optimizer, best, order }: Learning): NamedArrays {
  return new Map<string, Float32Array | Uint32Array>([
    ['order', order],
    ...network.bags.map((bag) => [`bag/${bag.name}`, bag.table] as const),
    ...network.variables.map(
      (variable, at) => [`variable/${at}`, Float32Array.from(variable.dataSync<'float32'>())] as const
    ),
    ...optimizer.state(),
    ...best.state(),
  ])
}

/** Puts a state into a network, optimizer and order that were made anew. The fault says what does not fit; then all of them are spoilt. */
export function reinstate(into: Learning, state: FitState): Result<null, Fault> {
  const taken = takerOf(state.arrays)
  try {
    into.order.set(taken.take('order', into.order.length))
    for (const bag of into.network.bags) bag.table.set(taken.take(`bag/${bag.name}`, bag.table.length))
    into.network.variables.forEach((variable, at) => {
      const values = taken.take(`variable/${at}`, variable.size) as Float32Array
      into.tf.tidy(() => variable.assign(into.tf.tensor(values, variable.shape)))
    })
    into.optimizer.restoreState(taken)
    into.best.restoreState(taken, state.best)
  } catch (error) {
    if (!(error instanceof Unfit)) throw error
    return failed({ kind: 'wrong-state', message: error.message })
  }
  const left = taken.left()
  return left.length === 0
    ? ok(null)
    : failed({ kind: 'wrong-state', message: `it holds "${left[0]!}", which nothing here takes` })
}

export interface StateTaker {
  /** The array of that name, which must have that length. */
  take(name: string, length: number): Float32Array | Uint32Array
  has(name: string): boolean
  left(): string[]
}

class Unfit extends Error {}

function takerOf(arrays: NamedArrays): StateTaker {
  const left = new Map(arrays)
  return {
    take(name, length) {
      const values = left.get(name)
      left.delete(name)
      if (values === undefined) throw new Unfit(`"${name}" is missing`)
      if (values.length !== length) throw new Unfit(`"${name}" has ${values.length} numbers, not ${length}`)
      return values
    },
    has: (name) => left.has(name),
    left: () => [...left.keys()],
  }
}
