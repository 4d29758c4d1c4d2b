import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { machineText } from './parts/machine.ts'
import { markdownTable, writeGenerated } from './parts/generated.ts'
import { ROOT } from './parts/build.ts'
import { GROUPS, RUNS, type RunName } from './fuzz/runs.ts'
import type { RunStart } from './fuzz/thread.ts'
import { openServed } from './fuzz/served.ts'
import { privateBytes } from './parts/processor-time.ts'
import { look, sharedProgress } from './fuzz/watch.ts'

/**
 * Broken packets, millions of them, the same for the same seed; every answer is checked. Ends with one line of JSON, and with a fault as soon as
 * anything is wrong: an answer that breaks a rule, none where there must be one, a bug, a thread that died, twenty seconds without a packet.
 *
 *   node bench/fuzz.ts [listener | RUN ...] [--packets 10000000] [--seed 1] [--write]
 *
 * `--write` puts the result into docs/fuzz.md.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    packets: { type: 'string', default: '10000000' },
    seed: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
  },
})
const PACKETS = Number(values.packets)
const SEED = Number(values.seed)
/** A run that takes no packet in so many looks hangs; a run's own patience with one question is shorter. Not by the clock: this program may not have run. */
const HANGS_AFTER_LOOKS = 20
const LOOK_EVERY_MS = 1000

type Outcome = { run: RunName; packets: number; seconds: number; counts: Record<string, number>; memory: number[] }

const wanted = positionals.length === 0 ? ['listener'] : positionals
const outcomes: Outcome[] = []
for (const name of wanted.flatMap((one) => GROUPS[one] ?? [one])) {
  if (!(name in RUNS))
    throw new Error(`${name} is none of ${[...Object.keys(GROUPS), ...Object.keys(RUNS)].join(', ')}`)
  outcomes.push(await watched(name as RunName))
}
if (values.write)
  for (const outcome of outcomes)
    writeGenerated(join(ROOT, 'docs', 'fuzz.md'), `fuzz:${outcome.run}`, pageText(outcome))
console.log(JSON.stringify({ machine: machineText(), seed: SEED, outcomes }))

async function watched(name: RunName): Promise<Outcome> {
  await using scene = new AsyncDisposableStack()
  const served = RUNS[name].product ? scene.use(await openServed()) : null
  const memoryNow = served === null ? () => megabytes(process.pid) : () => megabytes(served.product.server.pid)
  const shared = sharedProgress()
  const start: RunStart = {
    name,
    seed: SEED,
    packets: PACKETS,
    ports: {
      plain: served?.product.port ?? 0,
      dot: served?.product.ports.dot ?? 0,
      doh: served?.product.ports.doh ?? 0,
    },
    shared,
  }
  const from = performance.now()
  const thread = new Worker(join(import.meta.dirname, 'fuzz', 'thread.ts'), { workerData: start })
  scene.defer(async () => {
    await thread.terminate()
  })
  const memory: number[] = []
  let before = { packets: 0, looks: 0 }
  const { promise: hanging, reject: hangs } = Promise.withResolvers<never>()
  const watching = setInterval(() => {
    const { packets, last } = look(shared)
    // A tenth of the run apart, so that growth shows whatever the run's length.
    if (packets >= ((memory.length + 1) * PACKETS) / 10) memory.push(memoryNow())
    if (packets !== before.packets) before = { packets, looks: 0 }
    else if (++before.looks > HANGS_AFTER_LOOKS)
      hangs(new Error(`${name} hangs after ${packets} packets, seed ${SEED}; the last one: ${last.toString('hex')}`))
  }, LOOK_EVERY_MS)
  scene.defer(() => clearInterval(watching))
  // A fault of the thread is a fault of this program: `once` rejects with it.
  const [counts] = (await Promise.race([once(thread, 'message'), hanging])) as [Record<string, number>]
  const seconds = Number(((performance.now() - from) / 1000).toFixed(1))
  const rows = await served?.sound(counts['answered'] ?? 0)
  const outcome = { run: name, packets: PACKETS, seconds, counts: { ...counts, ...rows }, memory }
  console.log(`${name.padEnd(8)} ${lineOf(outcome)}`)
  return outcome
}

function megabytes(pid: number): number {
  return Math.round(privateBytes(pid) / 2 ** 20)
}

function lineOf({ packets, seconds, counts, memory }: Outcome): string {
  const counted = Object.entries(counts).map(([what, count]) => `${what} ${count.toLocaleString('en')}`)
  return `${packets.toLocaleString('en')} packets in ${seconds} s; ${counted.join(', ')}; private MB: ${memory.join(' ')}`
}

function pageText({ run, packets, seconds, counts, memory }: Outcome): string {
  const rows = Object.entries(counts).map(([what, count]) => [what, count.toLocaleString('en')])
  const command = `npm run fuzz -- ${run} --packets ${packets} --seed ${SEED}`
  return [
    `\`${command}\`: ${packets.toLocaleString('en')} packets in ${seconds} s (${machineText()}). 0 faults. Private memory after each tenth, MB: ${memory.join(', ')}.`,
    markdownTable(['what became of them', 'packets'], rows),
  ].join('\n\n')
}
