import { fuzzDoh } from './doh.ts'
import { fuzzDot } from './dot.ts'
import { fuzzEngine } from './engine.ts'
import { fuzzHttp2 } from './http2.ts'
import { fuzzTcp } from './tcp.ts'
import { fuzzUpstreams } from './upstreams.ts'
import { fuzzUdp } from './udp.ts'
import type { FuzzRun } from './watch.ts'

type Run = { product: boolean; run(run: FuzzRun): Promise<Record<string, number>> }

/**
 * What can be fuzzed, by the name that a person gives on the command line; `product` needs the whole product beside it. A run throws on the first thing
 * that is wrong.
 */
export const RUNS = {
  engine: { product: false, run: fuzzEngine },
  udp: { product: true, run: fuzzUdp },
  tcp: { product: true, run: fuzzTcp },
  dot: { product: true, run: fuzzDot },
  doh: { product: true, run: fuzzDoh },
  http2: { product: true, run: fuzzHttp2 },
  upstream: { product: false, run: fuzzUpstreams },
} satisfies Record<string, Run>

export type RunName = keyof typeof RUNS

/** `listener` is the engine and every door before it. */
export const GROUPS: Record<string, readonly string[]> = { listener: ['engine', 'udp', 'tcp', 'dot', 'doh', 'http2'] }
