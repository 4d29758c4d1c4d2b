import { z } from 'zod'

/** What share of names is malicious: where the model was calibrated, and where it is used. Shares in 0..1. */
export const baseRateSchema = z.object({
  modelId: z.string(),
  /** Of the validation names: what the model's own probability is about. */
  measuredShare: z.number(),
  /** From the stored traffic; null while there is none that the model decides. */
  estimate: z
    .object({
      rate: z.number(),
      /** Names without a label, by their scores. */
      names: z.number(),
      /** Names of the same days that a person has vetted, by their class. */
      vettedMalicious: z.number(),
      vettedBenign: z.number(),
      days: z.number(),
    })
    .nullable(),
  /** By a person, in the settings. */
  chosen: z.number().nullable(),
  /** What holds: chosen, else estimated, else null. */
  rate: z.number().nullable(),
})
export type BaseRate = z.infer<typeof baseRateSchema>
