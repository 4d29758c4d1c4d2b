import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { markdownTable, PERFORMANCE, writeGenerated } from './parts/generated.ts'
import { latenciesOf, SUMMARY_HEAD, summaryOf, summaryRow, type Latencies } from './parts/latencies.ts'
import { machineText, warnWhenBusy } from './parts/machine.ts'
import { inventedNames, writeQuestions } from './parts/names.ts'
import { stageProduct } from './parts/scene.ts'

/**
 * What a name costs that was never asked before: 500 questions a second, each for another name, with the model on and blocking; beside the upstream asked
 * for the same names directly. The upstream answers at once, so no wait for it hides the wait for a score.
 *
 *   node bench/unseen.ts [rounds] [seconds] [--write]
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false } },
})
const ROUNDS = Number(positionals[0] ?? 3)
const SECONDS = Number(positionals[1] ?? 30)
const QUERIES_PER_SECOND = 500
const NAMES_OF_A_KIND = 4096
const GOAL_MS = 5
const ALL_CORES = `0-${availableParallelism() - 1}`

await using scene = new AsyncDisposableStack()
const { folder, upstream, product } = await stageProduct(scene, { name: 'unseen', core: ALL_CORES })
warnWhenBusy()
await ask(product.port, unseen('warm-up', 5), 5)
await pause(5000)
const direct: Latencies[] = []
const through: Latencies[] = []
for (let round = 0; round < ROUNDS; round++) {
  const file = unseen(`round${round}`, SECONDS)
  direct.push(await ask(Number(upstream.said), file, SECONDS))
  through.push(await ask(product.port, file, SECONDS))
}
const { counters } = await product.health()
const log = await product.settled()
const summaries = { upstream: summaryOf(direct), product: summaryOf(through) }
const aboveMs = Number((summaries.product.p99Ms - summaries.upstream.p99Ms).toFixed(3))
const how = `${QUERIES_PER_SECOND} questions/s, each for another name, ${ROUNDS} rounds of ${SECONDS} s; ${counters.late} scores came too late`
const table = markdownTable(SUMMARY_HEAD, [
  summaryRow('the upstream, asked directly', summaries.upstream),
  summaryRow('through the product', summaries.product),
])
const text = `${machineText()}; ${how}.\n\n${table}`
console.log(text)
if (values.write) writeGenerated(PERFORMANCE, 'bench:unseen', text)
console.log(
  JSON.stringify({ machine: machineText(), how, summaries, aboveMs, goalMs: GOAL_MS, late: counters.late, log })
)
warnWhenBusy()

function ask(port: number, file: string, seconds: number): Promise<Latencies> {
  return latenciesOf({ port, file, seconds, core: ALL_CORES, clients: 8, mostPerSecond: QUERIES_PER_SECOND })
}

/** A name for each question, none of them asked before. */
function unseen(kind: string, seconds: number): string {
  const kinds = Math.ceil((seconds * QUERIES_PER_SECOND) / NAMES_OF_A_KIND) + 1
  const names = Array.from({ length: kinds }, (_, i) => inventedNames(`${kind}${i}`, NAMES_OF_A_KIND)).flat()
  return writeQuestions(join(folder, `${kind}.txt`), names)
}
