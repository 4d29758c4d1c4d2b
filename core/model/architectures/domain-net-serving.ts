import type { Tensor2D, Variable } from '@tensorflow/tfjs'
import type { TensorFlow } from '../tensorflow.ts'
import type { Encoded, Network } from './architecture.ts'
import { FARTHEST } from './domain-net.ts'

/** Logits of encoded names, the shorter way; `dispose` gives back what it holds beside the network. */
export type Serving = { logits(encoded: Encoded): Float32Array; dispose(): void }

/** So few names cost less here than what TensorFlow takes before it multiplies. Measured: docs/decisions/0106. */
export const FEW_NAMES = 4

/**
 * The logits of a domain net that learns no more. Training asks TensorFlow for 48 operations, most of them on a dozen numbers; each call across its
 * binding takes some 25 microseconds, so that one name took a millisecond and more. Here it multiplies by the two large matrices, with the rectifier
 * between; their biases are rows of theirs, and the few numbers before and behind are worked out like the sums of the table. Few names are multiplied without
 * TensorFlow. Either way gives what `network.logits` gives, to the rounding of 32-bit floats (test/unit/model/domain-net-serving.test.ts). What is settled is copied as it is now.
 */
export function domainNetServing(tf: TensorFlow, network: Network): Serving {
  const { slotBias, layers, last, mean, deviation, shares, bias } = weightsOf(network)
  const slots = slotBias.length
  const kindShares = shares.subarray(2)
  const [first, second] = withBiases(tf, layers)
  const few = perceptron(first, second)
  const width = last.length

  /** What the layer before the last one gives each name, not rectified yet. */
  function hidden(input: Float32Array): Float32Array {
    if (input.length <= FEW_NAMES * first.shape[0]) return few(input)
    return tf.tidy(() => {
      const values = tf.tensor2d(input, [input.length / first.shape[0], first.shape[0]])
      return values.matMul(first).relu().matMul(second).dataSync<'float32'>()
    })
  }

  return {
    logits({ names, bags, inputs }) {
      if (names === 0) return new Float32Array(0)
      const pooled = network.bags[0]!.pool(bags[0]!)
      const units = hidden(standardised(inputs[0]!.values, mean, deviation))
      const logits = new Float32Array(names)
      const scores = new Float64Array(slots)
      for (let name = 0; name < names; name++) {
        let deep = last[width - 1]!
        for (let unit = 0; unit < width - 1; unit++)
          deep += Math.max(0, units[name * (width - 1) + unit]!) * last[unit]!
        let leanings = 0
        for (let slot = 0; slot < slots; slot++) {
          scores[slot] = pooled[name * slots + slot]! + slotBias[slot]!
          leanings += scores[slot]! * kindShares[slot]!
        }
        const wide = logSumExp(scores, slots / 2, slots) - logSumExp(scores, 0, slots / 2)
        logits[name] = wide * shares[0]! + deep * shares[1]! + leanings + bias
      }
      return logits
    },
    dispose: () => tf.dispose([first, second]),
  }
}

type Layer = { kernel: Variable; bias: Variable }

/** In the order in which weights.bin holds them, which is that of a fresh network and of a retrained one. */
function weightsOf(network: Network) {
  const variables = [...network.variables, ...(network.settled ?? [])]
  const [kindBias, k1, b1, k2, b2, k3, b3, slots, mean, deviation, shares, bias] = variables as [
    ...[Variable, Variable, Variable, Variable, Variable, Variable],
    ...[Variable, Variable, Variable, Variable, Variable, Variable],
  ]
  const unused = valuesOf(slots)
  return {
    slotBias: valuesOf(kindBias).map((value, slot) => value + unused[slot]!),
    layers: [
      { kernel: k1, bias: b1 },
      { kernel: k2, bias: b2 },
    ] as const,
    /** The last layer's weights, then its bias. */
    last: Float64Array.of(...valuesOf(k3), ...valuesOf(b3)),
    mean: valuesOf(mean),
    deviation: valuesOf(deviation),
    shares: valuesOf(shares),
    bias: valuesOf(bias)[0]!,
  }
}

/**
 * The kernels with their biases as a row more, for an input whose last number is 1. The first one has a column more as well, which passes that 1 on: it
 * is none the less for being rectified.
 */
function withBiases(tf: TensorFlow, [first, second]: readonly [Layer, Layer]): [Tensor2D, Tensor2D] {
  return tf.tidy(() => {
    const rows = ({ kernel, bias }: Layer): Tensor2D =>
      tf.concat2d([kernel as unknown as Tensor2D, bias.expandDims(0)], 0)
    const one = tf.concat2d([tf.zeros([first.kernel.shape[0], 1]), tf.ones([1, 1])], 0)
    return [tf.keep(tf.concat2d([rows(first), one], 1)), tf.keep(rows(second))]
  })
}

/** `input.matMul(first).relu().matMul(second)`, row by row. */
function perceptron(first: Tensor2D, second: Tensor2D): (input: Float32Array) => Float32Array {
  const [inputs, units] = first.shape
  const outputs = second.shape[1]
  const [intoUnits, intoOutputs] = [first.dataSync<'float32'>(), second.dataSync<'float32'>()]
  const unit = new Float64Array(units)
  const output = new Float64Array(outputs)
  return (input) => {
    const names = input.length / inputs
    const all = new Float32Array(names * outputs)
    for (let name = 0; name < names; name++) {
      unit.fill(0)
      output.fill(0)
      for (let i = 0; i < inputs; i++) addRow(unit, input[name * inputs + i]!, { matrix: intoUnits, row: i })
      // What is no number stays one, as TensorFlow's rectifier has it.
      for (let i = 0; i < units; i++) if (!(unit[i]! <= 0)) addRow(output, unit[i]!, { matrix: intoOutputs, row: i })
      all.set(output, name * outputs)
    }
    return all
  }
}

/** Adds a row of a matrix, `by` times. */
function addRow(sum: Float64Array, by: number, { matrix, row }: { matrix: Float32Array; row: number }): void {
  const from = row * sum.length
  for (let at = 0; at < sum.length; at++) sum[at]! += by * matrix[from + at]!
}

function valuesOf(variable: Variable): Float64Array {
  return Float64Array.from(variable.dataSync<'float32'>())
}

/** The features of each name, and a 1 behind them. */
function standardised(values: ArrayLike<number>, mean: Float64Array, deviation: Float64Array): Float32Array {
  const features = mean.length
  const names = values.length / features
  const standard = new Float32Array(names * (features + 1))
  for (let name = 0, at = 0, to = 0; name < names; name++) {
    for (let feature = 0; feature < features; feature++) {
      const value = (values[at++]! - mean[feature]!) / deviation[feature]!
      standard[to++] = Math.max(-FARTHEST, Math.min(FARTHEST, value))
    }
    standard[to++] = 1
  }
  return standard
}

/** log of the sum of e^x over a part of `values`, without overflow. */
function logSumExp(values: Float64Array, from: number, to: number): number {
  let most = -Infinity
  for (let at = from; at < to; at++) most = Math.max(most, values[at]!)
  let sum = 0
  for (let at = from; at < to; at++) sum += Math.exp(values[at]! - most)
  return most + Math.log(sum)
}
