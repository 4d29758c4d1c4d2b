import { z } from 'zod'
import { splitMetricsSchema } from '../training/metrics-view.ts'

/** Why a challenger must not serve. */
export const gateReasonSchema = z.object({
  kind: z.enum(['recall', 'false-positives', 'canary', 'not-comparable']),
  text: z.string(),
})
export type GateReason = z.infer<typeof gateReasonSchema>

/** Of the benign names, how many stand at or above each of a model's own stored thresholds. */
export const falsePositivesSchema = z.object({ benign: z.number(), unsure: z.number(), malicious: z.number() })

/** Both models on the same names, which neither has learnt; or why there are none. */
export const commonGroundSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('measured'),
    /** What the names are, in words. */
    basis: z.string(),
    malicious: z.number(),
    benign: z.number(),
    champion: splitMetricsSchema,
    challenger: splitMetricsSchema,
    /** Null where the scores of the names were not kept. */
    falsePositives: z.object({ champion: falsePositivesSchema, challenger: falsePositivesSchema }).nullable(),
  }),
  z.object({ kind: z.literal('none'), why: z.string() }),
])
export type CommonGround = z.infer<typeof commonGroundSchema>

/** A name that must never alert and that the challenger would block; what the champion gives it, null without one. */
export const canaryAlertSchema = z.object({
  name: z.string(),
  source: z.enum(['canary', 'vetted']),
  probability: z.number(),
  championProbability: z.number().nullable(),
})
export type CanaryAlert = z.infer<typeof canaryAlertSchema>

export const canaryWatchSchema = z.object({
  canaries: z.number(),
  vettedBenign: z.number(),
  alerts: z.array(canaryAlertSchema),
  /** So many of the same names the champion blocks; null without one. */
  championAlerts: z.number().nullable(),
  /** Names that would wait for a person. */
  unsure: z.number(),
})
export type CanaryWatch = z.infer<typeof canaryWatchSchema>

/** What a model makes of the names that the analyst decided, at its own thresholds. */
export const vettedRatesSchema = z.object({
  benign: z.number(),
  benignBlocked: z.number(),
  benignUnsure: z.number(),
  malicious: z.number(),
  maliciousBlocked: z.number(),
  maliciousUnsure: z.number(),
})
export type VettedRates = z.infer<typeof vettedRatesSchema>

/** A model that may serve beside the one that does. */
export const comparisonSchema = z.object({
  challenger: z.object({ id: z.string(), title: z.string(), vettedLearnt: z.number() }),
  champion: z.object({ id: z.string(), title: z.string(), vettedLearnt: z.number() }).nullable(),
  /** True: it may be promoted without a word. */
  open: z.boolean(),
  /** It served before: going back is always allowed, whatever the reasons say. */
  servedBefore: z.boolean(),
  reasons: z.array(gateReasonSchema),
  /** What a person should weigh, but what stops nothing. */
  remarks: z.array(z.string()),
  common: commonGroundSchema.nullable(),
  canary: canaryWatchSchema,
  vetted: z.object({ challenger: vettedRatesSchema, champion: vettedRatesSchema.nullable() }),
})
export type Comparison = z.infer<typeof comparisonSchema>
