import type { LayersModel, Tensor1D, Tensor4D, Variable } from '@tensorflow/tfjs'
import { canonical, ENCODING } from '../encoding.ts'
import type { TensorFlow } from '../tensorflow.ts'
import { ADAM_SHARE_AGAIN, type Architecture, type Encoded, type Network } from './architecture.ts'

const SIDE = 16
const CELLS = SIDE * SIDE

/**
 * The network of ML Bridge (Google Summer of Code 2020), the yardstick: the first 256 code points as a picture of 16 by 16, unscaled
 * as they were; 1,913 parameters. Only the last sigmoid is gone: one linear logit here, sigmoid and temperature outside.
 */
export const mlbridgeCnn: Architecture = {
  name: 'mlbridge-cnn',
  title: 'ML Bridge CNN (2020)',
  summary:
    'The original: 256 code points as a 16 × 16 picture, three small convolutions, 1,913 parameters. A yardstick, not a choice.',
  encoding: ENCODING,
  parameters: [
    {
      key: 'learningRate',
      label: 'Learning rate',
      help: 'Of Adam; the original used 0.001.',
      kind: 'number',
      default: 0.001,
      min: 0.00001,
      max: 0.1,
    },
  ],
  recipe: (parameters, learns) => ({
    schedule: 'constant',
    rate: Number(parameters.learningRate) * (learns === 'new' ? 1 : ADAM_SHARE_AGAIN),
    bagRate: 0,
    bagDecay: 0,
    bagAccumulator: 0,
    labelSmoothing: 0,
    prefixed: 0,
  }),
  build: ({ tf, seed }) => {
    const model = layers(tf, seed)
    const variables = model.trainableWeights.map((weight) => weight.read() as Variable)
    const network: Network = {
      bags: [],
      variables,
      bias: variables.at(-1)!,
      encode: picture,
      logits: ({ inputs }) => (model.apply(inputs[0] as Tensor4D) as Tensor1D).reshape([-1]),
      dispose: () => void model.dispose(),
    }
    return network
  },
}

function layers(tf: TensorFlow, seed: number): LayersModel {
  const kernelInitializer = (offset: number) => tf.initializers.glorotUniform({ seed: seed + offset })
  const convolution = (filters: number, offset: number) =>
    ({ filters, kernelSize: 2, activation: 'relu', kernelInitializer: kernelInitializer(offset) }) as const
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ ...convolution(16, 1), inputShape: [SIDE, SIDE, 1] }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d(convolution(16, 2)),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d(convolution(8, 3)),
      tf.layers.flatten(),
      tf.layers.dense({ units: 8, activation: 'relu', kernelInitializer: kernelInitializer(4) }),
      tf.layers.dense({ units: 1, kernelInitializer: kernelInitializer(5) }),
    ],
  })
}

function picture(names: readonly string[]): Encoded {
  const values = new Float32Array(names.length * CELLS)
  names.forEach((name, row) => {
    const text = canonical(name)
    const length = Math.min(text.length, CELLS)
    for (let at = 0; at < length; at++) values[row * CELLS + at] = text.charCodeAt(at)
  })
  return { names: names.length, bags: [], inputs: [{ values, shape: [names.length, SIDE, SIDE, 1], dtype: 'float32' }] }
}
