import { parseArgs } from 'node:util'
import { z } from 'zod'
import { upstreamSchema } from '../resolver/upstream/address.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import { parseListening } from './endpoint.ts'

/** One definition for both shells. A value is named as the help shows it. */
const OPTIONS = {
  headless: { type: 'boolean', help: 'serve the desk to a browser instead of opening a window' },
  'no-open': { type: 'boolean', help: 'do not open a browser' },
  data: { type: 'string', value: 'DIR', help: "where everything is kept (the user's data folder)" },
  dns: { type: 'string', value: 'HOST:PORT', help: 'where DNS is answered (127.0.0.1:53, else 127.0.0.1:5335)' },
  dot: { type: 'string', value: 'PORT', help: 'answer DNS over TLS on this port (the settings say)' },
  doh: { type: 'string', value: 'PORT', help: 'answer DNS over HTTPS on this port (the settings say)' },
  upstream: {
    type: 'string',
    multiple: true,
    value: 'ADDRESS',
    help: 'who is asked: 192.0.2.1:53, tls://NAME@192.0.2.1; may be repeated',
  },
  desk: { type: 'string', value: 'HOST:PORT', help: 'where the desk is served (a free loopback port)' },
  plugin: { type: 'string', value: 'HOST:PORT', help: 'where a CoreDNS plugin asks (a free loopback port)' },
  token: { type: 'string', value: 'TOKEN', help: 'of the desk and the JSON API (a new one at each start)' },
  'model-action': { type: 'string', value: 'block|observe', help: 'what a malicious score does (the settings say)' },
  store: { type: 'string', value: 'duckdb|URL', help: 'embedded, or the address of an Elasticsearch (duckdb)' },
  help: { type: 'boolean', help: 'show this' },
} as const

const flag = z.boolean().default(false)
const listening = z.string().transform((text, context) => {
  const endpoint = parseListening(text)
  if (endpoint.ok) return endpoint.value
  context.addIssue({ code: 'custom', message: endpoint.fault.message })
  return z.NEVER
})
const portSchema = z
  .string()
  .regex(/^\d{1,5}$/, 'write a port, or 0 for any free one')
  .transform(Number)
  .refine((port) => port <= 65_535, 'a port is a number from 0 to 65535')
const storeSchema = z.string().transform((text, context) => {
  if (text === 'duckdb') return { kind: 'duckdb' as const }
  if (/^https?:\/\/[^/]/.test(text) && URL.canParse(text)) return { kind: 'elasticsearch' as const, url: text }
  context.addIssue({ code: 'custom', message: `"${text}" is neither duckdb nor an http address` })
  return z.NEVER
})

/** What each value may be. Null is not said: the settings or the default decide. */
const valuesSchema = z
  .strictObject({
    headless: flag,
    'no-open': flag,
    data: z.string().min(1, 'name a folder').nullable().default(null),
    dns: listening.nullable().default(null),
    dot: portSchema.nullable().default(null),
    doh: portSchema.nullable().default(null),
    upstream: z.array(upstreamSchema).max(16, 'at most 16 upstreams').default([]),
    desk: listening.nullable().default(null),
    plugin: listening.nullable().default(null),
    token: z
      .string()
      .regex(/^[\w.~-]{1,200}$/, 'use letters, digits and . _ ~ - only, since it stands in an address')
      .nullable()
      .default(null),
    'model-action': z.enum(['block', 'observe'], 'write block or observe').nullable().default(null),
    store: storeSchema.default({ kind: 'duckdb' }),
    help: flag,
  })
  .transform(({ upstream: upstreams, 'model-action': modelAction, 'no-open': noOpen, ...rest }) => {
    return { ...rest, upstreams, modelAction, open: !noOpen }
  })

export type CommandLine = z.output<typeof valuesSchema>

/** Unknown options, stray words and values that cannot be are refused: a slip must not start another product than was meant. */
export function readCommandLine(argv: string[]): Result<CommandLine, Fault> {
  const given = optionsOf(argv)
  if (!given.ok) return given
  const values = valuesSchema.safeParse(given.value)
  if (values.success) return ok(values.data)
  const { path, message } = values.error.issues[0]!
  return failed({ kind: 'bad-option', message: `--${String(path[0])}: ${message}` })
}

export function usage(): string {
  const rows = Object.entries(OPTIONS).map(([name, option]) => {
    const left = 'value' in option ? `--${name} ${option.value}` : `--${name}`
    return `  ${left.padEnd(30)}${option.help}`
  })
  return ['ML Bridge Workstation', '', 'Options (and what holds without them):', ...rows, ''].join('\n')
}

function optionsOf(argv: string[]): Result<object, Fault> {
  try {
    return ok({ ...parseArgs({ args: argv, options: OPTIONS, strict: true, allowPositionals: false }).values })
  } catch (error) {
    // Node's message says what to do about a value that begins with a dash, after the first sentence.
    const message = error instanceof Error ? error.message.split('. ')[0]! : String(error)
    return failed({ kind: 'bad-option', message: `${message}; --help shows the options` })
  }
}
