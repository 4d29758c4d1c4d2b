import { z } from 'zod'

export const backupMadeSchema = z.object({ path: z.string(), files: z.number(), bytes: z.number() })
export type BackupMade = z.infer<typeof backupMadeSchema>

/** What a backup holds, after every byte of it was checked. */
export const backupContentSchema = z.object({
  /** ISO 8601. */
  createdAt: z.string(),
  /** The product's version that made it. */
  product: z.string(),
  decisions: z.number(),
  overrides: z.number(),
  lists: z.number(),
  models: z.number(),
  bytes: z.number(),
})
export type BackupContent = z.infer<typeof backupContentSchema>

/** A restore takes place at the next start; what it replaced is kept until the next one. */
export const restoreStateSchema = z.object({
  waiting: z.object({ from: z.string(), content: backupContentSchema.nullable() }).nullable(),
  /** What the last restore replaced, which can come back. Milliseconds since the epoch. */
  undo: z.object({ at: z.number(), from: z.string() }).nullable(),
})
export type RestoreState = z.infer<typeof restoreStateSchema>
