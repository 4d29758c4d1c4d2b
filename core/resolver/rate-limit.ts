import { addressBytes } from '../dns/address.ts'
import { blankAsked, readAsked } from '../dns/asked.ts'
import { RCODE } from '../dns/mnemonics.ts'
import { faultReply } from '../dns/reply.ts'
import { FLAGS_HIGH, TC } from '../dns/wire.ts'
import { isIPv4 } from 'node:net'
import type { Clock } from '../system/clock.ts'
import type { Receiver } from './door.ts'
import { isLoopback } from './endpoint.ts'

/** Clients that are counted at a time; beyond it the one that was counted first is forgotten, and with it what it asked lately. */
const CLIENTS = 10_000
/** A client may ask for so many seconds at once what it may ask in that time. */
const BURST_SECONDS = 2
/** Of the questions beyond the limit every second one is answered with TC: a client that is no forgery comes again over TCP. */
const SLIP = 2

type Bucket = { left: number; at: number; refused: number }

export type RateLimitParts = {
  clock: Clock
  /** Questions of one client in a second; 0: as many as it likes. */
  perSecond(): number
  onRefused(): void
}

/**
 * Stands before a door that other machines can reach, never before one of this machine. What a forger makes us send to somebody else is never
 * larger than what the forger sent.
 */
export function limitedByClient(receiver: Receiver, { clock, perSecond, onRefused }: RateLimitParts): Receiver {
  const buckets = new Map<string, Bucket>()
  const asked = blankAsked()

  function bucketOf(client: string, now: number): Bucket {
    const known = buckets.get(client)
    if (known !== undefined) return known
    if (buckets.size >= CLIENTS) buckets.delete(buckets.keys().next().value!)
    const bucket = { left: perSecond() * BURST_SECONDS, at: now, refused: 0 }
    buckets.set(client, bucket)
    return bucket
  }

  function allows(client: string): Bucket | null {
    const rate = perSecond()
    if (rate === 0) return null
    const now = clock.elapsed()
    const bucket = bucketOf(client, now)
    bucket.left = Math.min(rate * BURST_SECONDS, bucket.left + ((now - bucket.at) / 1000) * rate)
    bucket.at = now
    if (bucket.left < 1) return bucket
    bucket.left--
    return null
  }

  return {
    receive(packet, door, from) {
      const over = isLoopback(from.address) ? null : allows(clientOf(from.address))
      if (over === null) return receiver.receive(packet, door, from)
      onRefused()
      // Over a stream the asker is known to be who it says: its connection is closed.
      if (door.stream || ++over.refused % SLIP !== 0 || readAsked(packet, asked, 0) !== 'none') return false
      const reply = faultReply(packet, asked, RCODE.NOERROR)
      reply[FLAGS_HIGH] = reply[FLAGS_HIGH]! | TC
      door.send(reply, from)
      return true
    },
  }
}

/** One network of IPv6 has as many addresses as it likes: its first 64 bits are the client. */
function clientOf(address: string): string {
  return isIPv4(address) ? address : addressBytes(address).toString('latin1', 0, 8)
}
