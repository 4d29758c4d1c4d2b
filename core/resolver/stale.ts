import { EXTENDED_ERROR, extendedErrorOption } from '../dns/extended-error.ts'
import { RCODE } from '../dns/mnemonics.ts'
import { prepareReply, type PreparedReply } from '../dns/reply.ts'
import { RCODE_MASK } from '../dns/wire.ts'
import type { ReadyAnswer } from './ready-answer.ts'

/** RFC 8767, 5: stale data is better than none for one to three days. */
const MAX_STALE = 86_400
/** RFC 8767, 4: what is stale is given with 30 seconds, and that long no upstream is asked again. */
export const STALE_TTL = 30
/** RFC 8767, 5, the client response timer: less than the two seconds after which stubs ask again. */
export const STALE_AFTER_MS = 1800

export type StaleAnswer = ReadyAnswer & { source: { kind: 'upstream' } }

/** The answer that may be given once more although its time is over, when nothing fresher can be had. */
export function usableStale(known: ReadyAnswer | null, nowSeconds: number): StaleAnswer | null {
  if (known?.source.kind !== 'upstream' || nowSeconds - known.source.freshUntil >= MAX_STALE) return null
  return known as StaleAnswer
}

/** The same records for a short while, with the reason (RFC 8914, 4.4 and 4.20). Nothing stale is said to be authenticated. */
export function staleReply({ reply, dnssecOk }: ReadyAnswer, nowSeconds: number): PreparedReply {
  const rcode = reply.flagsLow & RCODE_MASK
  const nxdomain = rcode === RCODE.NXDOMAIN
  const code = nxdomain ? EXTENDED_ERROR.staleNxdomain : EXTENDED_ERROR.staleAnswer
  const { nameEnd, additionals, ownerOffsets, ttlOffsets, ttls } = reply
  return prepareReply({
    bytes: reply.plain,
    nameEnd,
    additionals,
    rcode,
    authenticated: false,
    dnssecOk,
    ownerOffsets: [...ownerOffsets],
    ttlOffsets: [...ttlOffsets],
    ttls: ttls.map(() => STALE_TTL),
    nowSeconds,
    options: extendedErrorOption(code, 'no upstream gives a fresh answer'),
    evidenceAt: -1,
  })
}
