import { randomInt } from 'node:crypto'
import { sameQuestion, skipName } from '../../dns/asked.ts'
import { HEADER_SIZE, QDCOUNT, QR, FLAGS_HIGH, FLAGS_LOW, RCODE_MASK, read16, write16 } from '../../dns/wire.ts'
import { RCODE } from '../../dns/mnemonics.ts'
import type { LineFault, LineListener } from './line.ts'

type Waiting = { query: Buffer; nameEnd: number; listener: LineListener }

/** Queries on one socket or connection that wait for their answers, by id. */
export type WaitingQueries = {
  /** A copy of the query with an id that is free here; taken until `release`. */
  take(query: Buffer, listener: LineListener): Buffer
  release(id: number): void
  /** Hands a message to who waits for it. False when no one does: its id or its question was never asked here. */
  deliver(message: Buffer): boolean
  failAll(fault: LineFault): void
  readonly size: number
}

export function waitingQueries(): WaitingQueries {
  const byId = new Map<number, Waiting>()
  return {
    take(query, listener) {
      const copy = Buffer.from(query)
      const id = freeId(byId)
      write16(copy, 0, id)
      byId.set(id, { query: copy, nameEnd: skipName(copy, HEADER_SIZE), listener })
      return copy
    },
    release: (id) => void byId.delete(id),
    deliver(message) {
      if (message.length < HEADER_SIZE || (message[FLAGS_HIGH]! & QR) === 0) return false
      const waiting = byId.get(read16(message, 0))
      if (waiting === undefined || !(answers(message, waiting) || isBareRefusal(message))) return false
      waiting.listener.reply(message)
      return true
    },
    failAll(fault) {
      for (const waiting of [...byId.values()]) waiting.listener.fault(fault)
    },
    get size() {
      return byId.size
    },
  }
}

function answers(message: Buffer, { query, nameEnd }: Waiting): boolean {
  return read16(message, QDCOUNT) === 1 && sameQuestion(query, nameEnd, message)
}

/** Servers without EDNS may send nothing but a header with FORMERR (RFC 6891, 7). */
function isBareRefusal(message: Buffer): boolean {
  return message.length === HEADER_SIZE && (message[FLAGS_LOW]! & RCODE_MASK) === RCODE.FORMERR
}

function freeId(taken: Map<number, Waiting>): number {
  for (;;) {
    const id = randomInt(0x10000)
    if (!taken.has(id)) return id
  }
}
