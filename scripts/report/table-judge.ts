import { calibrate, thresholdsOf } from '../../core/model/calibration.ts'
import { isUnfamiliar } from '../../core/model/unfamiliar.ts'
import { failed, ok, type Fault, type Result } from '../../core/system/result.ts'
import { gatherExamples, type Source } from '../../core/dataset/examples.ts'
import { countTable, tableLogits } from './count-table.ts'
import type { Judge } from './judge.ts'

/** Counts, calibrates and fixes thresholds as a training run does, from the same files in the same splits. */
export async function tableJudge(id: string, sources: readonly Source[]): Promise<Result<Judge, Fault>> {
  const started = performance.now()
  const gathered = await gatherExamples({ sources, vetted: [], vettedWeight: 0, sampleSize: null, seed: 1 })
  if (!gathered.ok) return failed(gathered.fault)
  const { training, validation } = gathered.value.splits
  const table = countTable(training.names, training.labels)
  const raw = tableLogits(table, validation.names)
  const { temperature, shift } = calibrate(raw, validation.labels)
  const logits = (names: readonly string[]): Float32Array => tableLogits(table, names).map((logit) => logit + shift)
  const minutes = (performance.now() - started) / 60_000
  return ok({
    card: {
      id,
      temperature,
      thresholds: thresholdsOf(logits(validation.names), validation.labels, { temperature, parent: null }),
    },
    parameters: table.cells.size,
    bytes: [...table.cells].reduce((sum, [key]) => sum + key.length + 8, 0),
    minutes,
    logits: (names) => Promise.resolve(logits(names)),
    // It is no product of ours, but it stands under the same rule.
    unfamiliar: (names) => Promise.resolve(Float32Array.from(names, (name) => (isUnfamiliar(name) ? 1 : 0))),
    scoreNow: (names) => Promise.resolve(logits(names)),
    [Symbol.dispose]: () => undefined,
  })
}
