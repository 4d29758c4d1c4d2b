import type { Tensor, Tensor2D } from '@tensorflow/tfjs'
import type { Encoded, Network } from './architectures/architecture.ts'
import type { TensorFlow } from './tensorflow.ts'

/** The pooled rows of every bag as tensors, then the dense inputs. The caller's tidy takes them away. */
export function tensorsOf(
  tf: TensorFlow,
  network: Network,
  encoded: Encoded
): { pooled: Tensor2D[]; inputs: Tensor[] } {
  return {
    pooled: network.bags.map((bag, at) => tf.tensor2d(bag.pool(encoded.bags[at]!), [encoded.names, bag.width])),
    inputs: encoded.inputs.map((input) => tf.tensor(input.values, input.shape, input.dtype)),
  }
}

/** What each head says of names, in one batch. */
export function headsOf(tf: TensorFlow, network: Network, names: readonly string[]): Float32Array[] {
  const found: Float32Array[] = []
  tf.tidy(() => {
    const encoded = network.encode(names, null)
    const heads = network.heads?.({ ...tensorsOf(tf, network, encoded), training: false }, null) ?? []
    for (const { logits } of heads) found.push(logits.dataSync<'float32'>())
  })
  return found
}

/** Logits of names, in one batch. */
export function logitsOf(tf: TensorFlow, network: Network, names: readonly string[]): Float32Array {
  if (names.length === 0) return new Float32Array(0)
  return tf.tidy(() => {
    const encoded = network.encode(names, null)
    return network.logits({ ...tensorsOf(tf, network, encoded), training: false }).dataSync<'float32'>()
  })
}
