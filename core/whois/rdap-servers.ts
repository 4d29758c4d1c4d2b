import { join } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../system/clock.ts'
import { readJson, writeJson } from '../system/json-file.ts'
import type { HttpGet } from './ports.ts'

/** IANA's registry of RDAP servers (RFC 9224). */
const BOOTSTRAP_URL = 'https://data.iana.org/rdap/dns.json'
const KEPT_MS = 7 * 86_400_000
const FETCHED_WITHIN_MS = 8000
const RETRIED_AFTER_MS = 600_000

/** The most asked top-level domains, so that these need no question to IANA. Some (io, ai) answer though IANA does not list them. */
const KNOWN: Record<string, string> = {
  com: 'https://rdap.verisign.com/com/v1/',
  net: 'https://rdap.verisign.com/net/v1/',
  org: 'https://rdap.publicinterestregistry.org/rdap/',
  info: 'https://rdap.identitydigital.services/rdap/',
  io: 'https://rdap.identitydigital.services/rdap/',
  ai: 'https://rdap.identitydigital.services/rdap/',
  app: 'https://pubapi.registry.google/rdap/',
  dev: 'https://pubapi.registry.google/rdap/',
  page: 'https://pubapi.registry.google/rdap/',
  xyz: 'https://rdap.centralnic.com/xyz/',
  uk: 'https://rdap.nominet.uk/uk/',
  nl: 'https://rdap.sidn.nl/',
  fr: 'https://rdap.nic.fr/',
  cz: 'https://rdap.nic.cz/',
  no: 'https://rdap.norid.no/',
  br: 'https://rdap.registro.br/',
  pl: 'https://rdap.dns.pl/',
}

const bootstrapSchema = z.object({ services: z.array(z.tuple([z.array(z.string()), z.array(z.string())])) })
const keptSchema = z.object({ fetchedAt: z.number(), servers: z.record(z.string(), z.string()) })

export interface RdapServers {
  /** The base address, with a slash at its end, of the registry of a top-level domain; null where it has none. */
  baseOf(topLevel: string): Promise<string | null>
}

export type RdapServersParts = {
  folder: string
  clock: Clock
  http: HttpGet
  known?: Record<string, string> | undefined
}

export function createRdapServers({ folder, clock, http, known = KNOWN }: RdapServersParts): RdapServers {
  const file = join(folder, 'rdap-servers', 'dns.json')
  let fetched: { at: number; servers: Record<string, string> } | null = null

  /** From memory, else from the disk, else from IANA; when IANA is silent it is left in peace for a while. */
  async function listed(): Promise<Record<string, string>> {
    const now = clock.now()
    if (fetched !== null && now - fetched.at < KEPT_MS) return fetched.servers
    const kept = await readJson(file, keptSchema)
    if (kept.ok && now - kept.value.fetchedAt < KEPT_MS) {
      fetched = { at: kept.value.fetchedAt, servers: kept.value.servers }
      return fetched.servers
    }
    const answer = await http(BOOTSTRAP_URL, FETCHED_WITHIN_MS)
    const servers = answer.ok && answer.value.status === 200 ? parseBootstrap(answer.value.body) : null
    if (servers === null) {
      fetched = { at: now - KEPT_MS + RETRIED_AFTER_MS, servers: kept.ok ? kept.value.servers : {} }
      return fetched.servers
    }
    fetched = { at: now, servers }
    await writeJson(file, { fetchedAt: now, servers }).catch(() => undefined)
    return servers
  }

  return {
    baseOf: async (topLevel) => known[topLevel] ?? (await listed())[topLevel] ?? null,
  }
}

/** Top-level domain to base address, HTTPS only (RFC 9224, 3 and 4); null when it is not what IANA publishes. */
export function parseBootstrap(body: string): Record<string, string> | null {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return null
  }
  const parsed = bootstrapSchema.safeParse(value)
  if (!parsed.success) return null
  const servers = new Map<string, string>()
  for (const [names, urls] of parsed.data.services) {
    const url = urls.find((one) => one.startsWith('https://') && URL.canParse(one))
    if (url === undefined) continue
    for (const name of names) servers.set(name.toLowerCase(), url.endsWith('/') ? url : `${url}/`)
  }
  return Object.fromEntries(servers)
}
