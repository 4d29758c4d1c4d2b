import { write16 } from './wire.ts'

/** Extended DNS Errors (RFC 8914, section 4) that the product says. */
export const EXTENDED_ERROR = {
  other: 0,
  staleAnswer: 3,
  forgedAnswer: 4,
  blocked: 15,
  filtered: 17,
  staleNxdomain: 19,
  notSupported: 21,
  noReachableAuthority: 22,
  networkError: 23,
  invalidQueryType: 30,
} as const

export const EXTENDED_ERROR_OPTION = 15

/** The longest EXTRA-TEXT we send: enough for a reason and an evidence id, short enough for any answer. */
const MAX_TEXT_OCTETS = 200

/** One EDNS option with its code and length. Control characters of a hostile name do not reach the client's terminal. */
export function extendedErrorOption(code: number, text: string): Buffer {
  const visible = Array.from(text, (c) => (c < ' ' || c === '\u007f' ? '?' : c)).join('')
  const encoded = wholeCharacters(Buffer.from(visible, 'utf8'), MAX_TEXT_OCTETS)
  const option = Buffer.alloc(6 + encoded.length)
  write16(option, 0, EXTENDED_ERROR_OPTION)
  write16(option, 2, 2 + encoded.length)
  write16(option, 4, code)
  encoded.copy(option, 6)
  return option
}

function wholeCharacters(utf8: Buffer, limit: number): Buffer {
  if (utf8.length <= limit) return utf8
  let end = limit
  while (end > 0 && (utf8[end]! & 0xc0) === 0x80) end--
  return utf8.subarray(0, end)
}
