import type { NameRules } from '../lists/matching.ts'
import type { Registry } from '../registry/registry.ts'
import type { QueryStore } from '../store/port.ts'
import type { Clock } from '../system/clock.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import type { ModelScores } from './model-scores.ts'
import { decidedByModel, rankTraffic, type Decided, type RankedTraffic } from './model-traffic.ts'

export type TrafficParts = {
  store: QueryStore
  clock: Clock
  registry: Registry
  scores: ModelScores
  own: NameRules
  book(): NameRules
}

/** The stored traffic as a model sees it. */
export interface ModelTraffic {
  of(modelId: string): Promise<Result<RankedTraffic, Fault>>
  /** A decision or a list has changed who decides. */
  forget(): void
}

const DAY_MS = 86_400_000
const DAYS = 7
/** While a slider is dragged the traffic stands still. */
const KEPT_MS = 60_000
/** The most asked first; how many were scored is said. */
const MOST_SCORED_NOW = 20_000
const MODELS_KEPT = 2

export function createModelTraffic({ store, clock, registry, scores, own, book }: TrafficParts): ModelTraffic {
  const kept = new Map<string, { at: number; traffic: Promise<Result<RankedTraffic, Fault>> }>()
  /** What models that do not serve said of names, by model: the next look at the traffic asks for new names alone. */
  const known = new Map<string, Map<string, number>>()

  function knownOf(modelId: string): Map<string, number> {
    const scored = known.get(modelId) ?? new Map<string, number>()
    known.delete(modelId)
    known.set(modelId, scored)
    for (const old of [...known.keys()].slice(0, -MODELS_KEPT)) known.delete(old)
    return scored
  }

  async function read(modelId: string): Promise<Result<RankedTraffic, Fault>> {
    const folder = await registry.folderOf(modelId)
    if (folder === null) return failed({ kind: 'not-found', message: `there is no model "${modelId}"` })
    const range = { from: clock.now() - DAYS * DAY_MS, to: clock.now() }
    const totals = await store.names({ range: { ...range, to: range.to + 1 }, terms: [] })
    const decided = decidedByModel(totals, { modelId, own, book: book(), range })
    const scored = knownOf(modelId)
    const wanted = unscored(decided, scored)
    if (wanted.length > 0) {
      const now = await scores.of(folder, wanted)
      if (!now.ok) return now
      wanted.forEach((name, at) => scored.set(name, now.value[at]!.probability))
    }
    return ok(rankTraffic(decided, scored))
  }

  return {
    of(modelId) {
      const before = kept.get(modelId)
      if (before !== undefined && clock.elapsed() - before.at < KEPT_MS) return before.traffic
      const traffic = read(modelId)
      kept.delete(modelId)
      kept.set(modelId, { at: clock.elapsed(), traffic })
      for (const old of [...kept.keys()].slice(0, -MODELS_KEPT)) kept.delete(old)
      const drop = () => kept.get(modelId)?.traffic === traffic && kept.delete(modelId)
      void traffic.then(({ ok }) => !ok && drop()).catch(drop)
      return traffic
    },
    forget: () => kept.clear(),
  }
}

function unscored({ names, queries, logged }: Decided, scored: ReadonlyMap<string, number>): string[] {
  const rows = names.flatMap((name, at) => (Number.isNaN(logged[at]!) && !scored.has(name) ? [at] : []))
  rows.sort((a, b) => queries[b]! - queries[a]!)
  return rows.slice(0, MOST_SCORED_NOW).map((at) => names[at]!)
}
