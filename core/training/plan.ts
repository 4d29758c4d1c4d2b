import { z } from 'zod'

/** What the training panel sends. Every number means what it says. */
export const trainingPlanSchema = z.object({
  /** A new network, or the weights of an existing model as the start. */
  start: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('new'),
      architecture: z.string(),
      parameters: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
    }),
    z.object({ kind: z.literal('retrain'), modelId: z.string() }),
  ]),
  epochs: z.number().int().min(1).max(500),
  batchSize: z.number().int().min(8).max(8192),
  /** Names used of the base data over all splits, stratified by label; null is all of them. */
  sampleSize: z.number().int().min(100).nullable(),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  /** Base data. Empty with `retrain`: the replay sample that ships with the product stands in. */
  files: z.array(z.object({ path: z.string().min(1), assumedLabel: z.enum(['benign', 'malicious']).nullable() })),
  /** Each vetted name counts as this many examples; 0 leaves them out. */
  vettedWeight: z.number().min(0).max(100),
})
export type TrainingPlan = z.infer<typeof trainingPlanSchema>

/** One parameter of an architecture, enough to draw its field. */
export const parameterSchema = z.object({
  key: z.string(),
  label: z.string(),
  help: z.string(),
  kind: z.enum(['integer', 'number', 'boolean']),
  default: z.union([z.number(), z.boolean()]),
  min: z.number().nullable(),
  max: z.number().nullable(),
})
export const architectureSchema = z.object({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  parameters: z.array(parameterSchema),
})
export type ArchitectureView = z.infer<typeof architectureSchema>

/** Before it starts: how long it should take on this machine, from a short measurement or an earlier run; null when unknown. */
export const estimateSchema = z.object({
  seconds: z.number().nullable(),
  /** Whose run it is reckoned from; a model that came with the product was made on another machine. */
  basis: z.enum(['this-machine', 'another-machine']).nullable(),
  names: z.number(),
  batchesPerEpoch: z.number(),
})
export type Estimate = z.infer<typeof estimateSchema>
