import type { Asked } from '../dns/asked.ts'
import { stamp, stampTtls, truncated, withoutOptions } from '../dns/reply.ts'
import { FLAG_CACHED, TRANSPORT_SHIFT } from '../log/batch.ts'
import { writeEvidence } from '../log/evidence.ts'
import { blankRow, type RecordWriter } from '../log/record-writer.ts'
import type { Clock } from '../system/clock.ts'
import { bareOptAt, type AskerOptions } from './asker-options.ts'
import { countAnswer, type Counters } from './counters.ts'
import { sizeLimit } from './door.ts'
import type { Waiter } from './in-flight.ts'
import type { ReadyAnswer } from './ready-answer.ts'

type DeliveryParts = { clock: Clock; log: RecordWriter; counters: Counters; askerOptions: AskerOptions }

export type Deliver = (answer: ReadyAnswer, waiter: Waiter, fromCache: boolean) => void

/** Stamps an answer for one asker, sends it, and then remembers it: the answer never waits for the log. */
export function createDelivery({ clock, log, counters, askerOptions }: DeliveryParts): Deliver {
  const row = blankRow()
  const how = { cached: false, milliseconds: 0 }

  return (answer, waiter, fromCache) => {
    const { asked, arrival } = waiter
    const { door, from } = arrival
    // A repeat leaves in the moment in which it came; who waited for the upstream did so for a while.
    const moment = fromCache ? arrival.elapsed : clock.elapsed()
    const bytes = stamped(answer, waiter, moment)
    const limit = sizeLimit(arrival, asked)
    if (answer.overUdp !== 'all' && !door.stream) {
      // A forged asker gets nothing, or too little to be worth it; the log knows all the same (docs/decisions/0153).
      if (answer.overUdp === 'tc') door.send(truncated(answer.reply, asked.edns), from)
    } else if (asked.edns && askerOptions.wanted(waiter))
      door.send(withAskersOptions(bytes, answer, { waiter, limit }), from)
    else door.send(bytes.length <= limit ? bytes : shortened(answer, asked, limit), from)

    const cached = fromCache && answer.source.kind === 'upstream'
    const milliseconds = clock.elapsed() - arrival.elapsed
    how.cached = cached
    how.milliseconds = milliseconds
    countAnswer(counters, answer, how)
    row.what = answer.what
    row.client = from.address
    row.time = arrival.time
    row.milliseconds = milliseconds
    row.flags = (cached ? FLAG_CACHED : 0) | (door.transport << TRANSPORT_SHIFT)
    log.add(row)
  }

  function withAskersOptions(bytes: Buffer, answer: ReadyAnswer, about: { waiter: Waiter; limit: number }): Buffer {
    const limit = about.limit - askerOptions.cookieRoom(about.waiter)
    if (bytes.length <= limit) return askerOptions.added(bytes, answer.reply.plain.length, about)
    const short = shortened(answer, about.waiter.asked, limit)
    return askerOptions.added(short, bareOptAt(short), about)
  }

  function stamped({ reply }: ReadyAnswer, { asked, arrival }: Waiter, moment: number): Buffer {
    if (reply.ttls.length > 0) {
      const seconds = Math.floor(moment / 1000)
      if (seconds !== reply.stampedAt) stampTtls(reply, seconds)
    }
    const bytes = stamp(reply, arrival.packet, asked)
    if (asked.edns && reply.evidenceAt >= 0) writeEvidence(bytes, reply.evidenceAt, log.nextEvidence)
    return bytes
  }
}

/** Never larger than the asker's limit: first without the Extended DNS Error, then cut, so that the asker comes again over TCP. */
function shortened({ reply }: ReadyAnswer, asked: Asked, limit: number): Buffer {
  if (!asked.edns) return truncated(reply, false)
  const plain = withoutOptions(reply)
  return plain.length <= limit ? plain : truncated(reply, true)
}
