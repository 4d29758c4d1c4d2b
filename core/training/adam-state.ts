import type { AdamOptimizer, Variable } from '@tensorflow/tfjs'
import type { TensorFlow } from '../model/tensorflow.ts'
import type { StateTaker } from './fit-state.ts'
import type { NamedArrays } from './state-file.ts'

/**
 * What tfjs-core 4.22 keeps inside its Adam. Its own setWeights would compute the powers of beta anew, which differ in the last bit from those
 * that were multiplied step by step, so that a resumed run would end in other weights.
 */
type Inside = {
  accBeta1: Variable
  accBeta2: Variable
  accumulatedFirstMoment: Moment[]
  accumulatedSecondMoment: Moment[]
}
type Moment = { originalName: string; variable: Variable }

const POWERS = ['accBeta1', 'accBeta2'] as const
const MOMENTS = ['accumulatedFirstMoment', 'accumulatedSecondMoment'] as const

export function adamState(adam: AdamOptimizer): NamedArrays {
  const inside = adam as unknown as Inside
  return new Map([
    ...POWERS.map((key) => [`adam/${key}`, valuesOf(inside[key])] as const),
    ...MOMENTS.flatMap((key) =>
      inside[key].map(({ variable }, at) => [`adam/${key}/${at}`, valuesOf(variable)] as const)
    ),
  ])
}

export function restoreAdam(
  tf: TensorFlow,
  adam: AdamOptimizer,
  { from, variables }: { from: StateTaker; variables: readonly Variable[] }
): void {
  const inside = adam as unknown as Inside
  for (const key of POWERS) {
    const values = from.take(`adam/${key}`, 1) as Float32Array
    tf.tidy(() => inside[key].assign(tf.tensor(values, inside[key].shape)))
  }
  for (const key of MOMENTS) {
    inside[key] = variables.map(({ name, size, shape }, at) => {
      const values = from.take(`adam/${key}/${at}`, size) as Float32Array
      return { originalName: `${name}/${key}`, variable: tf.tidy(() => tf.variable(tf.tensor(values, shape), false)) }
    })
  }
}

function valuesOf(variable: Variable): Float32Array {
  return Float32Array.from(variable.dataSync<'float32'>())
}
