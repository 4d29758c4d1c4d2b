import { z } from 'zod'

/** Thresholds that a person gave a model in place of its card's. */
export const changedThresholdsSchema = z.object({
  unsure: z.number(),
  malicious: z.number(),
  at: z.number(),
  by: z.string().max(100),
})
export type ChangedThresholds = z.infer<typeof changedThresholdsSchema>

/** On the calibrated probability. At 0 every name would wait or be blocked. */
export const wantedThresholdsSchema = z
  .object({
    unsure: z.number('write a number').gt(0, 'it is above 0').max(1, 'it is at most 1'),
    malicious: z.number('write a number').gt(0, 'it is above 0').max(1, 'it is at most 1'),
  })
  .refine(({ unsure, malicious }) => unsure <= malicious, {
    path: ['malicious'],
    message: 'a name cannot be blocked before it is unsure: it is not below the threshold for unsure',
  })
