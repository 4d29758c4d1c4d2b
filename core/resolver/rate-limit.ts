import { blankAsked, readAsked } from '../dns/asked.ts'
import { RCODE } from '../dns/mnemonics.ts'
import { faultReply } from '../dns/reply.ts'
import { FLAGS_HIGH, TC } from '../dns/wire.ts'
import type { Clock } from '../system/clock.ts'
import { bareOptAt, createAskerOptions } from './asker-options.ts'
import { clientOf } from './client-of.ts'
import type { Cookies } from './cookies.ts'
import { sizeLimit, type Door, type From, type Receiver } from './door.ts'
import { isLoopback } from './endpoint.ts'

/** Clients that are counted at a time; beyond it the one that was counted first is forgotten, and with it what it asked lately. */
const CLIENTS = 10_000
/** A client may ask for so many seconds at once what it may ask in that time. */
const BURST_SECONDS = 2
/** Of the questions beyond the limit every second one is answered: a client that is no forgery comes again over TCP, or with its cookie. */
const SLIP = 2

type Bucket = { left: number; at: number; refused: number }

export type RateLimitParts = {
  clock: Clock
  /** Questions of one client in a second; 0: as many as it likes. */
  perSecond(): number
  cookies: Cookies
  onRefused(): void
}

/**
 * Stands before a door that other machines can reach, never before one of this machine. Who has shown that it is at its address, by a stream or by its
 * cookie (RFC 7873), is counted apart from whoever only says so: a forger uses up what the forged address may ask unseen, and not what its owner may.
 * What all of a forger's questions make us send to somebody else is never larger than what the forger sent.
 */
export function limitedByClient(
  receiver: Receiver,
  { clock, perSecond, cookies, onRefused }: RateLimitParts
): Receiver {
  const claimed = buckets()
  const shown = buckets()
  const asked = blankAsked()
  const askerOptions = createAskerOptions(cookies)

  function buckets() {
    const known = new Map<string, Bucket>()
    return (client: string, now: number): Bucket => {
      const bucket = known.get(client)
      if (bucket !== undefined) return bucket
      if (known.size >= CLIENTS) known.delete(known.keys().next().value!)
      const fresh = { left: perSecond() * BURST_SECONDS, at: now, refused: 0 }
      known.set(client, fresh)
      return fresh
    }
  }

  /** Null when the client may ask. */
  function over(bucketOf: typeof claimed, client: string): Bucket | null {
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

  function beyond(bucket: Bucket, packet: Buffer, { door, from }: { door: Door; from: From }): boolean {
    onRefused()
    if (++bucket.refused % SLIP !== 0) return false
    // RFC 7873, 5.2.3: with a cookie of its own alone, or with a bad one, it is asked to come again with the right one.
    if (asked.cookieAt !== 0) {
      const waiter = { asked, arrival: { packet, door, from, time: 0, elapsed: 0 } }
      const reply = faultReply(packet, asked, RCODE.BADCOOKIE)
      door.send(askerOptions.added(reply, bareOptAt(reply), { waiter, limit: sizeLimit(waiter.arrival, asked) }), from)
      return true
    }
    const reply = faultReply(packet, asked, RCODE.NOERROR)
    reply[FLAGS_HIGH] = reply[FLAGS_HIGH]! | TC
    door.send(reply, from)
    return true
  }

  return {
    receive(packet, door, from) {
      if (isLoopback(from.address)) return receiver.receive(packet, door, from)
      const client = clientOf(from.address)
      if (door.stream) {
        // Its connection is closed, or its request refused.
        if (over(shown, client) === null) return receiver.receive(packet, door, from)
        onRefused()
        return false
      }
      const bucket = over(claimed, client)
      if (bucket === null) return receiver.receive(packet, door, from)
      const readable = readAsked(packet, asked, 0) === 'none'
      const known = readable && asked.cookieAt !== 0 && cookies.judge({ packet, asked, from }) === 'good'
      if (known && over(shown, client) === null) return receiver.receive(packet, door, from)
      if (readable && !known) return beyond(bucket, packet, { door, from })
      onRefused()
      return false
    },
  }
}
