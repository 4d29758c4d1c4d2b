import { RCODE } from '../dns/mnemonics.ts'
import { RCODE_MASK } from '../dns/wire.ts'
import type { AnswerWay } from './config.ts'
import { createLatency, type Latency } from './latency.ts'
import type { ReadyAnswer } from './ready-answer.ts'
import { createStageTimes, type StageTimes } from './stages.ts'

/** What happened since the start. */
export type Counters = {
  queries: number
  blocked: number
  cached: number
  late: number
  servfail: number
  faulty: number
  readonly listHits: Map<string, number>
  readonly latency: Record<AnswerWay, Latency>
  readonly stages: StageTimes
}

export function createCounters(): Counters {
  return {
    queries: 0,
    blocked: 0,
    cached: 0,
    late: 0,
    servfail: 0,
    faulty: 0,
    listHits: new Map(),
    latency: { cached: createLatency(), blocked: createLatency(), forwarded: createLatency() },
    stages: createStageTimes(),
  }
}

export function countAnswer(
  counters: Counters,
  answer: ReadyAnswer,
  how: { cached: boolean; milliseconds: number }
): void {
  counters.queries++
  const { rule } = answer.what.entry
  if (rule !== null) counters.listHits.set(rule.listId, (counters.listHits.get(rule.listId) ?? 0) + 1)
  if ((answer.reply.flagsLow & RCODE_MASK) === RCODE.SERVFAIL) counters.servfail++
  if (answer.source.kind === 'blocked') {
    counters.blocked++
    counters.latency.blocked.add(how.milliseconds)
  } else if (how.cached) {
    counters.cached++
    counters.latency.cached.add(how.milliseconds)
  } else counters.latency.forwarded.add(how.milliseconds)
}
