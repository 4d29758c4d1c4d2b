import type { Tensor1D } from '@tensorflow/tfjs'
import { EmbeddingBag } from '../embedding-bag.ts'
import { ENCODING, partsOf } from '../encoding.ts'
import { featureShares } from '../explain-features.ts'
import { addCharacterNgrams } from '../features/character-ngrams.ts'
import { IdList } from '../features/id-list.ts'
import { addStructure } from '../features/structure.ts'
import { ADAGRAD_AGAIN, ADAM_SHARE_AGAIN, type Architecture, type Encoded, type Network } from './architecture.ts'

const SIZES = { shortest: 2, longest: 5 }
/** Of Adam, for the bias. */
const RATE = 0.001
/** Of Adagrad's rate, when it learns on: steps are then as large as the gradient is, and not all as large as the rate (docs/decisions/0125). */
const RATE_AGAIN = 2

/** Logistic regression on hashed character n-grams and structural tokens: cheap, strong, exactly explainable. */
export const ngramLinear: Architecture = {
  name: 'ngram-linear',
  title: 'N-gram linear',
  summary:
    'Logistic regression on hashed runs of 2 to 5 characters and on tokens about how the name is built. Trains in a minute; every score can be explained exactly.',
  encoding: ENCODING,
  parameters: [
    {
      key: 'tableBits',
      label: 'Table size (bits)',
      help: 'The table has 2 to this power weights; more keep more n-grams apart and make a larger file.',
      kind: 'integer',
      default: 22,
      min: 10,
      max: 24,
    },
    {
      key: 'learningRate',
      label: 'Learning rate',
      help: 'Of Adagrad, falling to nothing over the run.',
      kind: 'number',
      default: 0.2,
      min: 0.001,
      max: 2,
    },
    {
      key: 'prefixed',
      label: 'Sub-domain augmentation',
      help: 'Share of the registered names of both classes that are shown with a prefix such as mail. or cdn.',
      kind: 'number',
      default: 0.1,
      min: 0,
      max: 0.9,
    },
  ],
  recipe: (parameters, learns) => ({
    schedule: 'falling',
    rate: RATE * (learns === 'new' ? 1 : ADAM_SHARE_AGAIN),
    bagRate: Number(parameters.learningRate) * (learns === 'new' ? 1 : RATE_AGAIN),
    bagDecay: 0,
    bagAccumulator: learns === 'new' ? 0 : ADAGRAD_AGAIN,
    labelSmoothing: 0,
    prefixed: Number(parameters.prefixed),
  }),
  build: ({ tf, parameters, seed }) => {
    const rows = 2 ** Number(parameters.tableBits)
    const bag = new EmbeddingBag({ name: 'table', rows, width: 1, spread: 0, seed })
    const bias = tf.tidy(() => tf.variable(tf.scalar(0)))
    const list = new IdList(rows)
    const network: Network = {
      bags: [bag],
      variables: [bias],
      bias,
      encode: (names) => encode(names, list),
      logits: ({ pooled }) => pooled[0]!.reshape<Tensor1D>([-1]).add<Tensor1D>(bias),
      features: (name) => featureShares({ name, table: bag.table, list, sizes: SIZES }),
      dispose: () => bias.dispose(),
    }
    return network
  },
}

function encode(names: readonly string[], list: IdList): Encoded {
  list.clear()
  const offsets = new Int32Array(names.length + 1)
  names.forEach((name, at) => {
    const parts = partsOf(name)
    addCharacterNgrams(list, parts.text, SIZES)
    addStructure(list, parts)
    offsets[at + 1] = list.length
  })
  return { names: names.length, bags: [{ ids: list.ids, offsets }], inputs: [] }
}
