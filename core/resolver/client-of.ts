import { isIPv6 } from 'node:net'
import { addressBytes } from '../dns/address.ts'

/**
 * Whom an address belongs to where clients are counted. One network of IPv6 has as many addresses as it likes: its first 64 bits are the client. A
 * connection that was reset has no address any more.
 */
export function clientOf(address: string): string {
  return isIPv6(address) ? addressBytes(address).toString('latin1', 0, 8) : address
}
