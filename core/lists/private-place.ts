import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { addressBytes } from '../dns/address.ts'
import { isPrivateAddress } from '../dns/private-address.ts'

/** Why no connection was made: a stranger sent us there. */
export class PrivatePlace extends Error {}

/** Where the connections of one fetch may lead. */
export interface Ways {
  /** For every connection: who says where a host is, unless that is a private place and nobody may lead us there. */
  readonly lookup: LookupFunction
  /** From now on somebody else says where to go on. Whose list lies in a private network itself may lead us there. */
  sentOn(from: string): void
  /** Whether an address of a page (URL) is a private place without looking anyone up, and we may not go there. */
  forbids(target: string): boolean
}

/**
 * A list's server may send us on to another one, but not into this machine or its network (RFC 1918, loopback, link-local and their like): connecting
 * there, even for a handshake that fails, is something that a stranger must not make us do. What a name leads to counts, not what it is called.
 */
export function waysOf(lookup: LookupFunction | undefined): Ways {
  const resolve = lookup ?? systemLookup
  /** The first server was found in a private place. */
  let ownIsPrivate = false
  let guarded = false

  return {
    lookup(hostname, options, callback) {
      resolve(hostname, options, (error, address, family) => {
        const found = Array.isArray(address) ? address.map((one) => one.address) : [address]
        const inside = error === null && found.some(isPrivate)
        if (!guarded) ownIsPrivate ||= inside
        if (guarded && inside && !ownIsPrivate) callback(new PrivatePlace(hostname), '', 0)
        else callback(error, address, family)
      })
    },
    sentOn(from) {
      if (!guarded) ownIsPrivate ||= isPrivate(hostOf(from))
      guarded = true
    },
    forbids: (target) => guarded && !ownIsPrivate && isPrivate(hostOf(target)),
  }
}

function isPrivate(host: string): boolean {
  if (host === 'localhost') return true
  const plain = host.split('%')[0]!
  return isIP(plain) !== 0 && isPrivateAddress(addressBytes(plain))
}

/** Without the brackets of IPv6. */
function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '')
}
