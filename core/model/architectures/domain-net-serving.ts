import type { Tensor2D, Variable } from '@tensorflow/tfjs'
import type { TensorFlow } from '../tensorflow.ts'
import type { Encoded, Network } from './architecture.ts'

/** As in training: standardised features beyond this are no more telling. */
const FARTHEST = 6

type Layer = { kernel: Variable; bias: Variable }

/**
 * The logits of a domain net that learns no more. Training asks TensorFlow for 48 operations, most of them on a dozen numbers; each call across its
 * binding takes some 25 microseconds, so that one name took a millisecond and more. Here the perceptron is eight of them, and the few numbers before and
 * behind it are worked out like the sums of the table. It gives what `network.logits` gives, to the rounding of 32-bit floats
 * (test/unit/model/domain-net-serving.test.ts). What is settled is copied as it is now.
 */
export function domainNetServing(tf: TensorFlow, network: Network): (encoded: Encoded) => Float32Array {
  const { slotBias, layers, mean, deviation, shares, bias } = weightsOf(network)
  const slots = slotBias.length
  const kindShares = shares.subarray(2)
  return ({ names, bags, inputs }) => {
    if (names === 0) return new Float32Array(0)
    const pooled = network.bags[0]!.pool(bags[0]!)
    const logits = perceptron(tf, layers, standardised(inputs[0]!.values, mean, deviation))
    const scores = new Float64Array(slots)
    for (let name = 0; name < names; name++) {
      let leanings = 0
      for (let slot = 0; slot < slots; slot++) {
        scores[slot] = pooled[name * slots + slot]! + slotBias[slot]!
        leanings += scores[slot]! * kindShares[slot]!
      }
      const wide = logSumExp(scores, slots / 2, slots) - logSumExp(scores, 0, slots / 2)
      logits[name] = wide * shares[0]! + logits[name]! * shares[1]! + leanings + bias
    }
    return logits
  }
}

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
      { kernel: k3, bias: b3 },
    ],
    mean: valuesOf(mean),
    deviation: valuesOf(deviation),
    shares: valuesOf(shares),
    bias: valuesOf(bias)[0]!,
  }
}

function valuesOf(variable: Variable): Float64Array {
  return Float64Array.from(variable.dataSync<'float32'>())
}

function standardised(values: ArrayLike<number>, mean: Float64Array, deviation: Float64Array): Float32Array {
  const standard = new Float32Array(values.length)
  for (let at = 0, feature = 0; at < values.length; at++, feature++) {
    if (feature === mean.length) feature = 0
    const value = (values[at]! - mean[feature]!) / deviation[feature]!
    standard[at] = Math.max(-FARTHEST, Math.min(FARTHEST, value))
  }
  return standard
}

/** One number for each name; rectified between the layers, not after the last one. */
function perceptron(tf: TensorFlow, layers: readonly Layer[], input: Float32Array): Float32Array {
  return tf.tidy(() => {
    const [width] = layers[0]!.kernel.shape
    let values: Tensor2D = tf.tensor2d(input, [input.length / width, width])
    layers.forEach(({ kernel, bias }, at) => {
      const sums = values.matMul<Tensor2D>(kernel).add<Tensor2D>(bias)
      values = at < layers.length - 1 ? sums.relu() : sums
    })
    return values.dataSync<'float32'>()
  })
}

/** log of the sum of e^x over a part of `values`, without overflow. */
function logSumExp(values: Float64Array, from: number, to: number): number {
  let most = -Infinity
  for (let at = from; at < to; at++) most = Math.max(most, values[at]!)
  let sum = 0
  for (let at = from; at < to; at++) sum += Math.exp(values[at]! - most)
  return most + Math.log(sum)
}
