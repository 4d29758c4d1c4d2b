import type { Fault } from '../system/result.ts'
import { endpointText, type Endpoint } from './endpoint.ts'
import { holdersOf, wordsOfHolders } from '../system/port-holder/holder.ts'

/** Why an address cannot be opened, as a sentence. Who is in the way is named, with what to do about it. */
export async function openingFault(error: unknown, at: Endpoint): Promise<Fault> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  const held = code === 'EADDRINUSE' ? wordsOfHolders(await holdersOf(at.port)) : null
  const why = held ?? `${REASONS[code] ?? String(error)}.`
  return { kind: code, message: `${endpointText(at)} cannot be opened: ${why}` }
}

const REASONS: Record<string, string> = {
  EACCES:
    'the system gives ports below 1024 to programs with rights only: start as root or give the program CAP_NET_BIND_SERVICE',
  EADDRINUSE: 'another program holds it, and this user may not see which',
  EADDRNOTAVAIL: 'this machine has no such address',
  EAFNOSUPPORT: 'this machine has no such kind of address',
}
