import { z } from 'zod'
import { columnCountSchema } from '../dataset/provenance.ts'
import { allMetricsSchema } from './metrics-view.ts'
import { trainingPlanSchema } from './plan.ts'

/** What stands in a model's `card.json`, beside its weights. A model without a readable card is refused. */
export const modelCardSchema = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{2,60}$/),
  title: z.string().max(100),
  architecture: z.string(),
  parameters: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
  /** The version of the character encoding it was trained with; a model for another encoding is refused (model/encoding.ts). */
  encoding: z.string(),
  createdAt: z.number(),
  parent: z.string().nullable(),
  plan: trainingPlanSchema,
  /** How many were run, and whose weights these are; null where nobody noted it. */
  epochs: z.object({ run: z.number(), best: z.number() }).nullable().default(null),
  data: z.object({
    description: z.string(),
    fingerprint: z.string(),
    training: z.number(),
    validation: z.number(),
    test: z.number(),
    vetted: z.number(),
    /** What each vetted name counted; null where the plan's weight held and nobody noted it. */
    vettedWeight: z.number().nullable().default(null),
    /** Where the base names come from, as far as their files said; what was trained before this was counted has none. */
    provenance: z.array(columnCountSchema).default([]),
    repeated: z.number().default(0),
    conflicting: z.number().default(0),
  }),
  backend: z.string(),
  seconds: z.number(),
  weights: z.object({ count: z.number(), bytes: z.number(), sha256: z.string() }),
  /** One scalar fitted on validation; the calibrated probability is sigmoid(logit / temperature). */
  temperature: z.number().positive(),
  /** On the calibrated probability, fixed on validation: at or above `malicious` blocks (0.1 % false positives), at or above `unsure` waits (1 %). */
  thresholds: z.object({ unsure: z.number(), malicious: z.number() }),
  /** Benign names of validation, and how many of them stand at or above each threshold: on so few a threshold rests. Null where nobody noted it. */
  restsOn: z.object({ benign: z.number(), unsure: z.number(), malicious: z.number() }).nullable().default(null),
  metrics: allMetricsSchema,
})
export type ModelCard = z.infer<typeof modelCardSchema>
