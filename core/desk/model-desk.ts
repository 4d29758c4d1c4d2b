import { join } from 'node:path'
import { readCanaries } from '../registry/canary.ts'
import type { Handlers } from './handlers.ts'
import { createComparison } from './model-comparison.ts'
import { createStoredScores } from './model-curves.ts'
import { modelHandlers } from './model-handlers.ts'
import { createModelTraffic } from './model-traffic-source.ts'
import type { Parts } from './parts.ts'
import { createSampleLabels } from './sample-labels.ts'

/** What answers for models: their figures, who may serve, and from which probability on a name is blocked. */
export interface ModelDesk {
  handlersFor(actor: string): Pick<Handlers, Extract<keyof Handlers, `models.${string}`>>
  /** Another decision or list: the traffic that a model decides is another one. */
  forget(): void
}

export function createModelDesk(parts: Parts, changed: () => Promise<void>): ModelDesk {
  const { registry, thresholds, promotions, modelScores: scores, store, clock, own, protection, vetting } = parts
  const stored = createStoredScores(registry)
  const traffic = createModelTraffic({ store, clock, registry, scores, own, book: () => protection.book })
  const canaries = () => readCanaries(join(parts.options.resourcesFolder, 'canary.txt'))
  const sample = createSampleLabels(parts.replayFile)
  const compare = createComparison({ registry, promotions, scores, canaries, sample, vetted: () => vetting.labelled() })
  const chosenBaseRate = () => parts.settings.current().baseRate
  const serve: Parts['serving']['load'] = (folder, wanted) => parts.serving.load(folder, wanted)
  return {
    handlersFor: (actor) =>
      modelHandlers({
        registry,
        thresholds,
        promotions,
        stored,
        traffic,
        compare,
        chosenBaseRate,
        actor,
        serve,
        changed,
      }),
    forget: () => traffic.forget(),
  }
}
