import { isIP, isIPv6 } from 'node:net'

/** An entry is an address, one in brackets, or either with a port. */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d{1,5})?|(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5})$/

/** Entries beyond this many were not written by a chain of proxies. */
const MOST_ENTRIES = 32

/**
 * Who asks behind proxies. X-Forwarded-For is believed from a proxy that the settings name, and only as far as such proxies wrote it: read from the
 * end, the first address that is none of them. Everything in front of it the client may have invented. What cannot be read counts as not there.
 */
export function clientBehind(
  peer: string,
  forwardedFor: string | undefined,
  isProxy: (address: string) => boolean
): string {
  if (forwardedFor === undefined || !isProxy(peer)) return peer
  const entries = forwardedFor.split(',', MOST_ENTRIES + 1)
  if (entries.length > MOST_ENTRIES) return peer
  let client = peer
  for (const entry of entries.reverse()) {
    const address = addressIn(entry.trim())
    if (address === null) return client
    client = address
    if (!isProxy(address)) return client
  }
  return client
}

function addressIn(entry: string): string | null {
  const parts = WITH_PORT.exec(entry)
  const address = parts?.[1] ?? parts?.[2] ?? entry
  if (isIP(address) === 0 || (parts?.[1] !== undefined && !isIPv6(address))) return null
  // '::ffff:192.0.2.1' is the same client as 192.0.2.1.
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
}
