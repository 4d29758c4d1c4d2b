import rcodes from 'dns-packet/rcodes.js'
import types from 'dns-packet/types.js'

/** Types that the product itself treats in a way of their own. */
export const TYPE = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  RRSIG: 46,
  DNAME: 39,
  OPT: 41,
  SVCB: 64,
  HTTPS: 65,
  NXNAME: 128,
  TKEY: 249,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  MAILB: 253,
  MAILA: 254,
  ANY: 255,
  CAA: 257,
} as const

export const CLASS_IN = 1

export const RCODE = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  BADVERS: 16,
  BADCOOKIE: 23,
} as const

/** IANA mnemonics that dns-packet does not know. */
const LATER_TYPES: Record<number, string> = {
  3: 'MD', 4: 'MF', 7: 'MB', 8: 'MG', 9: 'MR', 11: 'WKS', 14: 'MINFO', 19: 'X25', 20: 'ISDN', 21: 'RT', 22: 'NSAP', 26: 'PX', 27: 'GPOS',
  30: 'NXT', 38: 'A6', 53: 'SMIMEA', 56: 'NINFO', 57: 'RKEY', 58: 'TALINK', 61: 'OPENPGPKEY', 62: 'CSYNC', 63: 'ZONEMD', 64: 'SVCB',
  65: 'HTTPS', 66: 'DSYNC', 100: 'UINFO', 101: 'UID', 102: 'GID', 103: 'UNSPEC', 104: 'NID', 105: 'L32', 106: 'L64', 107: 'LP',
  108: 'EUI48', 109: 'EUI64', 128: 'NXNAME', 256: 'URI', 258: 'AVC', 259: 'DOA', 260: 'AMTRELAY', 261: 'RESINFO', 262: 'WALLET',
} // prettier-ignore

const TYPE_BY_TEXT = new Map(Object.entries(LATER_TYPES).map(([number, text]) => [text, Number(number)]))

/** 'A', 'HTTPS', or 'TYPE65280' for what has no name (RFC 3597, section 5). */
export function typeText(type: number): string {
  const known = LATER_TYPES[type] ?? types.toString(type)
  return known.startsWith('UNKNOWN_') ? `TYPE${type}` : known
}

/** The other way; null when nothing is called so. */
export function typeNumber(text: string): number | null {
  const upper = text.toUpperCase()
  const generic = /^TYPE(\d{1,5})$/.exec(upper)
  if (generic) return Number(generic[1]) <= 0xffff ? Number(generic[1]) : null
  return TYPE_BY_TEXT.get(upper) ?? (types.toType(upper) || null)
}

/** 'NOERROR', 'NXDOMAIN', ... Codes above 15 need an OPT record to be said. */
export function rcodeText(rcode: number): string {
  if (rcode === RCODE.BADVERS) return 'BADVERS'
  if (rcode === RCODE.BADCOOKIE) return 'BADCOOKIE'
  const known = rcodes.toString(rcode)
  return known.startsWith('RCODE_') ? `RCODE${rcode}` : known
}

export function rcodeNumber(text: string): number | null {
  const generic = /^RCODE(\d{1,4})$/.exec(text)
  if (generic) return Number(generic[1])
  if (text === 'BADVERS') return RCODE.BADVERS
  if (text === 'BADCOOKIE') return RCODE.BADCOOKIE
  const number = rcodes.toRcode(text)
  return number !== 0 || text === 'NOERROR' ? number : null
}
