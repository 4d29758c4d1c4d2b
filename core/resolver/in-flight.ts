import { sameQuestion, type Asked } from '../dns/asked.ts'
import type { Arrival } from './door.ts'

/** A packet that waits, with its own copy of what it asked. `view`: with whom its asker is judged alike (filter). */
export type Waiter = { asked: Asked; arrival: Arrival; view: number }

/** Everyone who asked the same while the answer was being looked for. The first one's packet says what is asked. */
export type Pending = { readonly first: Waiter; readonly waiters: Waiter[] }

export type InFlightLimits = { inFlight: number; waiters: number }

/** Questions that are being answered. Equal ones wait together: one verdict, one question upstream. */
export interface InFlight {
  /** Null when it joined one that is in flight; 'full' when a limit is reached. */
  join(waiter: Waiter): Pending | null | 'full'
  leave(pending: Pending): void
  readonly size: number
}

export function inFlightQuestions(limits: InFlightLimits): InFlight {
  const byHash = new Map<number, Pending[]>()
  let questions = 0
  let waiting = 0
  return {
    join(waiter) {
      if (waiting >= limits.waiters) return 'full'
      const chain = byHash.get(waiter.asked.hash) ?? []
      const same = chain.find((pending) => asksTheSame(pending.first, waiter))
      if (same !== undefined) {
        same.waiters.push(waiter)
        waiting++
        return null
      }
      if (questions >= limits.inFlight) return 'full'
      const pending = { first: waiter, waiters: [waiter] }
      byHash.set(waiter.asked.hash, [...chain, pending])
      questions++
      waiting++
      return pending
    },
    leave(pending) {
      const { hash } = pending.first.asked
      const others = (byHash.get(hash) ?? []).filter((one) => one !== pending)
      if (others.length === 0) byHash.delete(hash)
      else byHash.set(hash, others)
      questions--
      waiting -= pending.waiters.length
    },
    get size() {
      return questions
    },
  }
}

function asksTheSame(a: Waiter, b: Waiter): boolean {
  if (a.view !== b.view) return false
  if (a.asked.dnssecOk !== b.asked.dnssecOk || a.asked.checkingDisabled !== b.asked.checkingDisabled) return false
  return a.asked.nameEnd === b.asked.nameEnd && sameQuestion(a.arrival.packet, a.asked.nameEnd, b.arrival.packet)
}
