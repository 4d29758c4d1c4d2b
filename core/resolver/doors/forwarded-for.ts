import { isIP, isIPv6 } from 'node:net'

/** An entry is an address, one in brackets, or either with a port. */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d{1,5})?|(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5})$/

/** No chain of proxies is longer; what stands further in front is not looked at. */
const MOST_ENTRIES = 32

/**
 * Who asks behind proxies. X-Forwarded-For is believed from a proxy that the settings name, and only as far as such proxies wrote it: read from the
 * end, the first address that is none of them. Everything in front of it the client may have invented, so that neither its length nor its words may
 * change who is taken for the client. Null where such a proxy says something else than an address: nobody knows then who asks, and it was not the proxy.
 */
export function clientBehind(
  peer: string,
  forwardedFor: string | undefined,
  isProxy: (address: string) => boolean
): string | null {
  if (forwardedFor === undefined || !isProxy(peer)) return peer
  let client = peer
  for (const entry of forwardedFor.split(',').slice(-MOST_ENTRIES).reverse()) {
    const address = addressIn(entry.trim())
    if (address === null) return null
    client = address
    if (!isProxy(address)) return client
  }
  return client
}

function addressIn(entry: string): string | null {
  const parts = WITH_PORT.exec(entry)
  const address = parts?.[1] ?? parts?.[2] ?? entry
  // A link of another machine (fe80::1%eth0) says nothing here, and may be as long as the header.
  if (isIP(address) === 0 || address.includes('%') || (parts?.[1] !== undefined && !isIPv6(address))) return null
  // '::ffff:192.0.2.1' is the same client as 192.0.2.1.
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
}
