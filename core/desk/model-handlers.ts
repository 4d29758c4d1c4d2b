import { CallError } from '../contract/fault.ts'
import type { Thresholds } from '../model/calibration.ts'
import { thresholdsInForce } from '../registry/card.ts'
import type { Promotions } from '../registry/promotions.ts'
import type { Registry } from '../registry/registry.ts'
import type { ThresholdChanges } from '../registry/thresholds.ts'
import { failed, type Fault, type Result } from '../system/result.ts'
import { confusionOf, curvesOf, mistakesOf } from '../training/curves.ts'
import { valueOf } from './expect-value.ts'
import type { Handlers } from './handlers.ts'
import type { Compare } from './model-comparison.ts'
import type { StoredScores } from './model-curves.ts'
import { baseRateOf } from './model-base-rate.ts'
import { effectOn } from './model-traffic.ts'
import type { ModelTraffic } from './model-traffic-source.ts'

export type ModelParts = {
  registry: Registry
  thresholds: ThresholdChanges
  promotions: Promotions
  stored: StoredScores
  traffic: ModelTraffic
  compare: Compare
  /** A person's word on how many names are malicious here; null where there is none. */
  chosenBaseRate(): number | null
  /** Who promotes and moves thresholds at this desk. */
  actor: string
  /** Loads a model into the thread that scores; null leaves the card's thresholds. */
  serve(folder: string, thresholds: Thresholds | null): Promise<Result<unknown, Fault>>
  /** After the registry or the model that serves has changed. */
  changed(): Promise<void>
}

type ModelCalls = Extract<keyof Handlers, `models.${string}`>

export function modelHandlers(parts: ModelParts): Pick<Handlers, ModelCalls> {
  const { registry, thresholds, stored, traffic, compare, changed } = parts
  const allAfterChange = async () => {
    await changed()
    return registry.all()
  }
  return {
    'models.all': () => registry.all(),
    'models.promote': async ({ id, anyway }) => {
      await promote(parts, id, anyway?.note ?? null)
      return allAfterChange()
    },
    'models.remove': async ({ id }) => {
      valueOf(await registry.remove(id))
      await thresholds.set(id, null)
      return allAfterChange()
    },
    'models.import': async ({ path }) => {
      valueOf(await registry.import(path))
      return allAfterChange()
    },
    'models.curves': async ({ id, split }) => {
      const scores = await stored(id, split)
      if (!scores.ok && scores.fault.kind === 'unavailable') return { kind: 'missing', why: scores.fault.message }
      return { kind: 'measured', curves: curvesOf(valueOf(scores), split) }
    },
    'models.mistakes': async ({ id, split, ...wish }) => mistakesOf(valueOf(await stored(id, split)), wish),
    'models.rates': async ({ id, split, thresholds: { unsure, malicious } }) => {
      const scores = valueOf(await stored(id, split))
      return { unsure: confusionOf(scores, unsure), malicious: confusionOf(scores, malicious) }
    },
    'models.traffic': async ({ id, thresholds: wanted }) => effectOn(valueOf(await traffic.of(id)), wanted),
    'models.baseRate': async ({ id }) => {
      const entry = (await registry.all()).find((one) => one.kind === 'usable' && one.card.id === id)
      if (entry?.kind !== 'usable') return valueOf(failed({ kind: 'not-found', message: `there is no model "${id}"` }))
      return baseRateOf(entry.card, valueOf(await traffic.of(id)), parts.chosenBaseRate())
    },
    'models.compare': async ({ id }) => valueOf(await compare(id)),
    'models.setThresholds': async ({ id, thresholds: wanted }) => {
      await setThresholds(parts, id, wanted)
      return allAfterChange()
    },
  }
}

/** What cannot be loaded is refused by the registry itself, with its reason; the gate speaks of what can. */
async function promote({ registry, promotions, compare, serve, actor }: ModelParts, id: string, note: string | null) {
  const entries = await registry.all()
  const wanted = entries.find((entry) => entry.kind === 'usable' && entry.card.id === id)
  const from = registry.servingId
  let reasons: string[] = []
  if (wanted?.kind === 'usable' && !wanted.serving && !wanted.shipped && !promotions.servedBefore(id)) {
    const comparison = valueOf(await compare(id))
    reasons = comparison.reasons.map(({ text }) => text)
    if (!comparison.open && note === null) {
      const message = `${id} was not promoted: ${reasons.join('; ')}`
      throw new CallError({ kind: 'refused', message, field: 'anyway' })
    }
  }
  valueOf(await registry.promote(id, serve))
  if (from === id) return
  const anyway = note === null || reasons.length === 0 ? null : { reasons, note }
  await promotions.add({ actor, from, to: id, anyway })
}

/** The serving model takes them first: when it cannot, nothing is changed. */
async function setThresholds(
  { registry, thresholds, serve, actor }: ModelParts,
  id: string,
  wanted: Thresholds | null
) {
  const entry = (await registry.all()).find((one) => one.kind === 'usable' && one.card.id === id)
  const folder = await registry.folderOf(id)
  if (entry?.kind !== 'usable' || folder === null) {
    valueOf(failed({ kind: 'not-found', message: `there is no model "${id}" that could serve` }))
    return
  }
  if (entry.serving) valueOf(await serve(folder, wanted ?? thresholdsInForce({ card: entry.card, changed: null })))
  await thresholds.set(id, wanted === null ? null : { thresholds: wanted, by: actor })
}
