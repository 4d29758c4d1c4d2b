import type { LayersModel, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs'
import { ClassCounts } from '../class-counts.ts'
import { combinationOf } from '../combination.ts'
import { EmbeddingBag } from '../embedding-bag.ts'
import { ENCODING, partsOf, type NameParts } from '../encoding.ts'
import { addCharacterNgrams } from '../features/character-ngrams.ts'
import { COUNTED_WIDTH, CountedFeatures } from '../features/counted.ts'
import { addCrossedTokens } from '../features/crossed-tokens.ts'
import { IdList } from '../features/id-list.ts'
import { addStructure } from '../features/structure.ts'
import type { Random } from '../random.ts'
import type { TensorFlow } from '../tensorflow.ts'
import type { Architecture, Encoded, Network } from './architecture.ts'
import { DOMAIN_NET_PARAMETERS } from './domain-net-parameters.ts'
import { admittedRows, takeCounts } from './domain-net-statistics.ts'

const SIZES = { shortest: 2, longest: 7 }
/** Standardised features beyond this are no more telling. */
const FARTHEST = 6
const SAMPLE = 20_000

/**
 * Wide and deep (Cheng et al., 2016): a linear network on hashed n-grams and crossed tokens, which remembers, and a small perceptron on how often a
 * name's parts stood in names of each class, which cannot. Each learns for itself; their logits are weighed on validation.
 */
export const domainNet: Architecture = {
  name: 'domain-net',
  title: 'Domain net',
  summary:
    'A wide linear network on runs of 2 to 7 characters and crossed tokens, beside a small network on how often parts of a name stood in malicious and benign names. The best on names it has never seen.',
  encoding: `${ENCODING}-counted-1`,
  parameters: DOMAIN_NET_PARAMETERS,
  recipe: (parameters) => ({
    schedule: 'falling',
    rate: Number(parameters.networkRate),
    bagRate: Number(parameters.tableRate),
    bagDecay: 0,
    labelSmoothing: 0,
    prefixed: Number(parameters.prefixed),
  }),
  build: ({ tf, parameters, seed }) =>
    new DomainNet(tf, {
      rows: 2 ** Number(parameters.tableBits),
      countedRows: 2 ** Number(parameters.countBits),
      units: Number(parameters.units),
      fewest: Number(parameters.fewest),
      seed,
    }),
}

type Settings = { rows: number; countedRows: number; units: number; fewest: number; seed: number }
type Given = { pooled: readonly Tensor2D[]; inputs: readonly Tensor[]; training: boolean }

class DomainNet implements Network {
  readonly bags: readonly [EmbeddingBag]
  readonly counts: readonly [ClassCounts]
  readonly variables: readonly Variable[]
  readonly settled: readonly Variable[]
  readonly bias: Variable
  heads: ((given: Given) => Tensor1D[]) | null = null
  readonly #tf: TensorFlow
  readonly #settings: Settings
  readonly #list: IdList
  readonly #counted: CountedFeatures
  readonly #layers: LayersModel
  readonly #wideBias: Variable
  readonly #mean: Variable
  readonly #deviation: Variable
  readonly #shares: Variable
  /** The class that each registered domain of the training data was counted in. */
  #own: ReadonlyMap<string, 0 | 1> = new Map()

  constructor(tf: TensorFlow, settings: Settings) {
    this.#tf = tf
    this.#settings = settings
    this.bags = [
      new EmbeddingBag({
        name: 'table',
        rows: settings.rows,
        width: 1,
        spread: 0,
        seed: settings.seed,
        stored: 'packed',
      }),
    ]
    this.counts = [new ClassCounts('counts', settings.countedRows)]
    this.#list = new IdList(settings.rows)
    this.#counted = new CountedFeatures(this.counts[0])
    this.#layers = layers(tf, settings)
    const [wideBias, mean, deviation, shares, bias] = tf.tidy(() => [
      tf.variable(tf.scalar(0)),
      tf.variable(tf.zeros([COUNTED_WIDTH]), false),
      tf.variable(tf.ones([COUNTED_WIDTH]), false),
      tf.variable(tf.tensor1d([0.5, 0.5]), false),
      tf.variable(tf.scalar(0), false),
    ]) as [Variable, Variable, Variable, Variable, Variable]
    this.#wideBias = wideBias
    this.#mean = mean
    this.#deviation = deviation
    this.#shares = shares
    this.bias = bias
    this.variables = [wideBias, ...this.#layers.trainableWeights.map((weight) => weight.read() as Variable)]
    this.settled = [mean, deviation, shares, bias]
  }

  encode(names: readonly string[], noise: Random | null): Encoded {
    this.#list.clear()
    const offsets = new Int32Array(names.length + 1)
    const values = new Float32Array(names.length * COUNTED_WIDTH)
    names.forEach((name, at) => {
      const parts = partsOf(name)
      addWide(this.#list, parts)
      offsets[at + 1] = this.#list.length
      const own = noise === null ? null : (this.#own.get(parts.registeredDomain) ?? null)
      this.#counted.write(parts, own, { out: values, at: at * COUNTED_WIDTH })
    })
    return {
      names: names.length,
      bags: [{ ids: this.#list.ids, offsets }],
      inputs: [{ values, shape: [names.length, COUNTED_WIDTH], dtype: 'float32' }],
    }
  }

  logits(given: Given): Tensor1D {
    const [wide, deep] = this.#both(given)
    const [wideShare, deepShare] = this.#tf.split(this.#shares, 2) as [Tensor1D, Tensor1D]
    return wide.mul(wideShare).add(deep.mul(deepShare)).add<Tensor1D>(this.bias)
  }

  /** Whatever the names' own share of the counts is, training leaves it out: names that were never counted lose nothing worth a word. */
  prepare(examples: { names: readonly string[]; labels: ArrayLike<number> }, fresh: boolean): void {
    const parts = (at: number): NameParts => partsOf(examples.names[at]!)
    const own = new Map<string, 0 | 1>()
    const first: number[] = []
    for (let at = 0; at < examples.names.length; at++) {
      const { registeredDomain } = parts(at)
      if (own.has(registeredDomain)) continue
      own.set(registeredDomain, examples.labels[at] === 1 ? 1 : 0)
      first.push(at)
    }
    this.#own = own
    if (!fresh) return
    takeCounts({ counts: this.counts[0], counted: this.#counted, places: first, parts, labels: examples.labels })
    this.bags[0].admitted = admittedRows({ ...this.#settings, names: examples.names, add: addWide })
    this.#standardise(examples.names)
    this.heads = (given) => this.#both(given)
  }

  combine(heads: readonly Float32Array[], labels: ArrayLike<number>): void {
    const { weights, intercept } = combinationOf(heads, labels)
    this.#tf.tidy(() => {
      this.#shares.assign(this.#tf.tensor1d(weights))
      this.bias.assign(this.#tf.scalar(intercept))
    })
  }

  dispose(): void {
    this.#layers.dispose()
    this.#wideBias.dispose()
    for (const variable of this.settled) variable.dispose()
  }

  #both({ pooled, inputs }: Given): [Tensor1D, Tensor1D] {
    const wide = pooled[0]!.reshape<Tensor1D>([-1]).add<Tensor1D>(this.#wideBias)
    const standard = (inputs[0] as Tensor2D).sub(this.#mean).div(this.#deviation).clipByValue(-FARTHEST, FARTHEST)
    return [wide, (this.#layers.apply(standard) as Tensor2D).reshape<Tensor1D>([-1])]
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
      this.#counted.write(parts, this.#own.get(parts.registeredDomain) ?? null, { out, at: 0 })
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

function addWide(into: IdList, parts: NameParts): void {
  addCharacterNgrams(into, parts.text, SIZES)
  addStructure(into, parts)
  addCrossedTokens(into, parts)
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
      tf.layers.dense({ units: Math.ceil(units / 2), activation: 'relu', kernelInitializer: kernelInitializer(2) }),
      tf.layers.dense({ units: 1, kernelInitializer: kernelInitializer(3) }),
    ],
  })
}
