import { isPublicName } from '../dns/special-use.ts'
import type { Score } from '../model/score.ts'
import type { Scorer } from '../model/scorer.ts'
import type { Question, Stage } from './filter.ts'
import { blockAnswer, type FilterSettings } from './settings.ts'
import type { Verdict } from './verdict.ts'
import type { RememberedVerdicts } from './remembered.ts'

/** Names that no model is asked about. It stands behind the lists, since a list may well name them. */
export const byKindOfName: Stage = {
  name: 'kind-of-name',
  decide: ({ name }) => (isPublicName(name) ? null : { kind: 'unscored', why: 'not-a-public-name' }),
  reason: (_, verdict) =>
    verdict === null
      ? 'It is a name of the public DNS, which a model may score.'
      : 'It is a single label, a private-use or a special-use name: no model scores it, and it passes.',
}

/** What the model said lately. It stands behind the lists, so that a list's change needs no look in here. */
export function fromCache(remembered: RememberedVerdicts): Stage {
  return {
    name: 'remembered',
    decide: ({ name }) => remembered.get(name),
    reason: null,
  }
}

export type ModelParts = { scorer: Scorer; settings: FilterSettings; remembered: RememberedVerdicts }

/** The neural network. A score that is not there in time lets the name pass; it decides the next time. */
export function byModel({ scorer, settings, remembered }: ModelParts): Stage {
  function judged({ name }: Question, score: Score | null): Verdict {
    if (score === null) return { kind: 'unscored', why: 'model-late' }
    const verdict = verdictOf(score, settings)
    remembered.set(name, verdict)
    return verdict
  }

  return {
    name: 'model',
    decide(question) {
      if (settings.modelAction === 'off' || scorer.modelId === null) return { kind: 'unscored', why: 'model-off' }
      const known = scorer.known(question.name)
      if (known !== null) return judged(question, known)
      return scorer.score(question.name, settings.scoreWaitMs).then((score) => judged(question, score))
    },
    reason: (_, verdict) => modelReason(verdict, settings),
  }
}

function verdictOf(score: Score, settings: FilterSettings): Verdict {
  switch (score.band) {
    case 'benign':
      return { kind: 'allowed-by-model', score }
    case 'unsure':
      return { kind: 'unsure', score }
    case 'malicious':
      return settings.modelAction === 'block'
        ? { kind: 'blocked-by-model', score, answer: blockAnswer('block', settings, settings.modelAnswer) }
        : { kind: 'unsure', score }
  }
}

function modelReason(verdict: Verdict | null, settings: FilterSettings): string {
  if (verdict === null || !('score' in verdict)) {
    if (settings.modelAction === 'off') return 'The model is switched off in the settings.'
    if (verdict?.kind === 'unscored' && verdict.why === 'model-off') return 'No model serves at the moment.'
    return `The model did not answer within ${settings.scoreWaitMs} ms; the name passes and is judged the next time.`
  }
  const { probability, band, modelId } = verdict.score
  const said = `${modelId} gives it a probability of ${(probability * 100).toFixed(1)} % to be malicious`
  if (verdict.kind === 'blocked-by-model') return `${said}: it is blocked.`
  if (band === 'malicious') return `${said}. The model only observes, so it passes and waits for vetting.`
  if (verdict.score.unfamiliar === true)
    return `${said}, but it is unlike the names that the model has learnt from: unsure, so it passes and waits for vetting.`
  return verdict.kind === 'unsure' ? `${said}: unsure, so it passes and waits for vetting.` : `${said}: it passes.`
}
