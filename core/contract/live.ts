import { z } from 'zod'
import { queryRecordSchema } from '../log/record.ts'
import { verdictKindSchema } from '../verdict/verdict.ts'

/** What a person checks first; rates over the last full minute, latencies over the last five. Null where nothing was asked. */
export const tilesSchema = z.object({
  at: z.number(),
  queriesPerMinute: z.number(),
  blockedShare: z.number().nullable(),
  unsureWaiting: z.number(),
  p50Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  cacheHitShare: z.number().nullable(),
  logDropped: z.number(),
  lateScores: z.number(),
  /** Answers of the last five minutes that say SERVFAIL. */
  failedAnswers: z.number(),
})
export type Tiles = z.infer<typeof tilesSchema>

/** Five-second buckets of the last five minutes, oldest first. */
export const pulseSchema = z.array(z.object({ start: z.number(), counts: z.record(verdictKindSchema, z.number()) }))
export type Pulse = z.infer<typeof pulseSchema>

export const liveSnapshotSchema = z.object({
  records: z.array(queryRecordSchema),
  tiles: tilesSchema,
  pulse: pulseSchema,
})
export type LiveSnapshot = z.infer<typeof liveSnapshotSchema>

/** At most four a second. When more was answered than a person can read, `skipped` counts what is in the store but not here. */
export const liveUpdateSchema = z.object({
  records: z.array(queryRecordSchema),
  skipped: z.number(),
  tiles: tilesSchema,
  pulse: pulseSchema,
})
export type LiveUpdate = z.infer<typeof liveUpdateSchema>
