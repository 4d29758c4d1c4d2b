import { encode, RECURSION_DESIRED } from 'dns-packet'

/** A plain question between the broken packets: whoever answers it is there. */
export function sentinel(id: number): Buffer {
  const questions = [{ type: 'A' as const, name: `www${id % 50}.sentinel.example` }]
  return encode({ type: 'query', id, flags: RECURSION_DESIRED, questions })
}

/** How long a sentinel may be without an answer. */
export const SENTINEL_MS = 10_000
/** When it is sent again, as every client does: a packet may be lost. */
export const SENT_AGAIN_MS = 1000
