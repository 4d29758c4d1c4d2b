import type { RecordWriter } from '../log/record-writer.ts'
import type { ResolverFigures } from './config.ts'
import type { Engine } from './engine.ts'
import { stageFigures } from './stages.ts'
import type { Upstreams } from './upstream/upstreams.ts'

export function figuresOf(
  engine: Engine,
  { upstreams, log }: { upstreams: Upstreams; log: RecordWriter }
): ResolverFigures {
  const { queries, blocked, cached, late, servfail, faulty, listHits, latency, stages } = engine.counters
  return {
    queries,
    blocked,
    cached,
    late,
    servfail,
    faulty,
    logDropped: log.dropped,
    mismatched: upstreams.mismatched,
    cache: { answers: engine.cache.answers, bytes: engine.cache.bytes },
    inFlight: engine.inFlight,
    latency: {
      cached: latency.cached.figures(),
      blocked: latency.blocked.figures(),
      forwarded: latency.forwarded.figures(),
    },
    stages: stageFigures(stages),
    upstreams: upstreams.figures(),
    listHits: Object.fromEntries(listHits),
  }
}
