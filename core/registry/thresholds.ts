import { z } from 'zod'
import type { Thresholds } from '../model/calibration.ts'
import type { Clock } from '../system/clock.ts'
import { readJson, setAside, writeJson } from '../system/json-file.ts'
import { changedThresholdsSchema, type ChangedThresholds } from './changed-thresholds.ts'

const fileSchema = z.record(z.string(), changedThresholdsSchema)

/** What was changed, by model. One file in the data folder: a card is never written to, and a shipped one could not be. */
export interface ThresholdChanges {
  of(modelId: string): ChangedThresholds | null
  /** On the disk when it resolves; null takes the card's own again. */
  set(modelId: string, change: { thresholds: Thresholds; by: string } | null): Promise<ChangedThresholds | null>
  readonly notices: readonly string[]
}

/** For where nothing can be changed. */
export const NO_CHANGES: Pick<ThresholdChanges, 'of'> = { of: () => null }

export async function openThresholdChanges({ file, clock }: { file: string; clock: Clock }): Promise<ThresholdChanges> {
  const read = await readJson(file, fileSchema)
  const notices: string[] = []
  if (!read.ok && read.fault.kind !== 'absent') {
    const kept = read.fault.kind === 'broken' ? `; it was kept as ${await setAside(file, clock.now())}` : ''
    notices.push(`${read.fault.message}: every model has its card's thresholds${kept}`)
  }
  let changes = new Map(read.ok ? Object.entries(read.value) : [])
  let turn: Promise<unknown> = Promise.resolve()

  async function write(next: typeof changes): Promise<void> {
    await writeJson(file, Object.fromEntries(next))
    changes = next
  }

  return {
    notices,
    of: (modelId) => changes.get(modelId) ?? null,
    set(modelId, change) {
      const changed = change === null ? null : { ...change.thresholds, at: clock.now(), by: change.by }
      const mine = turn.then(() => {
        const next = new Map(changes)
        if (changed === null) next.delete(modelId)
        else next.set(modelId, changed)
        return write(next)
      })
      turn = mine.catch(() => undefined)
      return mine.then(() => changed)
    },
  }
}
