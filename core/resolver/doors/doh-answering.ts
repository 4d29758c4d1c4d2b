import { leastTtl } from '../../dns/least-ttl.ts'
import type { Door, From, Receiver } from '../door.ts'
import type { HttpFault } from './doh-request.ts'

/** Number of the transport in a record's flags (log/batch.ts). */
export const OVER_HTTPS = 4

/** The answer with the seconds that a cache may keep it, or why there is none. */
export type DohReply = { kind: 'answer'; message: Buffer; maxAge: number } | ({ kind: 'fault' } & HttpFault)

/** Asks one question; `reply` is called once, at once or later. */
export type AskDoh = (question: Buffer, from: From, reply: (answer: DohReply) => void) => void

/**
 * A client has TLS up to us, or up to its proxy. Whoever listens to either sees how long an answer is, so both doors count as encrypted and answers
 * through both are padded (RFC 8467).
 */
export function dohAsker(receiver: Receiver): AskDoh {
  return (question, from, reply) => {
    const door: Door = {
      transport: OVER_HTTPS,
      stream: true,
      encrypted: true,
      // The bytes are the resolver's and change with the next answer.
      send: (bytes) => reply({ kind: 'answer', message: Buffer.from(bytes), maxAge: leastTtl(bytes) }),
      refuse: () => reply(TOO_MANY),
    }
    // What is no DNS never comes this far (doh-request.ts), so it was the limit of questions that refused it.
    if (!receiver.receive(question, door, from)) reply(TOO_MANY)
  }
}

const TOO_MANY: DohReply = { kind: 'fault', status: 429, message: 'more questions in a second than one client may ask' }
export const NOT_ALLOWED: DohReply = {
  kind: 'fault',
  status: 403,
  message: 'this client may not ask here, or not under this name',
}
