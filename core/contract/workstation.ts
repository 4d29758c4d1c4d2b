import { z } from 'zod'
import { certificateStateSchema } from '../certificate/certificate.ts'
import { settingsSchema } from '../settings/settings.ts'
import { honeypotPageStateSchema } from './honeypot.ts'
import { machineDnsViewSchema } from './machine-dns.ts'
import { doorStateSchema } from './doors.ts'

/** `started` is false while a part still gets ready; `fault` says what a person can do. */
const partSchema = z.object({ state: z.enum(['ready', 'starting', 'off', 'failed']), detail: z.string() })

export const signInSchema = z.object({ until: z.number(), resolvers: z.array(z.string()) })

/** A domain that a link of this machine, such as a VPN, has resolvers of its own for; `taken` when a line of forwarding says so already. */
export const networkRouteSchema = z.object({
  domain: z.string(),
  servers: z.array(z.string()),
  link: z.string(),
  taken: z.boolean(),
})

/** The whole state that every screen needs: got by one call, pushed as it changes. */
export const workstationStateSchema = z.object({
  version: z.string(),
  shell: z.enum(['electron', 'headless']),
  startedAt: z.number(),
  /** Where the data lies on this machine. */
  dataFolder: z.string(),
  dns: z.object({
    address: z.string().nullable(),
    /** Why it is not the address that was wanted, or why none could be opened. */
    note: z.string().nullable(),
    upstreams: z.array(z.string()),
    /** Those that are asked, each with why it does not answer, while the last questions to all of them failed; empty otherwise. */
    silent: z.array(z.object({ address: z.string(), why: z.string() })),
    pausedUntil: z.number().nullable(),
    /** While a person signs in to a network: nothing is blocked, and these resolvers alone are asked. */
    signIn: signInSchema.nullable(),
  }),
  machineDns: machineDnsViewSchema,
  doors: z.array(doorStateSchema),
  certificate: certificateStateSchema,
  honeypotPage: honeypotPageStateSchema,
  /** Networks whose clients may ask, while anything is open beyond this machine; empty while nothing is. */
  openTo: z.array(z.string()),
  servingModel: z.object({ id: z.string(), title: z.string(), unsure: z.number(), malicious: z.number() }).nullable(),
  /** What a malicious score does now: the command line's word, else the settings'; a window observes until its first run is done. */
  modelAction: z.enum(['block', 'observe', 'off']),
  /** Of the model, and what it computes on: `tensorflow (CPU)`. Null while none is loaded. */
  backend: z.string().nullable(),
  api: z.string().nullable(),
  plugin: z.string().nullable(),
  waiting: z.number(),
  runningTraining: z
    .object({ runId: z.string(), epoch: z.number(), epochs: z.number(), secondsLeft: z.number().nullable() })
    .nullable(),
  settings: settingsSchema,
  /** What the command line says in place of settings for this run; empty and null where it says nothing. */
  commandLine: z.object({
    upstreams: z.array(z.string()),
    modelAction: z.enum(['block', 'observe']).nullable(),
    /** Ports of DNS over TLS and DNS over HTTPS; 0 for any free one. */
    dot: z.number().nullable(),
    doh: z.number().nullable(),
  }),
  /** What a person should know since the start: files that were set aside, threads that had to be started again. */
  notices: z.array(z.string()),
})
export type WorkstationState = z.infer<typeof workstationStateSchema>

export const upstreamHealthSchema = z.object({
  address: z.string(),
  /** `looping`: it leads back to this resolver, and is not asked. */
  state: z.enum(['answering', 'failing', 'looping', 'unused']),
  /** Of the last 256 answers. */
  medianMs: z.number().nullable(),
  p99Ms: z.number().nullable(),
  asked: z.number(),
  failed: z.number(),
  lastFault: z.object({ message: z.string(), at: z.number() }).nullable(),
  /** Where an encrypted upstream was found, and who was asked for it in plain. */
  found: z.object({ addresses: z.array(z.string()), by: z.string() }).nullable(),
})

/** Milliseconds from a question's arrival to its answer's departure over the last minutes; null where nothing was answered that way. */
const latencySchema = z.object({ count: z.number(), p50Ms: z.number().nullable(), p99Ms: z.number().nullable() })

/** Measured when asked, never invented. */
export const healthSchema = z.object({
  resolver: partSchema,
  model: partSchema,
  store: partSchema,
  trainer: partSchema,
  machineDns: partSchema,
  upstreams: z.array(upstreamHealthSchema),
  /** By the way an answer came about. */
  latency: z.object({ cached: latencySchema, blocked: latencySchema, forwarded: latencySchema }),
  /** Where the time goes, by the stage of an answer (core/resolver/stages.ts). */
  stages: z.object({
    parse: latencySchema,
    cache: latencySchema,
    send: latencySchema,
    rules: latencySchema,
    model: latencySchema,
    upstream: latencySchema,
  }),
  cache: z.object({ answers: z.number(), bytes: z.number() }),
  counters: z.object({
    queries: z.number(),
    blocked: z.number(),
    cached: z.number(),
    late: z.number(),
    logDropped: z.number(),
    servfail: z.number(),
    /** Packets that got no answer but a fault: malformed, refused by rate, or of an odd kind. */
    faulty: z.number(),
    /** Datagrams that claimed to be an upstream's answer and were not believed. */
    mismatched: z.number(),
  }),
  /** Questions that wait for a verdict or an upstream. */
  inFlight: z.number(),
  storage: z.object({
    records: z.number(),
    days: z.number(),
    bytes: z.number(),
    oldest: z.number().nullable(),
    pending: z.number(),
  }),
  lists: z.object({
    lists: z.number(),
    names: z.number(),
    broken: z.number(),
    /** Each by its name, with the answers that it decided. */
    each: z.array(z.object({ name: z.string(), names: z.number(), broken: z.number(), hits: z.number() })),
  }),
  process: z.object({ residentBytes: z.number(), uptimeMs: z.number(), node: z.string() }),
  disk: z.object({ freeBytes: z.number().nullable() }),
})
export type Health = z.infer<typeof healthSchema>

/** One row of the self-test: synthetic questions through the live path. */
export const selfTestRowSchema = z.object({
  check: z.string(),
  passed: z.boolean(),
  detail: z.string(),
  milliseconds: z.number(),
})
export type SelfTestRow = z.infer<typeof selfTestRowSchema>
