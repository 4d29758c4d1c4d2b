import type { ModelEntry } from '../../../core/registry/card.ts'
import { judge } from '../../../core/registry/gate.ts'
import { confusionOf, curvesOf, mistakesOf, ranked } from '../../../core/training/curves.ts'
import { measure } from '../../../core/training/metrics.ts'
import { seeded } from '../../../core/model/random.ts'
import type { Answers, FakeBridge } from '../../fakes/bridge.ts'

const NAMES = 4000
const logits = (quality: number, seed: number) => {
  const random = seeded(seed)
  return Float32Array.from({ length: NAMES }, (_, at) => (at % 2) * quality * 3 - quality * 1.5 + (random() - 0.5) * 6)
}
const labels = Uint8Array.from({ length: NAMES }, (_, at) => at % 2)
const scores = ranked({
  names: Array.from({ length: NAMES }, (_, at) => `name-${at}.brightfern.example`),
  labels,
  probabilities: Float64Array.from(logits(1, 3), (logit) => 1 / (1 + Math.exp(-logit))),
})

/** What a model is judged by, from made-up scores that the real folds and the real gate work on. */
export function judgementAnswers(models: ModelEntry[], tell: () => FakeBridge): Answers {
  return {
    'models.curves': ({ split }) => ({ kind: 'measured', curves: curvesOf(scores, split) }),
    'models.mistakes': (wish) => mistakesOf(scores, wish),
    'models.rates': ({ thresholds }) => ({
      unsure: confusionOf(scores, thresholds.unsure),
      malicious: confusionOf(scores, thresholds.malicious),
    }),
    'models.traffic': ({ thresholds: { unsure, malicious } }) => ({
      since: Date.now() - 6 * 86_400_000,
      days: 6,
      names: 985,
      queries: 40_021,
      scored: 985,
      fromLog: 900,
      blocked: { names: Math.round(40 * (1 - malicious)), queriesPerDay: 90 * (1 - malicious) },
      unsure: { names: Math.round(40 * (malicious - unsure)), queriesPerDay: 90 * (malicious - unsure) },
      top: [{ name: 'orchid-vector.example', probability: 0.997, queries: 12 }],
    }),
    'models.compare': ({ id }) => {
      const canary = { canaries: 247, vettedBenign: 3, alerts: [], championAlerts: 0, unsure: 1 }
      const common = {
        kind: 'measured' as const,
        basis: `${NAMES} test names of the model that serves`,
        malicious: NAMES / 2,
        benign: NAMES / 2,
        champion: measure(logits(1, 3), labels, 1),
        challenger: measure(logits(0.9, 4), labels, 1),
        falsePositives: {
          champion: { benign: NAMES / 2, unsure: 20, malicious: 2 },
          challenger: { benign: NAMES / 2, unsure: 43, malicious: 3 },
        },
      }
      const vetted = {
        benign: 3,
        benignBlocked: 0,
        benignUnsure: 1,
        malicious: 5,
        maliciousBlocked: 4,
        maliciousUnsure: 1,
      }
      return {
        challenger: { id, title: 'N-gram linear of 20 November', vettedLearnt: 8 },
        champion: { id: 'ngram-linear-1', title: 'N-gram linear, shipped', vettedLearnt: 0 },
        servedBefore: false,
        ...judge({ servedBefore: false, common, canary }),
        common,
        canary,
        vetted: { challenger: vetted, champion: { ...vetted, maliciousBlocked: 1, maliciousUnsure: 3 } },
      }
    },
    'models.setThresholds': ({ id, thresholds }) => {
      for (const model of models) {
        if (model.kind === 'usable' && model.card.id === id)
          model.changed = thresholds === null ? null : { ...thresholds, at: Date.now(), by: 'ada' }
      }
      tell().emit('stale', { what: ['models'] })
      return models
    },
  }
}
