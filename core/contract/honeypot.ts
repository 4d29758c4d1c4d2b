import { z } from 'zod'

/** The page that the honeypot shows. */
export const honeypotPageStateSchema = z.object({
  /** Its address; null while it is shut. */
  open: z.string().nullable(),
  /** Why it is not open although it is wanted. */
  note: z.string().nullable(),
})
export type HoneypotPageState = z.infer<typeof honeypotPageStateSchema>
