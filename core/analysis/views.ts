import { z } from 'zod'
import { queryRecordSchema } from '../log/record.ts'
import { ruleRefSchema, verdictKindSchema, vettingClassSchema } from '../verdict/verdict.ts'

export const periodSchema = z.enum(['minute', 'hour', 'day'])
export type Period = z.infer<typeof periodSchema>

const verdictCountsSchema = z.record(verdictKindSchema, z.number())
export type VerdictCounts = z.infer<typeof verdictCountsSchema>

/** Buckets without a gap, oldest first. `start` in milliseconds since the epoch. */
export const timelineSchema = z.object({
  period: periodSchema,
  buckets: z.array(z.object({ start: z.number(), counts: verdictCountsSchema })),
  total: z.number(),
})
export type Timeline = z.infer<typeof timelineSchema>

/** What a name is by what holds now: vetted, else listed, else the side of 0.5 its last score is on. */
export const natureSchema = z.object({
  side: z.enum(['malicious', 'benign', 'none']),
  by: z.enum(['vetted', 'listed', 'score', 'nothing']),
  /** The model is not sure: drawn red, and counted under Unsure too. */
  unsure: z.boolean(),
  vetted: vettingClassSchema.nullable(),
  rule: ruleRefSchema.nullable(),
})
export type Nature = z.infer<typeof natureSchema>

export const natureTabSchema = z.enum(['malicious', 'benign', 'unsure', 'all'])
export type NatureTab = z.infer<typeof natureTabSchema>

export const nameRowSchema = z.object({
  name: z.string(),
  count: z.number(),
  clients: z.number(),
  firstSeen: z.number(),
  lastSeen: z.number(),
  score: z.number().nullable(),
  modelId: z.string().nullable(),
  lastVerdict: verdictKindSchema,
  nature: natureSchema,
})
export type NameRow = z.infer<typeof nameRowSchema>

export const nameSortSchema = z.object({
  by: z.enum(['count', 'clients', 'name', 'score', 'firstSeen', 'lastSeen']),
  descending: z.boolean(),
})
export type NameSort = z.infer<typeof nameSortSchema>

export const namePageSchema = z.object({
  rows: z.array(nameRowSchema),
  /** Names in this tab. */
  total: z.number(),
  /** Queries in this tab. */
  queries: z.number(),
  /** Names in each tab, for the tabs' labels. */
  tabs: z.record(natureTabSchema, z.number()),
})
export type NamePage = z.infer<typeof namePageSchema>

export const clientRowSchema = z.object({
  client: z.string(),
  count: z.number(),
  firstSeen: z.number(),
  lastSeen: z.number(),
})
export type ClientRow = z.infer<typeof clientRowSchema>

export const recordPageSchema = z.object({ records: z.array(queryRecordSchema), total: z.number() })
export type RecordPage = z.infer<typeof recordPageSchema>
