import { z } from 'zod'

/** What an entry of a list does to a name. `block` answers as the settings say; `honeypot` with the honeypot's address. */
export const listEffectSchema = z.enum(['allow', 'block', 'honeypot'])
export type ListEffect = z.infer<typeof listEffectSchema>

/** How a list's names are answered where it blocks. `usual`: as the rule itself asks (RPZ, unbound, dnsmasq), else as the settings say. */
export const listAnswerSchema = z.enum(['usual', 'blackhole', 'nxdomain', 'nodata', 'refused'])
export type ListAnswer = z.infer<typeof listAnswerSchema>

export const listFormatSchema = z.enum(['hosts', 'domains', 'wildcard', 'adblock', 'rpz', 'dnsmasq', 'unbound'])
export type ListFormat = z.infer<typeof listFormatSchema>

/** A line that could not be read. Lines count from 1. `text` is cut to 200 characters, control characters made visible. */
export const brokenLineSchema = z.object({ line: z.number().int().positive(), text: z.string(), reason: z.string() })
export type BrokenLine = z.infer<typeof brokenLineSchema>

/** How a list comes from its address. Times in milliseconds since the epoch. */
export const listFetchingSchema = z.object({
  /** Hours between two fetches; null: as the settings say. */
  everyHours: z.number().int().min(1).max(8760).nullable(),
  /** When the copy was fetched, or the server last said that it is the newest. */
  checkedAt: z.number().nullable(),
  triedAt: z.number().nullable(),
  /** Failures in a row. */
  failures: z.number().int().min(0),
  nextAt: z.number(),
  validators: z.object({ etag: z.string().nullable(), lastModified: z.string().nullable() }),
})
export type ListFetching = z.infer<typeof listFetchingSchema>

/** A subscribed list as the Lists screen shows it. */
export const listSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  effect: listEffectSchema,
  /** Counts where the effect is to block. An index of an older version has none. */
  answer: listAnswerSchema.catch('usual'),
  format: listFormatSchema,
  /** Where it came from: a file's path, an address, or 'pasted'. */
  source: z.string(),
  /** Null for a list that comes from no address. */
  fetching: listFetchingSchema.nullable().catch(null),
  enabled: z.boolean(),
  addedAt: z.number(),
  loadedAt: z.number(),
  names: z.number(),
  /** Lines that repeat a name of the same list. */
  repeated: z.number(),
  broken: z.number(),
  /** Names that are answered with records of the file. An index of an older version has none. */
  localData: z.number().catch(0),
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
  localData: z.number(),
  brokenLines: z.array(brokenLineSchema),
  sample: z.array(z.string()),
})
export type ListPreview = z.infer<typeof listPreviewSchema>
