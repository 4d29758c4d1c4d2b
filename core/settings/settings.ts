import { z } from 'zod'

/** 'host:port' or '[v6]:port', port 1-65535; the host of a socket is an address, never a name. */
export const endpointSchema = z
  .string()
  .max(100)
  .regex(/^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:]+\])(:\d{1,5})?$/, {
    message: 'write an address and a port, such as 192.0.2.1:53 or [2001:db8::1]:53',
  })

export const ipv4Schema = z.ipv4({ message: 'write an IPv4 address, such as 192.0.2.1' })
export const ipv6Schema = z.ipv6({ message: 'write an IPv6 address, such as 2001:db8::1' })

/** Every setting with its limits. Kept in settings.json. */
export const settingsSchema = z.object({
  /** Empty: the machine's own resolver as found at start. */
  upstreams: z.array(endpointSchema).max(16),
  blockingAnswer: z.enum(['blackhole', 'nxdomain', 'nodata', 'refused', 'honeypot']),
  honeypot: z.object({ ipv4: ipv4Schema.nullable(), ipv6: ipv6Schema.nullable() }),
  modelAction: z.enum(['block', 'observe', 'off']),
  /** How long an answer waits for a score before it passes. */
  scoreWaitMs: z.number().int().min(1).max(1000),
  /** Whether the question may already be on its way upstream while the model scores. */
  askWhileScoring: z.boolean(),
  retention: z.object({
    days: z.number().int().min(1).max(3650),
    megabytes: z.number().int().min(16).max(10_000_000),
  }),
  /** Whether RDAP and WHOIS questions may leave the machine. */
  lookUps: z.enum(['ask', 'offline']),
  appearance: z.enum(['system', 'dark', 'light']),
  /** False until the first run's questions were answered. */
  firstRunDone: z.boolean(),
})
export type Settings = z.infer<typeof settingsSchema>

/** What a form sends: only what changes. The defaults stand apart, since a default inside a schema would fill in what was not sent. */
export const settingsChangeSchema = settingsSchema.partial()
export type SettingsChange = z.infer<typeof settingsChangeSchema>

export const defaultSettings: Settings = {
  upstreams: [],
  blockingAnswer: 'blackhole',
  honeypot: { ipv4: null, ipv6: null },
  modelAction: 'block',
  scoreWaitMs: 50,
  askWhileScoring: true,
  retention: { days: 90, megabytes: 2048 },
  lookUps: 'ask',
  appearance: 'system',
  firstRunDone: false,
}
