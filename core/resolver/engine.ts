import { randomInt } from 'node:crypto'
import { blankAsked, readAsked, type Asked, type AskedFault } from '../dns/asked.ts'
import { EXTENDED_ERROR } from '../dns/extended-error.ts'
import { RCODE } from '../dns/mnemonics.ts'
import { copyAsked, faultReply } from '../dns/reply.ts'
import { readName } from '../dns/wire-name.ts'
import { HEADER_SIZE } from '../dns/wire.ts'
import type { RecordWriter } from '../log/record-writer.ts'
import type { Clock } from '../system/clock.ts'
import type { Filter } from '../verdict/create-filter.ts'
import { bareOptAt, createAskerOptions } from './asker-options.ts'
import { createAnswerCache, type AnswerCache, type CacheLimits } from './answer-cache.ts'
import { createAnswering } from './answering.ts'
import { createCounters, type Counters } from './counters.ts'
import { createDelivery } from './delivery.ts'
import { createCookies, type Cookies } from './cookies.ts'
import { sizeLimit, type Arrival, type Door, type From, type Receiver } from './door.ts'
import { inFlightQuestions, type InFlightLimits, type Pending, type Waiter } from './in-flight.ts'
import { failedAnswer, type PendingQuestion } from './making-answers.ts'
import type { CompiledPolicy } from './policy.ts'
import type { ReadyAnswer } from './ready-answer.ts'
import { createRefreshing } from './refreshing.ts'
import { ONE_IN, timedFilter, timedUpstreams } from './stages.ts'
import type { Upstreams } from './upstream/upstreams.ts'

export type EngineParts = {
  clock: Clock
  filter: Filter
  upstreams: Upstreams
  log: RecordWriter
  askWhileScoring(): boolean
  policy(): CompiledPolicy
  /** For what must not happen: a bug while a question was answered. The asker gets SERVFAIL. */
  onBug(error: unknown): void
  /** Those that a limit before the engine judges too; its own without. */
  cookies?: Cookies
  limits?: Partial<EngineLimits>
  /** How long a stale answer is held back for a fresh one. */
  staleAfterMs?: number
}

export type EngineLimits = CacheLimits & InFlightLimits

const LIMITS: EngineLimits = { answers: 50_000, bytes: 48 * 2 ** 20, inFlight: 4096, waiters: 16_384 }

/** Everything between a packet's arrival and its answer's departure. Knows no socket and no thread. */
export interface Engine extends Receiver {
  /** To be called every REFRESH_EVERY_MS. */
  refreshExpiring(): void
  readonly cache: AnswerCache
  readonly counters: Counters
  /** Questions that wait for a verdict or an upstream. */
  readonly inFlight: number
}

export function createEngine(parts: EngineParts): Engine {
  const { clock, filter, log, onBug } = parts
  const limits = { ...LIMITS, ...parts.limits }
  const seed = randomInt(2 ** 31)
  const cache = createAnswerCache(limits)
  const inFlight = inFlightQuestions(limits)
  const counters = createCounters()
  const cookies = parts.cookies ?? createCookies(clock)
  const askerOptions = createAskerOptions(cookies)
  const deliver = createDelivery({ clock, log, counters, askerOptions })
  const nowSeconds = (): number => Math.floor(clock.elapsed() / 1000)
  const timing = { stages: counters.stages, clock }
  const answering = createAnswering({
    ...parts,
    ...timed(parts, timing),
    nowSeconds,
    onLate: () => counters.late++,
    onFresh: keep,
  })
  const refreshExpiring = createRefreshing({ cache, answering, epoch: () => filter.epoch, nowSeconds, onBug })
  // Used again for each packet: a repeat of a known question makes no object here.
  const asked = blankAsked()
  const arrival: Arrival = { packet: NO_PACKET, door: NO_DOOR, from: { port: 0, address: '' }, time: 0, elapsed: 0 }
  let turn = 0
  const current: Waiter = { asked, arrival, view: 0 }

  function receive(packet: Buffer, door: Door, from: From): boolean {
    const elapsed = clock.elapsed()
    const fault = readAsked(packet, asked, seed)
    turn = (turn + 1) & (ONE_IN - 1)
    const measured = turn === 0
    const parsed = measured ? clock.elapsed() : 0
    arrival.packet = packet
    arrival.door = door
    arrival.from = from
    if (fault !== 'none') return answerFault(fault)
    arrival.time = clock.now()
    arrival.elapsed = elapsed
    // An override or a pause ends in the moment that was said, whatever timers do while a machine sleeps.
    if (arrival.time >= filter.holdsUntil) filter.forget()
    const view = filter.viewOf(from.address)
    const known = cache.find(packet, asked, view)
    const found = measured ? clock.elapsed() : 0
    if (known !== null && known.epoch === filter.epoch && elapsed < known.expiresAt * 1000) {
      known.used = true
      deliver(known, current, true)
      if (measured) measure(elapsed, parsed, found)
    } else lookFor(known, { asked: copyAsked(asked), arrival: { ...arrival }, view })
    return true
  }

  function measure(arrived: number, parsed: number, found: number): void {
    const { stages } = counters
    stages.parse.add(parsed - arrived)
    stages.cache.add(found - parsed)
    stages.send.add(clock.elapsed() - found)
  }

  function answerFault(fault: Exclude<AskedFault, 'none'>): boolean {
    counters.faulty++
    if (fault === 'ignored') return false
    // RFC 7873, 5.4: who sends nothing but a cookie of ours that is bad is told so.
    const bad = fault === 'cookie-alone' && cookies.judge({ ...arrival, asked }) === 'bad'
    refuse(current, bad ? RCODE.BADCOOKIE : FAULT_RCODE[fault])
    return true
  }

  function refuse(waiter: Waiter, rcode: number): void {
    const { packet, door, from } = waiter.arrival
    const reply = faultReply(packet, waiter.asked, rcode)
    const limit = sizeLimit(waiter.arrival, waiter.asked)
    const complete = waiter.asked.edns && askerOptions.wanted(waiter)
    door.send(complete ? askerOptions.added(reply, bareOptAt(reply), { waiter, limit }) : reply, from)
  }

  function lookFor(known: ReadyAnswer | null, waiter: Waiter): void {
    const pending = inFlight.join(waiter)
    if (pending === null) return
    if (pending === 'full') {
      counters.faulty++
      refuse(waiter, RCODE.SERVFAIL)
      return
    }
    const question = questionOf(waiter, nowSeconds())
    const kept = known !== null && known.source.kind === 'upstream' && clock.elapsed() < known.expiresAt * 1000
    const answer = kept ? answering.judgeAgain(known, question) : answering.answer(question, known)
    void answer
      .catch((bug: unknown) => whenBroken(bug, question))
      .then((answer) => settle(pending, answer, kept))
      .catch(onBug)
  }

  function whenBroken(bug: unknown, question: PendingQuestion): ReadyAnswer {
    onBug(bug)
    return failedAnswer(question, { code: EXTENDED_ERROR.other, text: 'the resolver failed on this question' })
  }

  function settle(pending: Pending, answer: ReadyAnswer, cached: boolean): void {
    inFlight.leave(pending)
    keep(answer)
    for (const waiter of pending.waiters) deliver(answer, waiter, cached)
  }

  function keep(answer: ReadyAnswer): void {
    if (clock.elapsed() < answer.expiresAt * 1000) cache.set(answer)
  }

  return {
    receive,
    refreshExpiring,
    cache,
    counters,
    get inFlight() {
      return inFlight.size
    },
  }
}

function timed({ filter, upstreams }: EngineParts, timing: Parameters<typeof timedFilter>[1]) {
  return { filter: timedFilter(filter, timing), upstreams: timedUpstreams(upstreams, timing) }
}

const NO_PACKET = Buffer.alloc(0)
const NO_DOOR: Door = { transport: 0, stream: false, encrypted: false, send: () => undefined }

const FAULT_RCODE = {
  malformed: RCODE.FORMERR,
  'odd-opcode': RCODE.NOTIMP,
  'odd-version': RCODE.BADVERS,
  'cookie-alone': RCODE.NOERROR,
}

/** What a packet asks, free of who asks it. The first asker's case goes upstream, so that it gets what the upstream would have said to it. */
function questionOf({ asked, arrival, view }: Waiter, nowSeconds: number): PendingQuestion {
  const question = arrival.packet.subarray(HEADER_SIZE, asked.questionEnd)
  const name = readName(arrival.packet, HEADER_SIZE)
  if (name === null) throw new Error('a question that was read has no name')
  return {
    ...keyOf(asked),
    view,
    question,
    name: name.name,
    class: asked.class,
    type: asked.type,
    client: arrival.from.address,
    nowSeconds,
  }
}

function keyOf({
  hash,
  nameEnd,
  dnssecOk,
  checkingDisabled,
}: Asked): Pick<Asked, 'hash' | 'nameEnd' | 'dnssecOk' | 'checkingDisabled'> {
  return { hash, nameEnd, dnssecOk, checkingDisabled }
}
