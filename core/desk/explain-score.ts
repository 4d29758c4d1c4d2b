import type { ScoreExplanation } from '../contract/names.ts'
import type { DomainName } from '../dns/name.ts'
import { isPublicName } from '../dns/special-use.ts'
import { featureText } from '../model/explain-words.ts'
import type { NameExplanation } from '../model/explain.ts'
import type { ModelThread } from '../model/model-thread.ts'
import type { LabelledNames } from './labelled-names.ts'

export type ExplainScoreParts = {
  model: Pick<ModelThread, 'explain'>
  /** Switched off by the settings, though one may be loaded. */
  modelOff(): boolean
  labelled: LabelledNames
}

/** What moved the score of a name, by the model that serves now, and the labelled names that are nearest to it. */
export async function explainScore(name: DomainName, parts: ExplainScoreParts): Promise<ScoreExplanation> {
  void parts.labelled.read()
  const scored = isPublicName(name)
  const explained = scored && !parts.modelOff() ? await parts.model.explain(name) : null
  const moved = explained === null ? nothing(scored ? 'model-off' : 'not-a-public-name') : movedBy(name, explained)
  return { name, ...moved, nearest: parts.labelled.near(name) }
}

type Moved = Omit<ScoreExplanation, 'name' | 'nearest'>

function nothing(unexplained: Moved['unexplained']): Moved {
  return { modelId: null, unexplained, logit: null, probability: null, characters: [], labels: [], features: null }
}

function movedBy(name: DomainName, explained: NameExplanation): Moved {
  const { modelId, text, logit, probability, characters, labels, features } = explained
  const unread = name.length - text.length
  return {
    modelId,
    unexplained: null,
    logit,
    probability,
    characters: Array.from(name, (character, at) => ({ character, weight: characters[at - unread] ?? 0 })),
    labels,
    features:
      features?.map(({ kind, token, share }) => ({ kind, token, text: featureText(kind, token), weight: share })) ??
      null,
  }
}
