import { z } from 'zod'
import { confusionSchema, splitNameSchema } from './metrics-view.ts'

/** A threshold that a name's score really has, and the counts of names at or above it. Every rate is made of these. */
export const operatingPointSchema = z.object({
  threshold: z.number(),
  truePositive: z.number(),
  falsePositive: z.number(),
})
export type OperatingPoint = z.infer<typeof operatingPointSchema>

/** Names whose probability lies in [from, to); the last bin holds 1 too. Null where no name does. */
export const calibrationBinSchema = z.object({
  from: z.number(),
  to: z.number(),
  count: z.number(),
  meanPredicted: z.number().nullable(),
  observedShare: z.number().nullable(),
})
export type CalibrationBin = z.infer<typeof calibrationBinSchema>

/** The curves of one split, from the strictest threshold to the loosest. Each curve has points of its own, spread evenly along its line. */
export const curvesSchema = z.object({
  split: splitNameSchema,
  malicious: z.number(),
  benign: z.number(),
  precisionRecall: z.array(operatingPointSchema),
  roc: z.array(operatingPointSchema),
  calibration: z.array(calibrationBinSchema),
  /** Area under the precision-recall steps (average precision); null with one class only. */
  averagePrecision: z.number().nullable(),
})
export type Curves = z.infer<typeof curvesSchema>

/** `missing`: no scores are kept beside this model, and why. */
export const curvesAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('measured'), curves: curvesSchema }),
  z.object({ kind: z.literal('missing'), why: z.string() }),
])
export type CurvesAnswer = z.infer<typeof curvesAnswerSchema>

export const mistakeKindSchema = z.enum(['false-positive', 'false-negative'])
export type MistakeKind = z.infer<typeof mistakeKindSchema>

/** A name that the model is wrong about at a threshold. */
export const mistakeSchema = z.object({ name: z.string(), probability: z.number() })
export type Mistake = z.infer<typeof mistakeSchema>

/** Most confident first: false positives from the highest score down, misses from the lowest up. `of` counts the names of that class. */
export const mistakePageSchema = z.object({ rows: z.array(mistakeSchema), total: z.number(), of: z.number() })

/** What two thresholds give on a split. */
export const bandRatesSchema = z.object({ unsure: confusionSchema, malicious: confusionSchema })
export type BandConfusions = z.infer<typeof bandRatesSchema>
