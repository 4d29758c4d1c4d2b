import {
  HEADER_SIZE,
  MAX_LABEL_OCTETS,
  MAX_NAME_OCTETS,
  POINTER,
  RDATA_AT,
  RDLENGTH_AT,
  read16,
} from '../../core/dns/wire.ts'

/**
 * Reads a whole message as strictly as RFC 1035 allows, so that what the product sends is judged by something that the product does not use: every name
 * is followed to its end, pointers lead backwards only, every record lies inside, nothing stands behind the last one. Null when all is well, else
 * what is wrong. Names inside of rdata are records' own business and are not followed.
 */
export function faultIn(message: Buffer): string | null {
  if (message.length < HEADER_SIZE) return `${message.length} octets are no header`
  let at = HEADER_SIZE
  for (let left = read16(message, 4); left > 0; left--) {
    at = nameEnd(message, at)
    if (at < 0) return 'the question has no name'
    at += 4
    if (at > message.length) return 'the question is cut'
  }
  let opts = 0
  for (let left = read16(message, 6) + read16(message, 8) + read16(message, 10); left > 0; left--) {
    const owner = at
    at = nameEnd(message, at)
    if (at < 0) return `the record at ${owner} has no name`
    if (at + RDATA_AT > message.length) return `the record at ${owner} is cut`
    if (read16(message, at) === 41 && ++opts > 1) return 'two OPT records'
    at += RDATA_AT + read16(message, at + RDLENGTH_AT)
    if (at > message.length) return `the data of the record at ${owner} is cut`
  }
  return at === message.length ? null : `${message.length - at} octets stand behind the last record`
}

/** Where the name ends in place; -1 when it is none. */
function nameEnd(message: Buffer, start: number): number {
  let at = start
  let end = -1
  let octets = 1
  for (;;) {
    const length = message[at]
    if (length === undefined) return -1
    if (length === 0) return end < 0 ? at + 1 : end
    if (length >= POINTER) {
      const to = read16(message, at) & 0x3fff
      if (at + 2 > message.length || to >= at) return -1
      if (end < 0) end = at + 2
      at = to
    } else {
      octets += length + 1
      if (length > MAX_LABEL_OCTETS || octets > MAX_NAME_OCTETS) return -1
      at += length + 1
    }
  }
}
