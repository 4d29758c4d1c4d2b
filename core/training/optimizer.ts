import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs'
import type { Encoded, Network, Recipe } from '../model/architectures/architecture.ts'
import { tensorsOf } from '../model/forward.ts'
import type { Random } from '../model/random.ts'
import type { TensorFlow } from '../model/tensorflow.ts'
import { adamState, restoreAdam } from './adam-state.ts'
import type { StateTaker } from './fit-state.ts'
import type { NamedArrays } from './state-file.ts'

export type Batch = {
  names: readonly string[]
  labels: Float32Array
  weights: Float32Array
  kinds: readonly (string | null)[]
}
export type StepFigures = { loss: number; correct: number }

export interface Optimizer {
  /** One step down the loss of a batch; `factor` is the schedule's. The loss is the weighted sum over the names, in nats. */
  step(batch: Batch, factor: number): StepFigures
  /** What it remembers of the steps so far, for a checkpoint. */
  state(): NamedArrays
  restoreState(from: StateTaker): void
  dispose(): void
}

/** Adam (Kingma and Ba, 2015) for what TensorFlow holds, Adagrad for the rows of the bags. */
export function createOptimizer(given: {
  tf: TensorFlow
  network: Network
  recipe: Recipe
  random: Random
}): Optimizer {
  const { tf, network, recipe, random } = given
  const adam = tf.train.adam(recipe.rate)
  return {
    step: (batch, factor) => {
      const encoded = network.encode(batch.names, random)
      const { figures, pooled, variables } = gradients(tf, network, {
        batch,
        encoded,
        smoothing: recipe.labelSmoothing,
      })
      // tfjs declares the rate protected and has no setter for Adam; its own LearningRateScheduler does the same.
      Object.assign(adam, { learningRate: recipe.rate * factor })
      adam.applyGradients(variables)
      for (const { tensor } of variables) tensor.dispose()
      network.bags.forEach((bag, at) =>
        bag.step(encoded.bags[at]!, pooled[at]!, { rate: recipe.bagRate * factor, decay: recipe.bagDecay })
      )
      return figures
    },
    state: () =>
      new Map([
        ...adamState(adam),
        ...network.bags.flatMap((bag) => (bag.squares === null ? [] : [[`squares/${bag.name}`, bag.squares] as const])),
      ]),
    restoreState(from) {
      restoreAdam(tf, adam, { from, variables: network.variables })
      for (const bag of network.bags)
        if (from.has(`squares/${bag.name}`))
          bag.squares = from.take(`squares/${bag.name}`, bag.table.length) as Float32Array
    },
    dispose: () => adam.dispose(),
  }
}

type Asked = { batch: Batch; encoded: Encoded; smoothing: number }

/** By the pooled rows of each bag, as numbers; by the variables, as tensors that the caller disposes. */
type Gradients = { figures: StepFigures; pooled: Float32Array[]; variables: { name: string; tensor: Tensor }[] }

function gradients(tf: TensorFlow, network: Network, { batch, encoded, smoothing }: Asked): Gradients {
  const found: Gradients = { figures: { loss: 0, correct: 0 }, pooled: [], variables: [] }
  const total = batch.weights.reduce((sum, weight) => sum + weight, 0)
  tf.tidy(() => {
    const { pooled, inputs } = tensorsOf(tf, network, encoded)
    const labels = tf.tensor1d(batch.labels)
    const targets = smoothing === 0 ? labels : labels.mul(1 - smoothing).add<Tensor1D>(smoothing / 2)
    const weights = tf.tensor1d(batch.weights)
    const loss = (): Scalar => {
      const given = { pooled, inputs, training: true }
      const heads = network.heads?.(given, batch) ?? [{ logits: network.logits(given) }]
      const learning = heads.filter(({ losses }) => losses !== null)
      const together = tf.mean(tf.stack(learning.map(({ logits }) => logits)), 0)
      found.figures.correct = correctOf(together.dataSync<'float32'>(), batch.labels)
      const losses = learning.map(({ logits, losses }) =>
        (losses ?? logLoss(tf, logits, targets)).mul(weights).sum().div(total).asScalar()
      )
      const sum = tf.addN(losses)
      found.figures.loss = (sum.dataSync<'float32'>()[0]! / learning.length) * total
      return sum
    }
    const { grads } = tf.valueAndGrads(loss)([...pooled, ...network.variables])
    // Adagrad's first steps hang on the gradient being far above its epsilon: the sum over the batch, not the mean.
    found.pooled = pooled.map((_, at) => grads[at]!.mul(total).dataSync<'float32'>())
    found.variables = network.variables.map(({ name }, at) => ({ name, tensor: tf.keep(grads[pooled.length + at]!) }))
  })
  return found
}

/** log(1 + e^x) - x t, written so that neither overflows. */
function logLoss(tf: TensorFlow, logits: Tensor1D, targets: Tensor1D): Tensor1D {
  return tf
    .relu(logits)
    .sub(logits.mul(targets))
    .add(tf.log1p(tf.exp(tf.neg(tf.abs(logits)))))
}

function correctOf(logits: Float32Array, labels: Float32Array): number {
  let correct = 0
  for (let at = 0; at < labels.length; at++) if (logits[at]! >= 0 === (labels[at] === 1)) correct++
  return correct
}
