import { z } from 'zod'

/** One kind of door beside plain DNS on this machine, as it is now. */
export const doorStateSchema = z.object({
  /** DNS on the network's addresses, DNS over TLS, DNS over HTTPS, the latter without TLS for a proxy. */
  kind: z.enum(['dns', 'tls', 'https', 'plain']),
  wanted: z.boolean(),
  /** 'host:port' */
  open: z.array(z.string()),
  /** What did not go as wanted, and why. */
  notes: z.array(z.string()),
})
export type DoorState = z.infer<typeof doorStateSchema>
