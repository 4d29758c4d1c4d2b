import { addressOctets, isIn, parseNetwork } from '../dns/network.ts'
import type { OverrideScope } from '../lists/override.ts'
import type { OwnNames } from '../lists/own-names.ts'
import type { Range, Term } from '../query/criteria.ts'
import type { NameTotals, QueryStore } from '../store/port.ts'
import type { DomainName } from '../dns/name.ts'
import type { Reach } from '../vetting/decision.ts'

/** Names of the log that a change would have decided about, with what the analyst thinks of them. */
export function reachOver(totals: NameTotals, decides: (name: DomainName) => boolean, own: OwnNames): Reach {
  const reach: Reach = { names: 0, queries: 0, vettedBenign: 0, vettedMalicious: 0 }
  for (const [at, name] of totals.names.entries()) {
    if (!decides(name as DomainName)) continue
    reach.names++
    reach.queries += totals.counts[at]!
    const vetted = own.match(name as DomainName)
    if (vetted?.effect === 'allow') reach.vettedBenign++
    else if (vetted !== null) reach.vettedMalicious++
  }
  return reach
}

/** What an override for this scope would have decided about. */
export async function overrideReach(
  scope: OverrideScope,
  { store, own, range }: { store: QueryStore; own: OwnNames; range: Range }
): Promise<Reach> {
  const terms: Term[] = []
  if (scope.kind !== 'client')
    terms.push({
      field: 'name',
      negated: false,
      patterns: [{ kind: scope.kind === 'tree' ? 'tree' : 'exact', text: scope.name }],
    })
  if (scope.client !== null) {
    const values = await clientsIn(scope.client, store, range)
    if (values.length === 0) return { names: 0, queries: 0, vettedBenign: 0, vettedMalicious: 0 }
    terms.push({ field: 'client', negated: false, values })
  }
  return reachOver(await store.names({ range, terms }), () => true, own)
}

/** Clients of the log that lie in the network. Of more than these the busiest are looked at. */
const MOST_CLIENTS = 10_000

async function clientsIn(text: string, store: QueryStore, range: Range): Promise<string[]> {
  const network = parseNetwork(text)
  if (!network.ok) throw new Error(network.fault.message)
  const clients = await store.clients({ range, terms: [] }, MOST_CLIENTS)
  return clients
    .map(({ client }) => client)
    .filter((client) => {
      const octets = addressOctets(client)
      return octets !== null && isIn(octets, network.value)
    })
}
