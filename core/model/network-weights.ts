import { failed, ok, type Fault, type Result } from '../system/result.ts'
import type { Variable } from '@tensorflow/tfjs'
import type { Network } from './architectures/architecture.ts'
import type { ClassCounts } from './class-counts.ts'
import type { TensorFlow } from './tensorflow.ts'
import { readWeights, writeWeights } from './weights-file.ts'

/** Everything of a network that learns, as the bytes of weights.bin. Tables are stored in 8 bits unless `exact`. */
export function bytesOf(network: Network, exact: boolean): Uint8Array {
  return writeWeights([
    ...network.bags.map((bag) => ({
      name: bag.name,
      shape: [bag.rows, bag.width],
      values: bag.table,
      as: exact ? ('float32' as const) : bag.stored,
    })),
    ...countsOf(network).map(({ name, codes }) => ({
      name,
      shape: [codes.length],
      values: codes,
      as: 'bytes' as const,
    })),
    ...variablesOf(network).map((variable, at) => ({
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
    ...countsOf(network).map(({ name, codes }) => ({ name, shape: [codes.length] })),
    ...variablesOf(network).map((variable, at) => ({ name: variableName(at), shape: variable.shape })),
  ]
  for (const { name, shape } of expected) {
    const tensor = read.value.get(name)
    if (tensor === undefined) return mismatch(`the tensor "${name}" is missing`)
    if (String(tensor.shape) !== String(shape))
      return mismatch(`"${name}" is ${tensor.shape.join('×')}, not ${shape.join('×')}`)
    if (!tensor.values.every(Number.isFinite)) return mismatch(`"${name}" holds a value that is not a number`)
  }
  if (read.value.size !== expected.length) return mismatch('it holds tensors that this architecture does not have')
  for (const bag of network.bags) bag.table = asFloats(read.value.get(bag.name)!.values)
  for (const counts of countsOf(network)) counts.codes = asBytes(read.value.get(counts.name)!.values)
  variablesOf(network).forEach((variable, at) => {
    tf.tidy(() => variable.assign(tf.tensor(read.value.get(variableName(at))!.values, variable.shape)))
  })
  return ok(null)
}

/** Of all weights, for the card. */
export function countOf(network: Network): number {
  return (
    network.bags.reduce((sum, bag) => sum + bag.table.length, 0) +
    countsOf(network).reduce((sum, { codes }) => sum + codes.length, 0) +
    variablesOf(network).reduce((sum, variable) => sum + variable.size, 0)
  )
}

function countsOf(network: Network): readonly ClassCounts[] {
  return network.counts ?? []
}

function asFloats(values: Float32Array | Uint8Array): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values)
}

function asBytes(values: Float32Array | Uint8Array): Uint8Array {
  return values instanceof Uint8Array ? values : Uint8Array.from(values)
}

/** What learns, then what is settled. */
function variablesOf(network: Network): Variable[] {
  return [...network.variables, ...(network.settled ?? [])]
}

/** TensorFlow.js counts its own names on from model to model, so the place in the list is the name. */
function variableName(at: number): string {
  return `variable-${at}`
}

function mismatch(message: string): Result<never, Fault> {
  return failed({ kind: 'wrong-weights', message: `the weights do not fit the architecture: ${message}` })
}
