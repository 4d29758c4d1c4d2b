import { FLAG_CACHED, type RecordBatch } from '../log/batch.ts'
import type { LogEntry, QueryRecord } from '../log/record.ts'
import { VERDICT_KINDS } from '../verdict/verdict.ts'

/** What is remembered of the past for Live: five minutes. */
export const LIVE_MS = 5 * 60_000

/** Latencies are counted in steps of a twelfth (2^(1/8)) from 10 microseconds on; the last step holds what took longer than 10 s. */
export const STEPS_PER_OCTAVE = 8
export const FIRST_STEP_MS = 0.01
export const LATENCY_STEPS = 20 * STEPS_PER_OCTAVE + 1

/** Exact counts of one second. */
export type Second = {
  /** Its first millisecond. */
  start: number
  /** By the order of VERDICT_KINDS. */
  verdicts: number[]
  cached: number
  /** Passed because their score came too late. */
  late: number
  /** Answered with SERVFAIL: no upstream had an answer, or it could not be trusted. */
  failed: number
  /** How many took each step of latency. */
  latency: number[]
}

/** Seconds by their start. */
export type Seconds = Map<number, Second>

/** What a store saw since its last part, at most four times a second. */
export type LivePart = {
  /** Oldest first; the newest ones when there were more than a person can read. */
  records: QueryRecord[]
  /** Records that are in the store and not in `records`. */
  skipped: number
  seconds: Second[]
  /** Records that never reached the store. */
  dropped: number
}

/** Adds a batch's records to the seconds they belong to; the ones older than `since` were dated back and are not live. */
export function foldBatch(
  seconds: Seconds,
  read: { batch: RecordBatch; entries: readonly LogEntry[] },
  since: number
): void {
  const { batch, entries } = read
  for (let row = 0; row < batch.count; row++) {
    const time = batch.time[row]!
    if (time < since) continue
    const entry = entries[batch.entry[row]!]!
    const second = secondAt(seconds, Math.floor(time / 1000) * 1000)
    second.verdicts[VERDICT_KINDS.indexOf(entry.verdict)]!++
    if ((batch.flags[row]! & FLAG_CACHED) !== 0) second.cached++
    if (entry.unscored === 'model-late') second.late++
    if (entry.rcode === 'SERVFAIL') second.failed++
    second.latency[stepOf(batch.milliseconds[row]!)]!++
  }
}

/** Adds a part to what is known, and forgets what is older than five minutes before `now`. */
export function foldPart(seconds: Seconds, part: LivePart, now: number): void {
  for (const more of part.seconds) {
    const second = secondAt(seconds, more.start)
    more.verdicts.forEach((count, kind) => (second.verdicts[kind]! += count))
    more.latency.forEach((count, step) => (second.latency[step]! += count))
    second.cached += more.cached
    second.late += more.late
    second.failed += more.failed
  }
  for (const start of seconds.keys()) if (start < now - LIVE_MS) seconds.delete(start)
}

function secondAt(seconds: Seconds, start: number): Second {
  let second = seconds.get(start)
  if (second === undefined) {
    const verdicts = VERDICT_KINDS.map(() => 0)
    second = { start, verdicts, cached: 0, late: 0, failed: 0, latency: new Array<number>(LATENCY_STEPS).fill(0) }
    seconds.set(start, second)
  }
  return second
}

function stepOf(ms: number): number {
  const step = Math.floor(Math.log2(ms / FIRST_STEP_MS) * STEPS_PER_OCTAVE)
  return Math.min(LATENCY_STEPS - 1, Math.max(0, step))
}
