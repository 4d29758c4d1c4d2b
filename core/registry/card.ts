import { z } from 'zod'
import { modelCardSchema } from '../training/card.ts'

export { modelCardSchema, type ModelCard } from '../training/card.ts'

/** A model as the registry lists it. A folder that cannot be served says why. */
export const modelEntrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('usable'), card: modelCardSchema, shipped: z.boolean(), serving: z.boolean() }),
  z.object({ kind: z.literal('refused'), id: z.string(), reason: z.string() }),
])
export type ModelEntry = z.infer<typeof modelEntrySchema>
