import { z } from 'zod'
import { columnCountSchema } from '../dataset/provenance.ts'
import { allMetricsSchema } from './metrics-view.ts'
import { trainingPlanSchema } from './plan.ts'

export const splitSizesSchema = z.object({ training: z.number(), validation: z.number(), test: z.number() })

/** What was found in the data of a run. */
export const foundDataSchema = z.object({
  /** Names with both labels: left out. The first of them by name. */
  conflicting: z.number(),
  conflictingNames: z.array(z.string()),
  repeated: z.number(),
  vetted: z.number(),
  /** What each of them counts; less than the plan's where they would outweigh the base. */
  vettedWeight: z.number(),
  provenance: z.array(columnCountSchema),
  fingerprint: z.string(),
})
export type FoundData = z.infer<typeof foundDataSchema>

/** A point of the live charts. `x` is epochs done, a fraction inside one: 1.25 is a quarter into the second. */
export const chartPointSchema = z.object({
  x: z.number(),
  loss: z.number(),
  accuracy: z.number(),
  validationLoss: z.number().nullable(),
  validationAccuracy: z.number().nullable(),
})
export type ChartPoint = z.infer<typeof chartPointSchema>

export const progressSchema = z.object({
  phase: z.enum(['reading', 'encoding', 'fitting', 'measuring', 'saving']),
  /** Names read so far, while the data is read. */
  names: z.number().nullable(),
  epoch: z.number(),
  epochs: z.number(),
  batch: z.number(),
  batches: z.number(),
  examplesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
})
export type Progress = z.infer<typeof progressSchema>

/** A run that ended before its end, with the product or with its thread, and may go on. */
export const interruptedRunSchema = z.object({
  runId: z.string(),
  plan: trainingPlanSchema,
  /** What it learns from, in words. */
  description: z.string(),
  vetted: z.number(),
  startedAt: z.number(),
  /** When its last checkpoint was written; before the first one, when it was started. */
  savedAt: z.number(),
  /** Whole epochs in the checkpoint: with 0 it begins again. */
  epochs: z.number(),
  bytes: z.number(),
  /** Why it cannot go on; it can only be discarded then. */
  fault: z.string().nullable(),
})
export type InterruptedRun = z.infer<typeof interruptedRunSchema>

/** The events that the trainer's thread sends; a run's state is the fold of them (fold in fold.ts). */
export const trainingEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), runId: z.string(), progress: progressSchema }),
  z.object({
    kind: z.literal('data'),
    runId: z.string(),
    sizes: splitSizesSchema,
    found: foundDataSchema,
  }),
  z.object({ kind: z.literal('point'), runId: z.string(), point: chartPointSchema }),
  z.object({
    kind: z.literal('finished'),
    runId: z.string(),
    modelId: z.string(),
    metrics: allMetricsSchema,
    stoppedEarly: z.boolean(),
  }),
  z.object({ kind: z.literal('notice'), runId: z.string(), message: z.string() }),
  z.object({ kind: z.literal('cancelled'), runId: z.string() }),
  z.object({ kind: z.literal('failed'), runId: z.string(), message: z.string() }),
])
export type TrainingEvent = z.infer<typeof trainingEventSchema>

export const trainingRunSchema = z.object({
  id: z.string(),
  plan: trainingPlanSchema,
  state: z.enum(['running', 'finished', 'cancelled', 'failed']),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  progress: progressSchema.nullable(),
  sizes: splitSizesSchema.nullable(),
  found: foundDataSchema.nullable(),
  points: z.array(chartPointSchema),
  modelId: z.string().nullable(),
  metrics: allMetricsSchema.nullable(),
  /** Why it failed. */
  message: z.string().nullable(),
  /** The newest thing that is not as it should be, though the run goes on. */
  notice: z.string().nullable(),
  stoppedEarly: z.boolean(),
})
export type TrainingRun = z.infer<typeof trainingRunSchema>
