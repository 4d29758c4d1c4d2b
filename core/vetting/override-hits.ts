import { z } from 'zod'
import { overrideListId } from '../lists/override.ts'
import { readJson, writeJson } from '../system/json-file.ts'

/** Answers that each override decided, over all starts. A crash loses those since the last `save`: they are figures, not decisions. */
export interface OverrideHits {
  of(id: number): number
  /** The resolver's counts by list id; a thread that was started again counts from zero. */
  take(counts: Readonly<Record<string, number>>): void
  /** Writes them when they have changed. Throws what the file system throws. */
  save(): Promise<void>
}

const hitsSchema = z.record(z.string(), z.number())

/** A file that cannot be read is begun anew. */
export async function openOverrideHits(file: string): Promise<OverrideHits> {
  const read = await readJson(file, hitsSchema)
  const totals = new Map(read.ok ? Object.entries(read.value) : [])
  let lastCounts: Readonly<Record<string, number>> = {}
  let changed = false
  return {
    of: (id) => totals.get(overrideListId(id)) ?? 0,
    take(counts) {
      for (const [id, count] of Object.entries(counts)) {
        if (!id.startsWith('override-')) continue
        const before = lastCounts[id] ?? 0
        const more = count >= before ? count - before : count
        if (more > 0) changed = true
        totals.set(id, (totals.get(id) ?? 0) + more)
      }
      lastCounts = counts
    },
    async save() {
      if (!changed) return
      changed = false
      await writeJson(file, Object.fromEntries(totals))
    },
  }
}
