import { z } from 'zod'

/** The malicious share of the names that the model decides on here, 0..1; null: estimated from the stored traffic. */
export const chosenBaseRateSchema = z
  .number({ message: 'write a share of names' })
  .min(1e-6, { message: 'write at least 0.0001 %: with none at all no score would mean anything' })
  .max(0.9, { message: 'write at most 90 %' })
  .nullable()
