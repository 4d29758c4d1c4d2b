import { promises as dns } from 'node:dns'
import { isIPv6 } from 'node:net'
import { failed, ok, type Result } from '../../system/result.ts'
import { endpointText, type Endpoint } from '../endpoint.ts'
import { networkWords } from './fault-words.ts'

export type Address = { address: string; family: 4 | 6 }
/** Where an encrypted upstream is; `by` says who told its addresses in plain, null where the person wrote them down. */
export type Found = { addresses: Address[]; by: string | null }
export type BootstrapFault = { kind: 'no-address'; message: string }

/**
 * Says where an encrypted upstream is. The addresses written behind its name are used and nobody is asked; else its name, and nothing but its
 * name, is asked in plain of the bootstrap resolvers. A lie told there leads to a server whose certificate is not the right one.
 */
export interface Bootstrap {
  find(name: string, written: readonly string[]): Promise<Result<Found, BootstrapFault>>
  /** What was found last, for the screen; null when nothing was. */
  known(name: string): Found | null
  use(resolvers: readonly Endpoint[]): void
  /** Another network may lead elsewhere. */
  renew(): void
}

/** A name is asked again after its TTL, but not more often than this; what was found stays in use while nobody says otherwise. */
const LEAST_MS = 60_000
const MOST_MS = 3_600_000

type Kept = { found: Found; until: number }

export function createBootstrap(initial: readonly Endpoint[], elapsed: () => number): Bootstrap {
  let resolvers = initial
  const kept = new Map<string, Kept>()

  async function ask(name: string): Promise<Result<Kept, BootstrapFault>> {
    if (resolvers.length === 0)
      return failed(noAddress(name, 'no bootstrap resolver is known that could be asked for it'))
    const resolver = new dns.Resolver({ timeout: 1000, tries: 2 })
    const by = resolvers.map(endpointText).join(', ')
    resolver.setServers(resolvers.map(endpointText))
    const [four, six] = await Promise.allSettled([
      resolver.resolve4(name, { ttl: true }),
      resolver.resolve6(name, { ttl: true }),
    ])
    const records = [four, six].flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []))
    if (records.length === 0) return failed(noAddress(name, `${by} said none (${whyNot(four)})`))
    const ttl = Math.min(...records.map((record) => record.ttl)) * 1000
    const addresses = records.map(({ address }): Address => ({ address, family: isIPv6(address) ? 6 : 4 }))
    return ok({ found: { addresses, by }, until: elapsed() + Math.min(MOST_MS, Math.max(LEAST_MS, ttl)) })
  }

  return {
    async find(name, written) {
      if (written.length > 0) {
        const addresses = written.map((address): Address => ({ address, family: isIPv6(address) ? 6 : 4 }))
        return ok({ addresses, by: null })
      }
      const known = kept.get(name)
      if (known !== undefined && elapsed() < known.until) return ok(known.found)
      const asked = await ask(name)
      if (asked.ok) kept.set(name, asked.value)
      else if (known !== undefined) return ok(known.found)
      return asked.ok ? ok(asked.value.found) : asked
    },
    known: (name) => kept.get(name)?.found ?? null,
    use(next) {
      if (resolvers.map(endpointText).join() === next.map(endpointText).join()) return
      resolvers = next
      kept.clear()
    },
    renew: () => kept.clear(),
  }
}

function whyNot(outcome: PromiseSettledResult<unknown>): string {
  if (outcome.status === 'fulfilled') return 'no record'
  const error = outcome.reason as Error
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return { ENOTFOUND: 'no such name', ENODATA: 'no record', ETIMEOUT: 'it timed out' }[code] ?? networkWords(error).why
}

function noAddress(name: string, why: string): BootstrapFault {
  return {
    kind: 'no-address',
    message: `${name} has no address: ${why}; write one behind its name, such as ${name}@192.0.2.1`,
  }
}
