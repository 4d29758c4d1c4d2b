import { z } from 'zod'

/** What an entry of a list does to a name. `block` answers as the settings say; `honeypot` with the honeypot's address. */
export const listEffectSchema = z.enum(['allow', 'block', 'honeypot'])
export type ListEffect = z.infer<typeof listEffectSchema>

export const listFormatSchema = z.enum(['hosts', 'domains', 'wildcard', 'adblock', 'rpz', 'dnsmasq', 'unbound'])
export type ListFormat = z.infer<typeof listFormatSchema>

/** A line that could not be read. Lines count from 1. `text` is cut to 200 characters, control characters made visible. */
export const brokenLineSchema = z.object({ line: z.number().int().positive(), text: z.string(), reason: z.string() })
export type BrokenLine = z.infer<typeof brokenLineSchema>

/** A subscribed list as the Lists screen shows it. */
export const listSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  effect: listEffectSchema,
  format: listFormatSchema,
  /** Where it came from: a file's path, or 'pasted'. */
  source: z.string(),
  enabled: z.boolean(),
  addedAt: z.number(),
  loadedAt: z.number(),
  names: z.number(),
  /** Lines that repeat a name of the same list. */
  repeated: z.number(),
  broken: z.number(),
  bytes: z.number(),
  /** Answers this list decided since the program started. */
  hits: z.number(),
  /** Why the last reading failed, null when it did not. The last good copy keeps deciding. */
  fault: z.string().nullable(),
})
export type ListSummary = z.infer<typeof listSummarySchema>

/** A file before it is subscribed: what it seems to be. */
export const listPreviewSchema = z.object({
  format: listFormatSchema,
  names: z.number(),
  repeated: z.number(),
  broken: z.number(),
  brokenLines: z.array(brokenLineSchema),
  sample: z.array(z.string()),
})
export type ListPreview = z.infer<typeof listPreviewSchema>
