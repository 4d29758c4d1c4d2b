import type { LookupFunction } from 'node:net'
import type { Endpoint } from '../resolver/endpoint.ts'
import { askOverUdp } from './ask.ts'

const WITHIN_MS = 5000
const FAMILIES = [
  { family: 4, type: 'A' },
  { family: 6, type: 'AAAA' },
] as const

/**
 * Where a host is, asked of our own resolver: when this machine's DNS leads to us, the system's look-up would come back here by a longer way, and
 * when it does not, what we fetch is still resolved by the upstreams that were chosen. The resolver answers before anything is fetched, so
 * that neither waits for the other.
 */
export function lookupHere(resolver: () => Endpoint | null): LookupFunction {
  return (host, options, done) => {
    found(host, resolver())
      .then((addresses) => {
        const wanted = addresses.filter(({ family }) => !options.family || options.family === family)
        const [first] = wanted
        if (first === undefined) done(lookupError(`${host} has no address`), '')
        else if (options.all === true) done(null, wanted)
        else done(null, first.address, first.family)
      })
      .catch((error: unknown) => done(error as Error, ''))
  }
}

type Address = { address: string; family: 4 | 6 }

async function found(host: string, server: Endpoint | null): Promise<Address[]> {
  if (host === 'localhost') return [{ address: '127.0.0.1', family: 4 }]
  if (server === null) throw lookupError('the resolver does not answer, so that no host can be found')
  const families = await Promise.all(FAMILIES.map((one) => addressesOf(host, server, one)))
  const addresses = families.flat()
  // A blocked name has the null address here.
  if (addresses.some(({ address }) => address === '0.0.0.0' || address === '::'))
    throw lookupError(`${host} is blocked here; allow it, as by an override`)
  return addresses
}

async function addressesOf(
  host: string,
  server: Endpoint,
  { family, type }: (typeof FAMILIES)[number]
): Promise<Address[]> {
  const asked = await askOverUdp({ server: reachable(server), name: host, type, withinMs: WITHIN_MS })
  if (asked.kind === 'silent') throw lookupError(`no upstream says where ${host} is`)
  const answers = asked.packet.answers ?? []
  return answers.flatMap((answer) =>
    answer.type === type && typeof answer.data === 'string' ? [{ address: answer.data, family }] : []
  )
}

/** A socket that is open on all addresses is met on loopback. */
function reachable({ host, port }: Endpoint): Endpoint {
  return { host: host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host, port }
}

/** With a code, as every error of a look-up has one. */
function lookupError(message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code: 'LOOKUP' })
}
