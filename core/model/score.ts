import { z } from 'zod'

export const bandSchema = z.enum(['malicious', 'unsure', 'benign'])
export type Band = z.infer<typeof bandSchema>

/** A model's opinion of a name. `probability` is calibrated P(malicious) in 0..1; `logit` its log-odds before temperature. */
export const scoreSchema = z.object({
  modelId: z.string(),
  probability: z.number(),
  logit: z.number(),
  band: bandSchema,
  /** The model cannot be sure of it, whatever the probability (unfamiliar.ts). */
  unfamiliar: z.literal(true).optional(),
})
export type Score = z.infer<typeof scoreSchema>
