import { failed, ok, type Fault, type Result } from '../system/result.ts'
import type { Network } from './architectures/architecture.ts'
import { architectureNamed, servingOf } from './architectures/index.ts'
import { readParameters } from './architectures/parameters.ts'
import { probabilityOf, scoreOf } from './calibration.ts'
import { logitsOf } from './forward.ts'
import type { ServedCard, StoredModel } from './model-folder.ts'
import { restore } from './network-weights.ts'
import type { Score } from './score.ts'
import type { TensorFlow } from './tensorflow.ts'
import { isUnfamiliar } from './unfamiliar.ts'

/** So many names at once keep the intermediate tensors small. */
const LARGEST_BATCH = 1024

/** A model with its weights in memory, ready to score. */
export interface Model {
  readonly card: ServedCard
  readonly network: Network
  logits(names: readonly string[]): Float32Array
  /**
   * Whether the model cannot be sure of a name with such a logit: one of a kind that the training data hardly has, or one made of parts that it hardly
   * has, unless it is malicious all the same: random letters are unmet, and that is what they are blocked for.
   */
  isUnfamiliar(name: string, logit: number): boolean
  scores(names: readonly string[]): Score[]
  dispose(): void
}

export async function openModel(tf: TensorFlow, stored: StoredModel): Promise<Result<Model, Fault>> {
  const { card } = stored
  const architecture = architectureNamed(card.architecture)!
  const parameters = readParameters(architecture.parameters, card.parameters)
  if (!parameters.ok) return failed({ kind: 'refused-model', message: parameters.reason })
  const network = architecture.build({
    tf,
    parameters: parameters.value,
    seed: 0,
  })
  const restored = await restore(tf, network, stored.weights)
  if (!restored.ok) {
    network.dispose()
    return restored
  }
  return ok(modelOf(tf, card, network))
}

function modelOf(tf: TensorFlow, card: ServedCard, network: Network): Model {
  const serving = servingOf(tf, card.architecture, network)
  const ofBatch = (names: readonly string[]): Float32Array =>
    serving === null ? logitsOf(tf, network, names) : serving.logits(network.encode(names, null))
  const logits = (names: readonly string[]): Float32Array => {
    const all = new Float32Array(names.length)
    for (let from = 0; from < names.length; from += LARGEST_BATCH) {
      all.set(ofBatch(names.slice(from, from + LARGEST_BATCH)), from)
    }
    return all
  }
  const unfamiliar = (name: string, logit: number): boolean =>
    isUnfamiliar(name) ||
    (network.isNovel?.(name) === true && probabilityOf(logit, card.temperature) < card.thresholds.malicious)
  return {
    card,
    network,
    logits,
    isUnfamiliar: unfamiliar,
    scores: (names) =>
      Array.from(logits(names), (logit, at) => scoreOf(card, { logit, unfamiliar: unfamiliar(names[at]!, logit) })),
    dispose() {
      serving?.dispose()
      network.dispose()
    },
  }
}
