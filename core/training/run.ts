import { z } from 'zod'
import { allMetricsSchema } from './metrics-view.ts'
import { trainingPlanSchema } from './plan.ts'

export const splitSizesSchema = z.object({ training: z.number(), validation: z.number(), test: z.number() })

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
  epoch: z.number(),
  epochs: z.number(),
  batch: z.number(),
  batches: z.number(),
  examplesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
})
export type Progress = z.infer<typeof progressSchema>

/** The events that the trainer's thread sends; a run's state is the fold of them (fold in fold.ts). */
export const trainingEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), runId: z.string(), progress: progressSchema }),
  z.object({
    kind: z.literal('data'),
    runId: z.string(),
    sizes: splitSizesSchema,
    conflicting: z.number(),
    repeated: z.number(),
    vetted: z.number(),
    fingerprint: z.string(),
  }),
  z.object({ kind: z.literal('point'), runId: z.string(), point: chartPointSchema }),
  z.object({
    kind: z.literal('finished'),
    runId: z.string(),
    modelId: z.string(),
    metrics: allMetricsSchema,
    stoppedEarly: z.boolean(),
  }),
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
  points: z.array(chartPointSchema),
  modelId: z.string().nullable(),
  metrics: allMetricsSchema.nullable(),
  message: z.string().nullable(),
  stoppedEarly: z.boolean(),
})
export type TrainingRun = z.infer<typeof trainingRunSchema>
