/**
 * Whether an address is one of this machine or of a private network, which no name of the public DNS has any business to lead to: what
 * dnsmasq's `stop-dns-rebind` and unbound's usual `private-address` refuse, without the documentation networks. 4 or 16 octets.
 */
export function isPrivateAddress(octets: Uint8Array): boolean {
  if (octets.length === 4) return isPrivate4(octets[0]!, octets[1]!)
  if (octets.length !== 16) return false
  const [first, second] = [octets[0]!, octets[1]!]
  // fc00::/7, unique local (RFC 4193), and fe80::/10, link-local (RFC 4291).
  if ((first & 0xfe) === 0xfc || (first === 0xfe && (second & 0xc0) === 0x80)) return true
  if (!octets.subarray(0, 10).every((octet) => octet === 0)) return false
  // ::ffff:0:0/96 is an IPv4 address in other clothes.
  if (octets[10] === 0xff && octets[11] === 0xff) return isPrivate4(octets[12]!, octets[13]!)
  // :: and ::1; a socket that is told to connect to :: meets this machine.
  return octets.subarray(10, 15).every((octet) => octet === 0) && octets[15]! <= 1
}

/** This network (a socket told to connect to 0.0.0.0 meets this machine), RFC 1918, loopback, link-local. */
function isPrivate4(first: number, second: number): boolean {
  if (first === 0 || first === 10 || first === 127) return true
  if (first === 172) return (second & 0xf0) === 16
  return (first === 192 && second === 168) || (first === 169 && second === 254)
}
