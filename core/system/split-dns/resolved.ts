import { z } from 'zod'
import type { DnsRoute } from './route.ts'

/** org.freedesktop.resolve1(5), the Manager's `Domains` and `DNS`: the documented way to systemd-resolved's links. */
export const RESOLVED_COMMAND = [
  'busctl',
  '--json=short',
  'get-property',
  'org.freedesktop.resolve1',
  '/org/freedesktop/resolve1',
  'org.freedesktop.resolve1.Manager',
  'Domains',
  'DNS',
] as const

/** a(isb): link, domain, and whether it is for routing alone. a(iiay): link, address family, address. */
const domainsSchema = z.object({
  type: z.literal('a(isb)'),
  data: z.array(z.tuple([z.number(), z.string(), z.boolean()])),
})
const serversSchema = z.object({
  type: z.literal('a(iiay)'),
  data: z.array(z.tuple([z.number(), z.number(), z.array(z.number().int().min(0).max(255))])),
})

/** One line of JSON a property. A link without resolvers of its own, or link 0 (all links), routes nothing. */
export function readResolved(output: string): DnsRoute[] {
  const [first = '', second = ''] = output.split('\n')
  const domains = domainsSchema.safeParse(parsed(first))
  const servers = serversSchema.safeParse(parsed(second))
  if (!domains.success || !servers.success) return []
  return domains.data.data
    .filter(([link]) => link !== 0)
    .map(([link, domain]) => ({
      domain,
      link: `link ${link}`,
      servers: servers.data.data.filter(([of]) => of === link).flatMap(([, , octets]) => addressText(octets) ?? []),
    }))
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

function addressText(octets: readonly number[]): string | null {
  if (octets.length === 4) return octets.join('.')
  if (octets.length !== 16) return null
  const groups = Array.from({ length: 8 }, (_, i) => ((octets[2 * i]! << 8) | octets[2 * i + 1]!).toString(16))
  // The URL parser knows the one short form (RFC 5952).
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1)
}
