import type { LayersModel, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs'
import { ClassCounts } from '../class-counts.ts'
import { combinationOf } from '../combination.ts'
import { EmbeddingBag } from '../embedding-bag.ts'
import { ENCODING, partsOf, type NameParts } from '../encoding.ts'
import { FeatureIndex } from '../feature-index.ts'
import { addCharacterNgrams } from '../features/character-ngrams.ts'
import { COUNTED_WIDTH, CountedFeatures } from '../features/counted.ts'
import { addCrossedTokens } from '../features/crossed-tokens.ts'
import { IdList } from '../features/id-list.ts'
import { Segmenter, wordsOf } from '../features/segmentation.ts'
import { addStructure } from '../features/structure.ts'
import { addWords } from '../features/word-tokens.ts'
import { kindSlots, type KindSlots, type Truths } from '../kinds.ts'
import type { Random } from '../random.ts'
import type { TensorFlow } from '../tensorflow.ts'
import { WordList } from '../word-list.ts'
import {
  ADAGRAD_AGAIN,
  ADAM_SHARE_AGAIN,
  type Architecture,
  type Encoded,
  type Given,
  type Network,
} from './architecture.ts'
import { DOMAIN_NET_PARAMETERS } from './domain-net-parameters.ts'
import { foldOf, indexFeatures, takeCounts } from './domain-net-statistics.ts'

const SIZES = { shortest: 2, longest: 7 }
/** Standardised features beyond this are no more telling. */
export const FARTHEST = 6
const SAMPLE = 20_000
/** Of its runs of four characters; measured on validation (decision 0104). */
const MOST_UNMET = 0.65
/** Of Adagrad's rate, when it learns on: steps are then as large as the gradient is, and not all as large as the rate (docs/decisions/0125). */
const RATE_AGAIN = 8
/** A slot that no kind has takes no part; small enough that its share of a sum is nothing, large enough to stay a number. */
const UNUSED = -60

/**
 * Wide and deep (Cheng et al., 2016): a linear network on hashed n-grams and crossed tokens, which remembers, and a small perceptron on how often a
 * name's parts stood in names of each class, which cannot. The wide one tells kinds apart, not only classes: malicious names of one kind have
 * little in common with those of another, and one line between the classes would have to go between all of them. Each learns for
 * itself; their logits are weighed on validation, and with them how far the name leans to each kind. Both read the words that a label is made of
 * beside its characters.
 */
export const domainNet: Architecture = {
  name: 'domain-net',
  title: 'Domain net',
  summary:
    'A wide network on runs of 2 to 7 characters, words and crossed tokens, which tells kinds of names apart, beside a small network on how often parts of a name stood in malicious and benign names. The best on names it has never seen.',
  encoding: `${ENCODING}-counted-3`,
  parameters: DOMAIN_NET_PARAMETERS,
  recipe: (parameters, learns) => ({
    schedule: 'falling',
    rate: Number(parameters.networkRate) * (learns === 'new' ? 1 : ADAM_SHARE_AGAIN),
    bagRate: Number(parameters.tableRate) * (learns === 'new' ? 1 : RATE_AGAIN),
    bagDecay: 0,
    bagAccumulator: learns === 'new' ? 0 : ADAGRAD_AGAIN,
    labelSmoothing: 0,
    prefixed: Number(parameters.prefixed),
  }),
  build: ({ tf, parameters, seed }) =>
    new DomainNet(tf, {
      rows: 2 ** Number(parameters.tableBits),
      kinds: Number(parameters.kinds),
      countedRows: 2 ** Number(parameters.countBits),
      units: Number(parameters.units),
      fewest: Number(parameters.fewest),
      seed,
    }),
}

type Settings = {
  rows: number
  kinds: number
  countedRows: number
  units: number
  fewest: number
  seed: number
}

class DomainNet implements Network {
  readonly bags: readonly [EmbeddingBag]
  readonly indexes: readonly [FeatureIndex]
  readonly counts: readonly [ClassCounts]
  readonly words = [new WordList('words')] as const
  variables: readonly Variable[]
  settled: readonly Variable[]
  readonly bias: Variable
  heads: Exclude<Network['heads'], undefined> = null
  readonly #tf: TensorFlow
  readonly #settings: Settings
  /** Mixed hashes, 32 bits each, until they are turned into rows. */
  readonly #list = new IdList(2 ** 32)
  readonly #segmenter = new Segmenter(this.words[0])
  readonly #counted: CountedFeatures
  readonly #layers: LayersModel
  /** Of each kind; a slot without a kind is far below all others. */
  readonly #kindBias: Variable
  readonly #slots: Variable
  readonly #mean: Variable
  readonly #deviation: Variable
  readonly #shares: Variable
  /** The run that took the counts goes on: names of the training data are read without their own fold. */
  #counting = false

  constructor(tf: TensorFlow, settings: Settings) {
    this.#tf = tf
    this.#settings = settings
    const { rows, kinds, seed } = settings
    this.bags = [
      new EmbeddingBag({
        name: 'table',
        rows,
        width: 2 * kinds,
        spread: 0,
        seed,
        stored: 'packed',
      }),
    ]
    this.indexes = [new FeatureIndex('table-tags', rows)]
    this.counts = [new ClassCounts('counts', settings.countedRows)]
    this.#counted = new CountedFeatures(this.counts[0], this.#segmenter)
    this.#layers = layers(tf, settings)
    const [kindBias, slots, mean, deviation, shares, bias] = tf.tidy(() => [
      tf.variable(tf.zeros([2 * kinds])),
      tf.variable(tf.zeros([2 * kinds]), false),
      tf.variable(tf.zeros([COUNTED_WIDTH]), false),
      tf.variable(tf.ones([COUNTED_WIDTH]), false),
      tf.variable(tf.tensor1d([0.5, 0.5, ...new Array<number>(2 * kinds).fill(0)]), false),
      tf.variable(tf.scalar(0), false),
    ]) as [Variable, Variable, Variable, Variable, Variable, Variable]
    this.#kindBias = kindBias
    this.#slots = slots
    this.#mean = mean
    this.#deviation = deviation
    this.#shares = shares
    this.bias = bias
    this.variables = [kindBias, ...this.#deepVariables()]
    this.settled = [slots, mean, deviation, shares, bias]
  }

  encode(names: readonly string[], noise: Random | null): Encoded {
    this.#list.clear()
    const offsets = new Int32Array(names.length + 1)
    const sizes = new Int32Array(names.length)
    const values = new Float32Array(names.length * COUNTED_WIDTH)
    names.forEach((name, at) => {
      const parts = partsOf(name)
      sizes[at] = this.#addRows(parts)
      offsets[at + 1] = this.#list.length
      const fold = noise !== null && this.#counting ? foldOf(parts.registeredDomain) : null
      this.#counted.write(parts, fold, { out: values, at: at * COUNTED_WIDTH })
    })
    return {
      names: names.length,
      bags: [{ ids: this.#list.ids, offsets, sizes }],
      inputs: [{ values, shape: [names.length, COUNTED_WIDTH], dtype: 'float32' }],
    }
  }

  logits(given: Given): Tensor1D {
    const { kinds } = this.#settings
    const scores = this.#scores(given)
    const [wideShare, deepShare, kindShares] = this.#tf.split<Tensor1D>(this.#shares, [1, 1, 2 * kinds])
    return this.#wideLogits(scores)
      .mul(wideShare!)
      .add(this.#deepLogits(given).mul(deepShare!))
      .add(scores.mul(kindShares!).sum(1))
      .add<Tensor1D>(this.bias)
  }

  /**
   * A later training leaves the deep network and the counts as the first one left them: its names are mostly those that were counted then, of which the
   * network would learn to believe whatever it is told. How frequent each kind is stays, too: its names are no fair sample. What is taught later goes into
   * the table, where new features get rows too.
   */
  prepare(examples: Truths & { names: readonly string[] }, fresh: boolean): void {
    const { names, labels } = examples
    const parts = (at: number): NameParts => partsOf(names[at]!)
    const places = fresh ? firstOfEach(names, parts) : []
    // Before anything is taken apart into words.
    if (fresh) this.words[0].take(wordsOf(labelsAt(places, parts)))
    indexFeatures({
      index: this.indexes[0],
      names,
      parts,
      fewest: this.#settings.fewest,
      add: (into, one) => this.#addWide(into, one),
    })
    if (!fresh) {
      this.settled = [...this.variables, ...this.settled]
      this.variables = []
      return
    }
    takeCounts({
      counts: this.counts[0],
      counted: this.#counted,
      places,
      parts,
      labels,
    })
    this.#counting = true
    this.#standardise(names)
    const slots = kindSlots(examples, this.#settings.kinds)
    this.#tf.tidy(() => this.#slots.assign(this.#tf.tensor1d(slots.used.map((used) => (used ? 0 : UNUSED)))))
    this.heads = (given, truths) => {
      const scores = this.#scores(given)
      const losses = truths === null ? null : this.#kindLosses(scores, truths, slots)
      return [
        { logits: this.#wideLogits(scores), losses },
        { logits: this.#deepLogits(given) },
        ...this.#leanings(scores).map((logits) => ({ logits, losses: null })),
      ]
    }
  }

  /** What the leanings weigh becomes weights of the scores themselves, which a name to be judged need not have its mean taken from. */
  combine(heads: readonly Float32Array[], labels: ArrayLike<number>): void {
    const { weights, intercept } = combinationOf(heads, labels)
    const used = Array.from(this.#slots.dataSync<'float32'>(), (slot): number => (slot < 0 ? 0 : 1))
    const leanings = weights.slice(2)
    const mean =
      leanings.reduce((sum, weight, at) => sum + weight * used[at]!, 0) / used.reduce((sum, one) => sum + one, 0)
    const shares = [...weights.slice(0, 2), ...leanings.map((weight, at) => used[at]! * (weight - mean))]
    this.#tf.tidy(() => {
      this.#shares.assign(this.#tf.tensor1d(shares))
      this.bias.assign(this.#tf.scalar(intercept))
    })
  }

  isNovel(name: string): boolean {
    return this.#counted.unmetShare(partsOf(name)) > MOST_UNMET
  }

  dispose(): void {
    this.#layers.dispose()
    this.#kindBias.dispose()
    for (const variable of [this.#slots, this.#mean, this.#deviation, this.#shares, this.bias]) variable.dispose()
  }

  #deepVariables(): Variable[] {
    return this.#layers.trainableWeights.map((weight) => weight.read() as Variable)
  }

  #addWide(into: IdList, parts: NameParts): void {
    addCharacterNgrams(into, parts.text, SIZES)
    addStructure(into, parts)
    addCrossedTokens(into, parts)
    addWords(into, parts, this.#segmenter.of(parts.registered))
  }

  /** Adds the rows of a name's features that have one; says how many features it has. */
  #addRows(parts: NameParts): number {
    const list = this.#list
    const first = list.length
    this.#addWide(list, parts)
    const features = list.length - first
    let kept = first
    for (let at = first; at < first + features; at++) {
      const row = this.indexes[0].find(list.ids[at]!)
      if (row >= 0) list.ids[kept++] = row
    }
    list.length = kept
    return features
  }

  /** A score for each slot of a kind. */
  #scores({ pooled }: Given): Tensor2D {
    return pooled[0]!.add(this.#kindBias).add<Tensor2D>(this.#slots)
  }

  /** How much likelier the malicious kinds are together than the benign ones. */
  #wideLogits(scores: Tensor2D): Tensor1D {
    const [benign, malicious] = this.#tf.split(scores, 2, 1) as [Tensor2D, Tensor2D]
    return this.#tf.logSumExp(malicious, 1).sub<Tensor1D>(this.#tf.logSumExp(benign, 1))
  }

  /**
   * For each kind, how far its score stands above the mean of all: some kinds are to be believed more than others, which validation tells. A slot
   * without a kind has 0.
   */
  #leanings(scores: Tensor2D): Tensor1D[] {
    const used = this.#slots.greaterEqual(0).cast('float32')
    const mean = scores.mul(used).sum(1, true).div(used.sum())
    return this.#tf.unstack(scores.sub(mean).mul<Tensor2D>(used), 1) as Tensor1D[]
  }

  /** Cross-entropy over kinds. */
  #kindLosses(scores: Tensor2D, { labels, kinds }: Truths, slots: KindSlots): Tensor1D {
    const places = Int32Array.from(kinds, (kind, at) => slots.slotOf(labels[at]!, kind))
    const own = this.#tf.oneHot(this.#tf.tensor1d(places, 'int32'), scores.shape[1])
    return this.#tf.logSumExp(scores, 1).sub<Tensor1D>(scores.mul(own).sum(1))
  }

  #deepLogits({ inputs }: Given): Tensor1D {
    const standard = (inputs[0] as Tensor2D).sub(this.#mean).div(this.#deviation).clipByValue(-FARTHEST, FARTHEST)
    return (this.#layers.apply(standard) as Tensor2D).reshape<Tensor1D>([-1])
  }

  /** Mean and deviation of the features, as training sees them, over an even sample of the names. */
  #standardise(names: readonly string[]): void {
    const step = Math.max(1, Math.floor(names.length / SAMPLE))
    const sample = names.filter((_, at) => at % step === 0)
    const sums = new Float64Array(COUNTED_WIDTH)
    const squares = new Float64Array(COUNTED_WIDTH)
    const out = new Float32Array(COUNTED_WIDTH)
    for (const name of sample) {
      const parts = partsOf(name)
      this.#counted.write(parts, foldOf(parts.registeredDomain), {
        out,
        at: 0,
      })
      out.forEach((value, at) => {
        sums[at]! += value
        squares[at]! += value * value
      })
    }
    const mean = Float32Array.from(sums, (sum) => sum / sample.length)
    const deviation = Float32Array.from(squares, (sum, at) =>
      Math.sqrt(Math.max(1e-6, sum / sample.length - mean[at]! ** 2))
    )
    this.#tf.tidy(() => {
      this.#mean.assign(this.#tf.tensor1d(mean))
      this.#deviation.assign(this.#tf.tensor1d(deviation))
    })
  }
}

/** The first name of each registered domain. */
function firstOfEach(names: readonly string[], parts: (at: number) => NameParts): number[] {
  const seen = new Set<string>()
  return Array.from(names.keys()).filter((at) => {
    const { registeredDomain } = parts(at)
    return !seen.has(registeredDomain) && seen.add(registeredDomain)
  })
}

function* labelsAt(places: readonly number[], parts: (at: number) => NameParts): Generator<string> {
  for (const place of places) yield parts(place).registered
}

function layers(tf: TensorFlow, { units, seed }: Settings): LayersModel {
  const kernelInitializer = (offset: number) => tf.initializers.heNormal({ seed: seed + offset })
  return tf.sequential({
    layers: [
      tf.layers.dense({
        units,
        activation: 'relu',
        inputShape: [COUNTED_WIDTH],
        kernelInitializer: kernelInitializer(1),
      }),
      tf.layers.dense({
        units: Math.ceil(units / 2),
        activation: 'relu',
        kernelInitializer: kernelInitializer(2),
      }),
      tf.layers.dense({ units: 1, kernelInitializer: kernelInitializer(3) }),
    ],
  })
}
