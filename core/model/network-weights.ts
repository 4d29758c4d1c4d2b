import { failed, ok, type Fault, type Result } from '../system/result.ts'
import type { Variable } from '@tensorflow/tfjs'
import type { Network } from './architectures/architecture.ts'
import type { TensorFlow } from './tensorflow.ts'
import { readWeights, writeWeights, type StoredTensor } from './weights-file.ts'

/** Everything of a network that learns, as the bytes of weights.bin. Tables are stored in 8 bits unless `exact`. */
export function bytesOf(network: Network, exact: boolean): Uint8Array {
  return writeWeights([
    ...network.bags.map((bag) => ({
      name: bag.name,
      shape: [bag.rows, bag.width],
      values: bag.table,
      as: exact ? ('float32' as const) : bag.stored,
    })),
    ...bytesIn(network).map(({ name, values }) => ({ name, shape: [values.length], values, as: 'bytes' as const })),
    ...variablesOf(network).map((variable, at) => ({
      name: variableName(at),
      shape: variable.shape,
      values: Float32Array.from(variable.dataSync<'float32'>()),
      as: 'float32' as const,
    })),
  ])
}

/** Puts the weights of a file into a network of the same architecture and parameters. */
export async function restore(tf: TensorFlow, network: Network, file: Uint8Array): Promise<Result<null, Fault>> {
  const read = await readWeights(file)
  if (!read.ok) return read
  const expected = [
    ...network.bags.map((bag) => ({ name: bag.name, shape: [bag.rows, bag.width] })),
    ...bytesIn(network).map(({ name, values }) => ({ name, shape: [values.length] })),
    ...variablesOf(network).map((variable, at) => ({ name: variableName(at), shape: variable.shape })),
  ]
  for (const { name, shape } of expected) {
    const tensor = read.value.get(name)
    if (tensor === undefined) return mismatch(`the tensor "${name}" is missing`)
    if (String(tensor.shape) !== String(shape))
      return mismatch(`"${name}" is ${tensor.shape.join('×')}, not ${shape.join('×')}`)
    if (!isFinite(tensor)) return mismatch(`"${name}" holds a value that is not a number`)
  }
  if (read.value.size !== expected.length) return mismatch('it holds tensors that this architecture does not have')
  for (const bag of network.bags) {
    const tensor = read.value.get(bag.name)!
    if (tensor.as === 'float32') bag.table = tensor.values
    else if (tensor.as === 'bytes') return mismatch(`"${bag.name}" holds bytes, not weights`)
    else bag.settle(tensor.values, tensor.scale)
  }
  for (const { name, take } of bytesIn(network)) {
    const tensor = read.value.get(name)!
    if (tensor.as !== 'bytes') return mismatch(`"${name}" holds weights, not bytes`)
    take(tensor.values)
  }
  variablesOf(network).forEach((variable, at) => {
    tf.tidy(() => variable.assign(tf.tensor(read.value.get(variableName(at))!.values, variable.shape)))
  })
  return ok(null)
}

/** Of all weights, for the card. */
export function countOf(network: Network): number {
  return (
    network.bags.reduce((sum, { rows, width }) => sum + rows * width, 0) +
    (network.counts ?? []).reduce((sum, { codes }) => sum + codes.length, 0) +
    variablesOf(network).reduce((sum, variable) => sum + variable.size, 0)
  )
}

type Bytes = { name: string; values: Uint8Array; take: (values: Uint8Array) => void }

/** Counts, the tags that say which features have a row, and words. */
function bytesIn(network: Network): Bytes[] {
  const counts = network.counts ?? []
  const indexes = [...(network.indexes ?? []), ...counts.map(({ index }) => index)]
  return [
    ...counts.map((each) => ({
      name: each.name,
      values: each.codes,
      take: (values: Uint8Array) => (each.codes = values),
    })),
    ...indexes.map((each) => ({
      name: each.name,
      values: each.tags,
      take: (values: Uint8Array) => (each.tags = values),
    })),
    ...(network.words ?? []).map((each) => ({
      name: each.name,
      values: each.bytes,
      take: (values: Uint8Array) => each.restore(values),
    })),
  ]
}

function isFinite(tensor: StoredTensor): boolean {
  if (tensor.as === 'float32') return tensor.values.every(Number.isFinite)
  return tensor.as === 'bytes' || Number.isFinite(tensor.scale)
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
