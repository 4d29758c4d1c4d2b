import { z } from 'zod'

/** Where the certificate of the encrypted doors comes from: made here, or PEM files that somebody else renews. */
export const certificateSourceSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('own'),
    /** Beside localhost and the loopback addresses. */
    names: z.array(z.string().min(1).max(253)).max(32),
  }),
  z.object({
    kind: z.literal('files'),
    certificate: z.string().min(1, 'name a file').max(4096),
    key: z.string().min(1, 'name a file').max(4096),
  }),
])
export type CertificateSource = z.infer<typeof certificateSourceSchema>

/** What a person, and a client's settings, need to know of a certificate. */
export const certificateFactsSchema = z.object({
  subject: z.string(),
  /** DNS names and addresses that it is for. */
  names: z.array(z.string()),
  /** SHA-256 of the certificate, in hexadecimal octets with colons. */
  fingerprint: z.string(),
  /** Milliseconds since the epoch. */
  from: z.number(),
  until: z.number(),
})
export type CertificateFacts = z.infer<typeof certificateFactsSchema>

export const certificateStateSchema = z.object({
  /** Of the one in use; null while there is none. */
  facts: certificateFactsSchema.nullable(),
  /** File to be trusted by clients; null where the certificate was given by files. */
  trustFile: z.string().nullable(),
  /** Why there is none, or why an older one is still in use; a warning before its end. */
  fault: z.string().nullable(),
})
export type CertificateState = z.infer<typeof certificateStateSchema>

/** PEM texts: the certificate and what leads from it to its authority, and its key. */
export type CertificatePair = { cert: string; key: string }
