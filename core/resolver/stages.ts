import type { Clock } from '../system/clock.ts'
import type { Filter } from '../verdict/create-filter.ts'
import { STAGES, type Stage, type StageFigures } from './config.ts'
import { createLatency, type Latency } from './latency.ts'
import type { Upstreams } from './upstream/upstreams.ts'

export type StageTimes = Record<Stage, Latency>

/** What takes a fraction of a microsecond needs finer buckets than an answer as a whole. */
const NANOSECOND = 1e-6

export function createStageTimes(): StageTimes {
  return {
    parse: createLatency(NANOSECOND),
    cache: createLatency(NANOSECOND),
    send: createLatency(NANOSECOND),
    rules: createLatency(),
    model: createLatency(),
    upstream: createLatency(),
  }
}

export function stageFigures(times: StageTimes): StageFigures {
  return Object.fromEntries(STAGES.map((stage) => [stage, times[stage].figures()])) as StageFigures
}

/**
 * One packet in so many has its way through the cache measured: a look at the clock costs a tenth of a microsecond, and all of them would cost a
 * few hundredths of what an answer takes.
 */
export const ONE_IN = 64 // a power of two

type Parts = { stages: StageTimes; clock: Clock }

/** The same filter, with the time that its verdicts take: one that is there at once came from rules, one that is waited for from the model. */
export function timedFilter(filter: Filter, { stages, clock }: Parts): Filter {
  const judge: Filter['judge'] = (question) => {
    const start = clock.elapsed()
    const judging = filter.judge(question)
    if (!(judging instanceof Promise)) {
      stages.rules.add(clock.elapsed() - start)
      return judging
    }
    return judging.finally(() => stages.model.add(clock.elapsed() - start))
  }
  return Object.assign(Object.create(filter) as Filter, { judge })
}

/** The same upstreams, with the time until one of them has answered or all have failed. */
export function timedUpstreams(upstreams: Upstreams, { stages, clock }: Parts): Upstreams {
  const ask: Upstreams['ask'] = (question) => {
    const start = clock.elapsed()
    return upstreams.ask(question).finally(() => stages.upstream.add(clock.elapsed() - start))
  }
  return Object.assign(Object.create(upstreams) as Upstreams, { ask })
}
