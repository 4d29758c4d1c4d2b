import { z } from 'zod'

export const splitNameSchema = z.enum(['training', 'validation', 'test'])
export type SplitName = z.infer<typeof splitNameSchema>

/** Counts at one threshold; positive is malicious. */
export const confusionSchema = z.object({
  truePositive: z.number(),
  falsePositive: z.number(),
  trueNegative: z.number(),
  falseNegative: z.number(),
})
export type Confusion = z.infer<typeof confusionSchema>

/** A metric is null where the split cannot give it (one class only). Rates and probabilities in 0..1. */
export const splitMetricsSchema = z.object({
  names: z.number(),
  /** At probability 0.5. */
  confusion: confusionSchema,
  accuracy: z.number().nullable(),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
  f1: z.number().nullable(),
  falsePositiveRate: z.number().nullable(),
  auc: z.number().nullable(),
  /** Recall at 1 % and at 0.1 % false positives, thresholds taken on this split. */
  recallAt1: z.number().nullable(),
  recallAt01: z.number().nullable(),
  /** Negative log-likelihood of the calibrated probability, nats a name. */
  loss: z.number().nullable(),
  /** Expected calibration error, 15 bins of equal width (Guo et al., 2017). */
  ece: z.number().nullable(),
})
export type SplitMetrics = z.infer<typeof splitMetricsSchema>

export const allMetricsSchema = z.object({
  training: splitMetricsSchema,
  validation: splitMetricsSchema,
  test: splitMetricsSchema,
})
export type AllMetrics = z.infer<typeof allMetricsSchema>
