import { loadavg } from 'node:os'
import { createLatency } from '../core/resolver/latency.ts'
import { ONE_IN } from '../core/resolver/stages.ts'
import { systemClock } from '../core/system/clock.ts'

/**
 * `node bench/stages.ts`: what measuring the stages of repeats costs a packet, beside a loop that measures nothing. The two run in turns, so that the load of the
 * machine meets both. A cached answer takes 6,100 ns of a core (docs/performance.md).
 */
const PACKETS = 2_000_000
const ROUNDS = 9
const times = { parse: createLatency(1e-6), cache: createLatency(1e-6), send: createLatency(1e-6) }
let turn = 0
let sink = 0

function plain(): void {
  for (let i = 0; i < PACKETS; i++) sink += i & 3
}

function measured(): void {
  for (let i = 0; i < PACKETS; i++) {
    const arrived = i
    turn = (turn + 1) & (ONE_IN - 1)
    const look = turn === 0
    const parsed = look ? systemClock.elapsed() : 0
    sink += i & 3
    const found = look ? systemClock.elapsed() : 0
    if (look) {
      times.parse.add(parsed - arrived)
      times.cache.add(found - parsed)
      times.send.add(systemClock.elapsed() - found)
    }
  }
}

const costs: number[] = []
for (let round = 0; round < ROUNDS; round++) costs.push(timed(measured) - timed(plain))
const ANSWER_NANOSECONDS = 6100
costs.sort((a, b) => a - b)
const nanoseconds = costs[ROUNDS >> 1]!
console.log(
  JSON.stringify({
    nanosecondsAPacket: Number(nanoseconds.toFixed(2)),
    ofAnAnswer: Number((nanoseconds / ANSWER_NANOSECONDS).toFixed(5)),
    load: loadavg()[0],
    sink,
  })
)

function timed(run: () => void): number {
  const start = process.hrtime.bigint()
  run()
  return Number(process.hrtime.bigint() - start) / PACKETS
}
