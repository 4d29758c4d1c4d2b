import { skipName } from './asked.ts'
import { TYPE } from './mnemonics.ts'
import { ANCOUNT, HEADER_SIZE, NSCOUNT, RDATA_AT, RDLENGTH_AT, read16, read32, TTL_AT } from './wire.ts'

/**
 * Seconds for which an answer may be kept as a whole (RFC 8484, 5.1): the least TTL of its answers; of one without answers what its SOA says (RFC 2308,
 * 5); 0 where neither is there, or where the message cannot be read.
 */
export function leastTtl(message: Uint8Array): number {
  let at = skipName(message, HEADER_SIZE)
  if (at < 0) return 0
  at += 4
  const answers = read16(message, ANCOUNT)
  const records = answers + (answers === 0 ? read16(message, NSCOUNT) : 0)
  let least = Infinity
  for (let i = 0; i < records; i++) {
    at = skipName(message, at)
    if (at < 0 || at + RDATA_AT > message.length) return 0
    const end = at + RDATA_AT + read16(message, at + RDLENGTH_AT)
    if (end > message.length) return 0
    const ttl = read32(message, at + TTL_AT)
    if (answers > 0) least = Math.min(least, ttl)
    else if (read16(message, at) === TYPE.SOA && end - at >= RDATA_AT + 4)
      least = Math.min(least, ttl, read32(message, end - 4))
    at = end
  }
  return least === Infinity ? 0 : least
}
