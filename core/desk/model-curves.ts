import type { Registry } from '../registry/registry.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import { ranked, type RankedScores } from '../training/curves.ts'
import { readSplit } from '../training/curves-file.ts'
import type { SplitName } from '../training/metrics-view.ts'

/** The scores that stand beside a model, ranked; a slider asks for them many times a second. */
export type StoredScores = (modelId: string, split: SplitName) => Promise<Result<RankedScores, Fault>>

/** A training split may hold a million names: few are kept, and not for long. */
const MOST_KEPT = 2
const KEPT_MS = 120_000

export function createStoredScores(registry: Registry): StoredScores {
  const kept = new Map<string, { scores: Promise<Result<RankedScores, Fault>>; timer: NodeJS.Timeout }>()

  function drop(key: string): void {
    clearTimeout(kept.get(key)?.timer)
    kept.delete(key)
  }

  async function read(modelId: string, split: SplitName): Promise<Result<RankedScores, Fault>> {
    const folder = await registry.folderOf(modelId)
    if (folder === null) return failed({ kind: 'not-found', message: `there is no model "${modelId}"` })
    const found = await readSplit(folder, split)
    return found.ok ? ok(ranked(found.value)) : found
  }

  return (modelId, split) => {
    // A model's folder is never written to again, so that its name is enough.
    const key = `${split} ${modelId}`
    const scores = kept.get(key)?.scores ?? read(modelId, split)
    drop(key)
    kept.set(key, { scores, timer: setTimeout(() => drop(key), KEPT_MS).unref() })
    for (const old of [...kept.keys()].slice(0, -MOST_KEPT)) drop(old)
    // A failure may be mended: the next question looks again.
    void scores.then(({ ok }) => !ok && drop(key)).catch(() => drop(key))
    return scores
  }
}
