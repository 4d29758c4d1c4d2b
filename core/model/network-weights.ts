import { failed, ok, type Fault, type Result } from '../system/result.ts'
import type { Network } from './architectures/architecture.ts'
import type { TensorFlow } from './tensorflow.ts'
import { readWeights, writeWeights } from './weights-file.ts'

/** Everything of a network that learns, as the bytes of weights.bin. Tables are stored in 8 bits unless `exact`. */
export function bytesOf(network: Network, exact: boolean): Uint8Array {
  return writeWeights([
    ...network.bags.map((bag) => ({
      name: bag.name,
      shape: [bag.rows, bag.width],
      values: bag.table,
      as: exact ? ('float32' as const) : ('eighth' as const),
    })),
    ...network.variables.map((variable, at) => ({
      name: variableName(at),
      shape: variable.shape,
      values: Float32Array.from(variable.dataSync<'float32'>()),
      as: 'float32' as const,
    })),
  ])
}

/** Puts the weights of a file into a network of the same architecture and parameters. */
export function restore(tf: TensorFlow, network: Network, file: Uint8Array): Result<null, Fault> {
  const read = readWeights(file)
  if (!read.ok) return read
  const expected = [
    ...network.bags.map((bag) => ({ name: bag.name, shape: [bag.rows, bag.width] })),
    ...network.variables.map((variable, at) => ({ name: variableName(at), shape: variable.shape })),
  ]
  for (const { name, shape } of expected) {
    const tensor = read.value.get(name)
    if (tensor === undefined) return mismatch(`the tensor "${name}" is missing`)
    if (String(tensor.shape) !== String(shape))
      return mismatch(`"${name}" is ${tensor.shape.join('×')}, not ${shape.join('×')}`)
    if (!tensor.values.every(Number.isFinite)) return mismatch(`"${name}" holds a value that is not a number`)
  }
  if (read.value.size !== expected.length) return mismatch('it holds tensors that this architecture does not have')
  for (const bag of network.bags) bag.table = read.value.get(bag.name)!.values
  network.variables.forEach((variable, at) => {
    tf.tidy(() => variable.assign(tf.tensor(read.value.get(variableName(at))!.values, variable.shape)))
  })
  return ok(null)
}

/** Of all weights, for the card. */
export function countOf(network: Network): number {
  return (
    network.bags.reduce((sum, bag) => sum + bag.table.length, 0) +
    network.variables.reduce((sum, variable) => sum + variable.size, 0)
  )
}

/** TensorFlow.js counts its own names on from model to model, so the place in the list is the name. */
function variableName(at: number): string {
  return `variable-${at}`
}

function mismatch(message: string): Result<never, Fault> {
  return failed({ kind: 'wrong-weights', message: `the weights do not fit the architecture: ${message}` })
}
