import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { addressesOf } from './parts/ask.ts'
import { built, ROOT } from './parts/build.ts'
import { dnsperf } from './parts/dnsperf.ts'
import { warnWhenBusy } from './parts/machine.ts'
import { inventedNames, writeQuestions } from './parts/names.ts'
import { PEERS } from './parts/peers.ts'
import { privateBytes } from './parts/processor-time.ts'
import { startProduct, type Product } from './parts/product.ts'
import { perAnswer, report, type Round, type Subject } from './parts/report.ts'
import { startServer, usedBy } from './parts/server-process.ts'
import { WARM_UP_SECONDS } from './parts/warm-up.ts'

/**
 * Answers a second, the server on one core and dnsperf on the other: a bare Node echo, the product as it ships (log, store and model on), and the peers
 * that are installed, in turns, so that what else the machine does hits all of them. Each round is held against its own echo and its own CoreDNS; medians
 * count. The product's processor time includes that of writing down what was answered. A second checkout is measured in the same rounds.
 *
 *   node bench/resolver.ts [rounds] [seconds] [other checkout] [--write]
 *
 * `--write` puts the table into docs/performance.md.
 */
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false } },
})
const ROUNDS = Number(positionals[0] ?? 5)
const SECONDS = Number(positionals[1] ?? 5)
const BESIDE = positionals[2] ?? null
const NAMES = 2000
const CLIENTS = 8
const SERVER_CORE = '0'
const CLIENT_CORE = '1'

await using scene = new AsyncDisposableStack()
const folder = mkdtempSync(join(tmpdir(), 'bench-resolver-'))
scene.defer(() => rmSync(folder, { recursive: true, force: true }))
const part = (name: string) => join(import.meta.dirname, 'parts', name)
const start = async (core: string, file: string) =>
  scene.use(await startServer({ core, command: process.execPath, args: [part(file)], ready: /ready (\d+)/ }))

const upstream = await start(`${SERVER_CORE},${CLIENT_CORE}`, 'upstream.ts')
const upstreamPort = Number(upstream.said)
const echo = await start(SERVER_CORE, 'echo.ts')
const benign = inventedNames('open', NAMES)
const listed = inventedNames('listed', NAMES)
const files = { cached: questions('cached', benign), blocked: questions('blocked', listed), model: '' }
const echoSubject: Subject = { name: 'echo', kind: 'cached', server: echo, port: Number(echo.said), file: files.cached }
const product = await openProduct('product', ROOT)
const judged = await allowedByModel(product, NAMES)
files.model = questions('model', judged)
const subjects: Subject[] = [echoSubject, ...subjectsOf('', product)]
if (BESIDE !== null) subjects.push(...subjectsOf('beside: ', await openProduct('beside', BESIDE)))
const peers: string[] = []
for (const peer of PEERS) {
  const version = peer.version()
  peers.push(`${peer.name} ${version ?? 'not installed'}`)
  if (version === null) continue
  const { server, port } = await peer.start({ core: SERVER_CORE, upstreamPort, folder, blockedNames: listed })
  scene.use(server)
  for (const kind of ['cached', 'blocked'] as const)
    subjects.push({ name: `${peer.name} ${kind}`, kind, server, port, file: files[kind] })
}

// Who is held against whom is measured one after the other: what else the machine does hits both.
subjects.sort((a, b) => placeOf(a) - placeOf(b))

warnWhenBusy()
// Slowly, so that each name is fetched and scored.
for (const subject of subjects) await run(subject, 2, 1500)
for (const subject of subjects) await run(subject, WARM_UP_SECONDS)

const rounds: Round[] = []
for (let round = 0; round < ROUNDS; round++) {
  const measured: Round = new Map()
  for (const subject of subjects) measured.set(subject.name, await run(subject, SECONDS))
  rounds.push(measured)
}
report({
  subjects,
  rounds,
  how: `${peers.join(', ')}; ${WARM_UP_SECONDS} s of each to warm up, ${ROUNDS} rounds of ${SECONDS} s, ${NAMES} names, ${CLIENTS} clients`,
  privateMegabytes: Math.round(privateBytes(product.server.pid) / 2 ** 20),
  write: flags.write,
})
warnWhenBusy()

function placeOf({ name, kind }: Subject): number {
  const order = ['echo', 'cached', 'model', 'coredns cached', 'coredns blocked', 'blocked']
  const at = order.indexOf(name)
  if (at >= 0) return at
  return name.startsWith('beside') ? order.indexOf(kind) + 0.5 : order.length
}

async function run({ name, server, port, file, product }: Subject, seconds: number, mostPerSecond = 0) {
  server.alive()
  upstream.alive()
  const before = await product?.settled()
  const { value, used } = await usedBy(server.pid, async () => {
    const outcome = await dnsperf({ port, file, seconds, core: CLIENT_CORE, clients: CLIENTS, mostPerSecond })
    return { outcome, after: await product?.settled() }
  })
  const { outcome, after } = value
  const { answers, good, queriesPerSecond, lost } = outcome
  // The echo sends questions back: they have no other rcode either.
  if (good !== answers) throw new Error(`${name}: ${answers - good} of ${answers} answers were no NOERROR`)
  const log =
    before && after
      ? {
          answered: after.answered - before.answered,
          rows: after.rows - before.rows,
          dropped: after.dropped - before.dropped,
        }
      : null
  return { queriesPerSecond, lost, ...perAnswer(used, answers), log }
}

function subjectsOf(prefix: string, product: Product): Subject[] {
  const { server, port } = product
  const kinds = ['cached', 'blocked', 'model'] as const
  return kinds.map((kind) => ({ name: prefix + kind, kind, server, port, file: files[kind], product }))
}

async function openProduct(name: string, root: string): Promise<Product> {
  const bundle = built(root)
  const opened = scene.use(
    await startProduct({ bundle, core: SERVER_CORE, upstreamPort, dataFolder: join(folder, name) })
  )
  await opened.decide(benign, 'benign')
  await opened.decide(listed, 'malicious')
  return opened
}

/** Asked twice, since the first score of a name may come too late for its question. */
async function allowedByModel({ port }: Product, count: number): Promise<string[]> {
  const candidates = inventedNames('garden', 2 * count)
  await addressesOf(candidates, port)
  const addresses = await addressesOf(candidates, port)
  const allowed = candidates.filter((_, i) => addresses[i] !== '0.0.0.0').slice(0, count)
  if (allowed.length < count) throw new Error(`the model allows only ${allowed.length} of ${candidates.length} names`)
  return allowed
}

function questions(name: string, names: readonly string[]): string {
  return writeQuestions(join(folder, `${name}.txt`), names)
}
