import { z } from 'zod'
import { bandSchema } from '../model/score.ts'
import { unscoredReasonSchema, verdictKindSchema } from '../verdict/verdict.ts'

export const transportSchema = z.enum(['udp', 'tcp', 'plugin', 'tls', 'https'])
export type Transport = z.infer<typeof transportSchema>

/**
 * What is the same each time a question meets the same verdict and the same answer. The resolver numbers these once and then logs a
 * repeat with a few numbers (batch.ts).
 */
export const logEntrySchema = z.object({
  /** Lower case, punycode, no trailing dot; the root is ''. */
  name: z.string(),
  /** 'A', 'HTTPS', or 'TYPE65280' (RFC 3597). */
  type: z.string(),
  verdict: verdictKindSchema,
  /** The rule that decided, null when no list did. `list` is its name as the analyst knows it. */
  rule: z.object({ listId: z.string(), list: z.string(), entry: z.string(), line: z.number().nullable() }).nullable(),
  modelId: z.string().nullable(),
  /** Calibrated P(malicious), null when unscored or decided by a list. */
  score: z.number().nullable(),
  band: bandSchema.nullable(),
  unscored: unscoredReasonSchema.nullable(),
  /** 'NOERROR', 'NXDOMAIN', ... (IANA RCODE mnemonics). */
  rcode: z.string(),
  /** Short texts such as 'A 192.0.2.7', at most 16. */
  answers: z.array(z.string()),
  /** The upstream that answered, 'host:port'; null when the answer was made here. */
  upstream: z.string().nullable(),
})
export type LogEntry = z.infer<typeof logEntrySchema>

/** One answer given, as it stands in the store. */
export const queryRecordSchema = logEntrySchema.extend({
  /** Short id that also stands in the Extended DNS Error's text (evidence.ts). */
  evidence: z.string(),
  /** Milliseconds since the Unix epoch, when the question arrived. */
  time: z.number(),
  client: z.string(),
  /** From the question's arrival to the answer's departure. */
  milliseconds: z.number(),
  cached: z.boolean(),
  transport: transportSchema,
})
export type QueryRecord = z.infer<typeof queryRecordSchema>
