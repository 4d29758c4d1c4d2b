import { z } from 'zod'
import type { Thresholds } from '../model/calibration.ts'
import { modelCardSchema, type ModelCard } from '../training/card.ts'
import { changedThresholdsSchema, type ChangedThresholds } from './changed-thresholds.ts'

export { modelCardSchema, type ModelCard } from '../training/card.ts'

/** A model as the registry lists it. A folder that cannot be served says why. */
export const modelEntrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('usable'),
    card: modelCardSchema,
    shipped: z.boolean(),
    serving: z.boolean(),
    /** A person's thresholds, which hold in place of the card's. */
    changed: changedThresholdsSchema.nullable(),
  }),
  z.object({ kind: z.literal('refused'), id: z.string(), reason: z.string() }),
])
export type ModelEntry = z.infer<typeof modelEntrySchema>

/** What a score is held against: a person's thresholds where he gave some, else the card's. */
export function thresholdsInForce(model: { card: ModelCard; changed: ChangedThresholds | null }): Thresholds {
  const { unsure, malicious } = model.changed ?? model.card.thresholds
  return { unsure, malicious }
}
