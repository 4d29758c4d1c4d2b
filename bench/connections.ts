import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { CrowdKind } from './parts/crowd.ts'
import { markdownTable, PERFORMANCE, writeGenerated } from './parts/generated.ts'
import { latenciesOf, type Latencies } from './parts/latencies.ts'
import { machineText, warnWhenBusy } from './parts/machine.ts'
import { inventedNames, writeQuestions } from './parts/names.ts'
import { privateBytes } from './parts/processor-time.ts'
import { stageProduct } from './parts/scene.ts'

/**
 * What plain UDP answers feel of 10,000 TCP connections: silent ones, ones that send an octet a second, ones that end their side at once, ones that
 * ask and never read; what the product closes is opened again, 200 a second.
 *
 *   node bench/connections.ts [connections] [seconds] [--write]
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false } },
})
const CONNECTIONS = Number(positionals[0] ?? 10_000)
const SECONDS = Number(positionals[1] ?? 20)
const QUERIES_PER_SECOND = 500
const ALL_CORES = `0-${availableParallelism() - 1}`
const KINDS: readonly CrowdKind[] = ['idle', 'drip', 'half', 'deaf']

type Row = Latencies & { kind: string; opened: number; sockets: number; megabytes: number }

await using scene = new AsyncDisposableStack()
const { folder, product } = await stageProduct(scene, { name: 'connections', core: ALL_CORES })
const file = writeQuestions(join(folder, 'names.txt'), inventedNames('garden', 2000))
warnWhenBusy()
await ask(5)
const rows: Row[] = [{ ...(await ask(SECONDS)), ...figures('nobody', 0) }]
for (const kind of KINDS) {
  const crowd = await gather(kind)
  rows.push({ ...(await ask(SECONDS)), ...figures(kind, crowd.opened()) })
  crowd.end()
  await pause(2000)
}
rows.push({ ...(await ask(SECONDS)), ...figures('nobody again', 0) })
product.server.alive()
const log = await product.settled()

const table = markdownTable(
  ['connections', 'opened', 'open in the product', 'UDP p50', 'UDP p99', 'lost', 'private MB'],
  rows.map((row) => [
    row.kind, row.opened.toLocaleString('en'), String(row.sockets), `${row.p50.toFixed(2)} ms`, `${row.p99.toFixed(2)} ms`, String(row.lost),
    String(row.megabytes),
  ]) // prettier-ignore
)
const text = `${machineText()}; ${CONNECTIONS.toLocaleString('en')} connections at a time, ${QUERIES_PER_SECOND} questions/s over UDP for ${SECONDS} s each.\n\n${table}`
console.log(text)
if (values.write) writeGenerated(PERFORMANCE, 'bench:connections', text)
console.log(JSON.stringify({ machine: machineText(), connections: CONNECTIONS, rows, log }))
warnWhenBusy()

function ask(seconds: number): Promise<Latencies> {
  return latenciesOf({
    port: product.port,
    file,
    seconds,
    core: ALL_CORES,
    clients: 8,
    mostPerSecond: QUERIES_PER_SECOND,
  })
}

/** While the crowd is there: what the product holds. */
function figures(kind: string, opened: number): Omit<Row, keyof Latencies> {
  const sockets = readdirSync(`/proc/${product.server.pid}/fd`).length
  return { kind, opened, sockets, megabytes: Math.round(privateBytes(product.server.pid) / 2 ** 20) }
}

type Crowd = { opened(): number; end(): void }

/** Resolves when as many were opened as are wanted. */
async function gather(kind: CrowdKind): Promise<Crowd> {
  const file = join(import.meta.dirname, 'parts', 'crowd.ts')
  const child: ChildProcess = spawn(process.execPath, [file, String(product.port), String(CONNECTIONS), kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const endWithUs = () => child.kill()
  process.once('exit', endWithUs)
  let opened = 0
  child.stdout?.on('data', (piece: Buffer) => {
    const said = /"opened":(\d+)/.exec(piece.toString())
    if (said !== null) opened = Number(said[1])
  })
  while (opened < CONNECTIONS && child.exitCode === null) await once(child.stdout!, 'data')
  return {
    opened: () => opened,
    end() {
      process.off('exit', endWithUs)
      child.kill()
    },
  }
}
