/** A domain that a link of this machine, such as a VPN, has resolvers of its own for. `link` is its name or number, as the system says it. */
export type DnsRoute = { domain: string; servers: string[]; link: string }

/** One route a domain; the servers of several links together, without any twice. */
export function mergedRoutes(routes: readonly DnsRoute[]): DnsRoute[] {
  const byDomain = new Map<string, DnsRoute>()
  for (const { domain, servers, link } of routes) {
    const name = domain
      .replace(/^[~.*]+/, '')
      .replace(/\.$/, '')
      .toLowerCase()
    // The root is no split: it means "ask here for everything else".
    if (name === '' || servers.length === 0) continue
    const known = byDomain.get(name)
    const all = [...new Set([...(known?.servers ?? []), ...servers])]
    byDomain.set(name, { domain: name, servers: all, link: known?.link ?? link })
  }
  return [...byDomain.values()].toSorted((a, b) => a.domain.localeCompare(b.domain))
}
