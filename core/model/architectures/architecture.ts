import type { Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs'
import type { ClassCounts } from '../class-counts.ts'
import type { Bag, EmbeddingBag } from '../embedding-bag.ts'
import type { Random } from '../random.ts'
import type { TensorFlow } from '../tensorflow.ts'
import type { FeatureIndex } from '../feature-index.ts'
import type { Truths } from '../kinds.ts'
import type { WordList } from '../word-list.ts'
import type { ParameterDescription } from './parameters.ts'

/** Names as a network eats them: one bag for each of its embedding bags, in their order, and dense rows. */
export type Encoded = {
  names: number
  bags: readonly Bag[]
  inputs: readonly { values: Float32Array | Int32Array; shape: number[]; dtype: 'float32' | 'int32' }[]
}

/** A feature that a name has, by kind and token, and its exact share of the logit. */
export type FeatureShare = { kind: string; token: string; share: number }

/** What the network of `given` is asked with; `pooled` and `inputs` belong to `Encoded`. */
export type Given = { pooled: readonly Tensor2D[]; inputs: readonly Tensor[]; training: boolean }

/**
 * A number for each name. It learns by the loss of the labels (log loss), unless `losses` (nats, for each name) stand in its place; null: it does not
 * learn for itself, and is only weighed with the others.
 */
export type Head = { logits: Tensor1D; losses?: Tensor1D | null }

/** Weights and the way from names to logits. The trainer moves `bags` and `variables`; nothing else learns. */
export interface Network {
  readonly bags: readonly EmbeddingBag[]
  readonly variables: readonly Variable[]
  /** Counted before the first step, not learnt. */
  readonly counts?: readonly ClassCounts[]
  /** Which features have a row, where not each hash has one. */
  readonly indexes?: readonly FeatureIndex[]
  /** Words of the training data's labels, by which other labels are taken apart. */
  readonly words?: readonly WordList[]
  /** Fixed by the training data or by validation; stored with the rest, moved by no gradient. */
  readonly settled?: readonly Variable[]
  /** The one of all variables that is added to every logit: calibration moves it. */
  readonly bias: Variable
  /** `noise` is the trainer's chance (feature dropout); null encodes exactly. Arrays may be reused by the next call. */
  encode(names: readonly string[], noise: Random | null): Encoded
  /** One logit for each name, differentiable by `pooled` and `variables`. Called inside `tf.tidy`. */
  logits(given: Given): Tensor1D
  /**
   * Called once before a run's first step, with all that it will learn from. `fresh`: the weights are no parent's, so statistics of the
   * training data are taken now.
   */
  prepare?(examples: Truths & { names: readonly string[] }, fresh: boolean): void
  /** Heads that learn each for itself, instead of `logits`; null where `logits` learns. `truths` is null where nothing is learnt. */
  heads?: ((given: Given, truths: Truths | null) => Head[]) | null
  /** Settles how much each head counts, from what they say of names that none of them learnt from. */
  combine?(heads: readonly Float32Array[], labels: ArrayLike<number>): void
  /** Whether a name is made of parts that the training data hardly has, so that its logit is a guess. */
  isNovel?(name: string): boolean
  /** Every feature of a name, where each has an exact share; with the bias they add up to the logit. */
  features?(name: string): FeatureShare[]
  dispose(): void
}

/** How the trainer goes about it, as far as the architecture says. Rates are multiplied by the schedule. */
export type Recipe = {
  /** `constant`; `falling` goes down in a straight line; `one-cycle` rises for a quarter and falls as a cosine (Smith, 2018). */
  schedule: 'constant' | 'falling' | 'one-cycle'
  /** Adam's, for the variables. */
  rate: number
  /** Adagrad's, for the bags. */
  bagRate: number
  bagDecay: number
  /** What Adagrad's sums of squared gradients begin with in a network that learns on, for each base name of a feature (training/remembered-learning.ts). */
  bagAccumulator: number
  labelSmoothing: number
  /** Share of the registered names that get a sub-domain such as `mail.` put before them, in both classes alike. */
  prefixed: number
}

/** One file each in this folder; index.ts lists them (docs/model.md says how to add one). */
export type Architecture = {
  name: string
  title: string
  summary: string
  /** The way from names to numbers, with a version: a model of another is refused (../encoding.ts). */
  encoding: string
  parameters: readonly ParameterDescription[]
  /** `again`: a network that was trained before learns on; what the optimizers knew of its first training is gone. */
  recipe(parameters: Record<string, number | boolean>, learns: 'new' | 'again'): Recipe
  build(given: { tf: TensorFlow; parameters: Record<string, number | boolean>; seed: number }): Network
}

/** Of Adam's rate, when a network learns on: what it knows is not to be unlearnt from a few new names (docs/decisions/0125). */
export const ADAM_SHARE_AGAIN = 0.2
/** What Adagrad's sums begin with then, for each name that a feature was learnt from, and one more. */
export const ADAGRAD_AGAIN = 0.1
