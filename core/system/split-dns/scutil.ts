import type { DnsRoute } from './route.ts'

export const SCUTIL_COMMAND = ['scutil', '--dns'] as const

/** Resolvers as `scutil --dns` lists them; those with a domain and resolvers of their own, but for multicast DNS, are routes. */
export function readScutil(output: string): DnsRoute[] {
  // Behind this line the same resolvers come again, by interface.
  const [systemWide = ''] = output.split('DNS configuration (for scoped queries)')
  return systemWide.split(/^resolver #\d+$/m).flatMap((resolver) => {
    const value = (key: string) => new RegExp(`^\\s*${key}\\s*:\\s*(.+)$`, 'm').exec(resolver)?.[1]?.trim()
    const domain = value('domain')
    if (domain === undefined || /^\s*options\s*:\s*.*mdns/m.test(resolver)) return []
    const servers = [...resolver.matchAll(/^\s*nameserver\[\d+\]\s*:\s*(\S+)$/gm)].map(([, server]) => server!)
    const link = /\((\w+)\)/.exec(value('if_index') ?? '')?.[1] ?? 'system'
    return [{ domain, servers, link }]
  })
}
