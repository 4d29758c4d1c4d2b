import { z } from 'zod'

/** Whether this machine's own programs ask the workstation. */
export const machineDnsViewSchema = z.object({
  /** `overruled`: set by us, and somebody else says something different since. */
  state: z.enum(['set', 'not-set', 'overruled', 'unsupported']),
  /** Which part of the system says where programs ask: systemd-resolved, NetworkManager, ... */
  governor: z.string().nullable(),
  /** Who is asked without us. */
  servers: z.array(z.string()),
  /** What programs are told instead, while it is overruled. */
  detail: z.string().nullable(),
  /** What a person should know of this machine's arrangement. */
  notes: z.array(z.string()),
  /** Why it cannot be set now, and what to type about it. */
  obstacle: z.object({ message: z.string(), command: z.string().nullable() }).nullable(),
})
export type MachineDnsView = z.infer<typeof machineDnsViewSchema>
