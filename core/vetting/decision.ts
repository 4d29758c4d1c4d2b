import { z } from 'zod'
import { domainTextSchema } from '../dns/name-schemas.ts'
import { vettingClassSchema } from '../verdict/verdict.ts'

/** Appended and synced before it is acknowledged; never changed. State is folded from these (journal.ts). */
export const decisionSchema = z.object({
  /** Grows by one with each decision on this machine. */
  id: z.number().int().positive(),
  time: z.number(),
  /** The desk's user, 'api', or the name a client of the API gives. */
  actor: z.string().max(100),
  names: z.array(domainTextSchema).min(1),
  class: vettingClassSchema,
  note: z.string().max(1000),
  /** The decision that this one takes back, null for an ordinary one. Its names return to what they were before it; `class` is then the one taken back. */
  undoes: z.number().int().positive().nullable(),
})
export type Decision = z.infer<typeof decisionSchema>

/** Each name's line of a decision's history, as the name panel shows it. */
export const nameDecisionSchema = z.object({
  id: z.number(),
  time: z.number(),
  actor: z.string(),
  class: vettingClassSchema,
  note: z.string(),
  undone: z.boolean(),
})
export type NameDecision = z.infer<typeof nameDecisionSchema>

/** A row of the vetting grid. Its identity is its name. */
export const vettingRowSchema = z.object({
  name: z.string(),
  class: vettingClassSchema,
  score: z.number().nullable(),
  modelId: z.string().nullable(),
  /** Why it waits, or the note of the decision that classed it. */
  why: z.string(),
  queries: z.number(),
  clients: z.number(),
  firstSeen: z.number().nullable(),
  lastSeen: z.number().nullable(),
  decidedAt: z.number().nullable(),
  decidedBy: z.string().nullable(),
})
export type VettingRow = z.infer<typeof vettingRowSchema>

export const vettingOrderSchema = z.enum(['most-useful', 'newest', 'most-asked', 'name'])
export type VettingOrder = z.infer<typeof vettingOrderSchema>

export const vettingPageSchema = z.object({
  rows: z.array(vettingRowSchema),
  total: z.number(),
  counts: z.record(vettingClassSchema, z.number()),
})
export type VettingPage = z.infer<typeof vettingPageSchema>

/** What a decision would reach, shown before it is taken. */
export const reachSchema = z.object({
  names: z.number(),
  /** Queries of the last 30 days for these names and all below them. */
  queries: z.number(),
  vettedBenign: z.number(),
  vettedMalicious: z.number(),
})
export type Reach = z.infer<typeof reachSchema>

/** What a decision did. */
export const decisionEffectSchema = z.object({
  decision: decisionSchema,
  /** Cached answers dropped, so that the next question meets the decision. */
  droppedAnswers: z.number(),
  counts: z.record(vettingClassSchema, z.number()),
})
export type DecisionEffect = z.infer<typeof decisionEffectSchema>
