/**
 * The wire form of a message (RFC 1035, section 4): where things stand and what the bits are called. Everything that reads or writes DNS
 * bytes in the product uses these, so that there is one definition of the wire form.
 */

export const HEADER_SIZE = 12

/** Offsets into the header. Flags are two octets: FLAGS_HIGH has QR, opcode, AA, TC, RD; FLAGS_LOW has RA, Z, AD, CD, rcode. */
export const FLAGS_HIGH = 2
export const FLAGS_LOW = 3
export const QDCOUNT = 4
export const ANCOUNT = 6
export const NSCOUNT = 8
export const ARCOUNT = 10

export const QR = 0x80
export const OPCODE_MASK = 0x78
export const TC = 0x02
export const RD = 0x01
export const RA = 0x80
export const AD = 0x20
export const CD = 0x10
export const RCODE_MASK = 0x0f

/** After a record's owner name: type, class, TTL, RDLENGTH, then that many octets. */
export const TTL_AT = 4
export const RDLENGTH_AT = 8
export const RDATA_AT = 10

/** An OPT record without options (RFC 6891, 6.1.2): root name, type, size, extended rcode, version, flags, RDLENGTH. */
export const OPT_SIZE = 11
export const OPT_CLASS_AT = 3
export const OPT_EXTENDED_RCODE_AT = 5
export const OPT_FLAGS_AT = 7
export const OPT_RDLENGTH_AT = 9
/** DO, the first bit of OPT's flags (RFC 3225). */
export const DO = 0x80

export const MAX_NAME_OCTETS = 255
export const MAX_LABEL_OCTETS = 63
export const POINTER = 0xc0

/** What we can take over UDP without fragments, and say so (DNS flag day 2020). */
export const OUR_UDP_SIZE = 1232
/** What a client without EDNS can take (RFC 1035, 4.2.1). */
export const CLASSIC_UDP_SIZE = 512
export const MAX_MESSAGE = 65535

export function read16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!
}

export function read32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}

export function write16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8
  bytes[at + 1] = value
}

export function write32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}
