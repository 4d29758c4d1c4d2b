import { z } from 'zod'

/** What a registry says of a registered domain. Every text comes from a stranger: shown as text, cut to length, never as a link. */
export const registrationSchema = z.object({
  registeredDomain: z.string(),
  source: z.enum(['rdap', 'whois']),
  server: z.string(),
  fetchedAt: z.number(),
  registered: z.string().nullable(),
  expires: z.string().nullable(),
  updated: z.string().nullable(),
  registrar: z.string().nullable(),
  registrant: z.string().nullable(),
  status: z.array(z.string()),
  nameServers: z.array(z.string()),
  raw: z.string(),
})
export type Registration = z.infer<typeof registrationSchema>

export const registrationAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('found'), registration: registrationSchema, fromCache: z.boolean() }),
  z.object({
    kind: z.literal('not-registered'),
    registeredDomain: z.string(),
    server: z.string(),
    fetchedAt: z.number(),
  }),
  /** No question left the machine: look-ups are off in the settings, or the name has no registrable domain. */
  z.object({ kind: z.literal('not-asked'), why: z.enum(['offline', 'not-a-public-name']), message: z.string() }),
  z.object({ kind: z.literal('failed'), message: z.string(), retryAfterMs: z.number().nullable() }),
])
export type RegistrationAnswer = z.infer<typeof registrationAnswerSchema>
