import { z } from 'zod'
import { domainTextSchema } from '../dns/name-schemas.ts'
import { plainAddressSchema, upstreamSchema } from '../resolver/upstream/address.ts'
import { chosenBaseRateSchema } from './base-rate.ts'
import { defaultDoorsSettings, doorsSettings } from './doors.ts'
import { defaultHoneypotPage, honeypotPageSettings } from './honeypot-page.ts'
import { lineSchema, readForwardingLine, readHostsLine } from './lines.ts'

export const ipv4Schema = z.ipv4({ message: 'write an IPv4 address, such as 192.0.2.1' })
export const ipv6Schema = z.ipv6({ message: 'write an IPv6 address, such as 2001:db8::1' })

export const blockingAnswerSchema = z.enum(['blackhole', 'nxdomain', 'nodata', 'refused', 'honeypot'])

/** Every setting with its limits. Kept in settings.json. */
export const settingsSchema = z.object({
  /** Empty: the machine's own resolver as found at start. */
  upstreams: z.array(upstreamSchema).max(16),
  /** Plain resolvers that are asked where an encrypted upstream is, when no address stands behind its name. Empty: the machine's own. */
  bootstrap: z.array(plainAddressSchema).max(4),
  /** Whose word that an answer was validated (AD) is given on: encrypted and local upstreams', everyone's, nobody's. */
  authenticated: z.enum(['secured', 'all', 'none']),
  /** Ordered: the next one when one fails. Parallel: all at once. Fastest: the two quickest at once. Random: each time another one first. */
  upstreamStrategy: z.enum(['ordered', 'parallel', 'fastest', 'random']),
  /** Domains that have upstreams of their own, one a line (lines.ts). */
  forwarding: z.array(lineSchema(readForwardingLine)).max(64),
  /** Names that are answered here, as in a hosts file. */
  localRecords: z.array(lineSchema(readHostsLine)).max(1000),
  /** Whether public names may not lead to private addresses, and below which names they may. */
  refusePrivateAddresses: z.boolean(),
  privateAddressesAllowed: z.array(domainTextSchema).max(1000),
  /** Whether browsers and systems are told not to go round this resolver. */
  keepBrowsers: z.boolean(),
  /** Whether an answer whose time is over is given while no upstream has a fresh one. */
  serveStale: z.boolean(),
  /** What one client of another machine may ask in a second; 0: as much as it likes. */
  queriesPerSecond: z.number().int().min(0).max(100_000),
  ...doorsSettings,
  blockingAnswer: blockingAnswerSchema,
  /** For what the model blocks, and for what the analyst decided or overrode; null: as `blockingAnswer` says. A list may have its own. */
  modelAnswer: blockingAnswerSchema.nullable(),
  decisionAnswer: blockingAnswerSchema.nullable(),
  honeypot: z.object({ ipv4: ipv4Schema.nullable(), ipv6: ipv6Schema.nullable() }),
  ...honeypotPageSettings,
  /** Hours between two fetches of a list that has no time of its own. */
  listHours: z.number().int().min(1).max(8760),
  modelAction: z.enum(['block', 'observe', 'off']),
  /** How long an answer waits for a score before it passes. */
  scoreWaitMs: z.number().int().min(1).max(1000),
  /** Whether the question may already be on its way upstream while the model scores. */
  askWhileScoring: z.boolean(),
  baseRate: chosenBaseRateSchema,
  retention: z.object({
    days: z.number().int().min(1).max(3650),
    megabytes: z.number().int().min(16).max(10_000_000),
  }),
  /** Whether RDAP and WHOIS questions may leave the machine. */
  lookUps: z.enum(['ask', 'offline']),
  appearance: z.enum(['system', 'dark', 'light']),
  /** Whether this machine's own programs are made to ask here, while the workstation runs. */
  machineDns: z.boolean(),
  /** False until the first run's questions were answered. */
  firstRunDone: z.boolean(),
})
export type Settings = z.infer<typeof settingsSchema>

/** What a form sends: only what changes. The defaults stand apart, since a default inside a schema would fill in what was not sent. */
export const settingsChangeSchema = settingsSchema.partial()
export type SettingsChange = z.infer<typeof settingsChangeSchema>

export const defaultSettings: Settings = {
  upstreams: [],
  bootstrap: [],
  authenticated: 'secured',
  upstreamStrategy: 'ordered',
  forwarding: [],
  localRecords: [],
  refusePrivateAddresses: true,
  privateAddressesAllowed: [],
  keepBrowsers: true,
  serveStale: true,
  queriesPerSecond: 200,
  ...defaultDoorsSettings,
  blockingAnswer: 'blackhole',
  modelAnswer: null,
  decisionAnswer: null,
  honeypot: { ipv4: null, ipv6: null },
  ...defaultHoneypotPage,
  listHours: 24,
  modelAction: 'block',
  scoreWaitMs: 50,
  askWhileScoring: true,
  baseRate: null,
  retention: { days: 90, megabytes: 2048 },
  lookUps: 'ask',
  appearance: 'system',
  machineDns: false,
  firstRunDone: false,
}
