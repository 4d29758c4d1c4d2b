import type { DomainName } from '../../core/dns/name.ts'
import type { Band, Score } from '../../core/model/score.ts'
import type { Scorer } from '../../core/model/scorer.ts'

const PROBABILITY: Record<Band, number> = { malicious: 0.98, unsure: 0.6, benign: 0.03 }

/** Beside the bands: no score in time, or a small probability of which the model is not sure. */
export type Said = Band | 'late' | 'unfamiliar'

/** A model that says what the test says. A name that it was not told is benign; a `late` one gets no score this time and is known the next. */
export interface FakeScorer extends Scorer {
  say(name: string, said: Said): void
  /** Another model begins to serve. */
  serve(modelId: string | null): void
  readonly asked: string[]
}

export function fakeScorer(): FakeScorer {
  const bands = new Map<string, Said>()
  const listeners: ((modelId: string | null) => void)[] = []
  const asked: string[] = []
  let modelId: string | null = 'model-a'
  const scoreOf = (band: Band): Score => ({ modelId: modelId ?? '', probability: PROBABILITY[band], logit: 0, band })
  return {
    asked,
    known: () => null,
    score(name: DomainName) {
      asked.push(name)
      const band = bands.get(name) ?? 'benign'
      if (band === 'unfamiliar')
        return Promise.resolve<Score>({ ...scoreOf('benign'), band: 'unsure', unfamiliar: true })
      if (band !== 'late') return Promise.resolve(scoreOf(band))
      bands.set(name, 'malicious')
      return Promise.resolve(null)
    },
    get modelId() {
      return modelId
    },
    onModelChange: (listener) => void listeners.push(listener),
    say: (name, band) => void bands.set(name, band),
    serve(next) {
      modelId = next
      for (const listener of listeners) listener(next)
    },
  }
}
