import { mkdtempSync, rmSync } from 'node:fs'
import { createSocket } from 'node:dgram'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { dnsperf } from './parts/dnsperf.ts'
import { writeQueries } from './parts/names.ts'
import { startProduct, type Product } from './parts/product.ts'
import { startServer } from './parts/server-process.ts'
import { startUnbound, unboundVersion } from './parts/unbound.ts'

/**
 * Answers a second, the server on one core and dnsperf on the other: a bare Node echo, the product as it ships (log, store and model on), and unbound
 * where it is installed, in turns, so that what else the machine does hits all of them. The medians count.
 *
 *   node bench/resolver.ts [rounds] [seconds]
 */
const ROUNDS = Number(process.argv[2] ?? 3)
const SECONDS = Number(process.argv[3] ?? 5)
const NAMES = 2000
const CLIENTS = 8
const SERVER_CORE = '0'
const CLIENT_CORE = '1'

type Subject = { name: string; port: number; file: string; cpuSeconds(): number }
type Measured = { queriesPerSecond: number; lost: number; microseconds: number }

await using scene = new AsyncDisposableStack()
const folder = mkdtempSync(join(tmpdir(), 'bench-resolver-'))
scene.defer(() => rmSync(folder, { recursive: true, force: true }))
const files = writeQueries(folder, NAMES)
const [upstreamPort, echoPort, productPort, unboundPort] = [
  await freePort(),
  await freePort(),
  await freePort(),
  await freePort(),
]
const part = (name: string) => join(import.meta.dirname, 'parts', name)

const node = process.execPath
const upstream = await startServer({
  core: `${SERVER_CORE},${CLIENT_CORE}`,
  command: node,
  args: [part('upstream.ts'), String(upstreamPort)],
  ready: /ready/,
})
scene.defer(() => upstream.stop())
const echo = await startServer({
  core: SERVER_CORE,
  command: node,
  args: [part('echo.ts'), String(echoPort)],
  ready: /ready/,
})
scene.defer(() => echo.stop())
const product = await startProduct({
  core: SERVER_CORE,
  port: productPort,
  upstreamPort,
  dataFolder: join(folder, 'data'),
})
scene.defer(() => product.stop())
await product.block(files.blockedNames)
await modelReady(product)

const subjects: Subject[] = [
  { name: 'echo', port: echoPort, file: files.cached, cpuSeconds: () => echo.cpuSeconds() },
  { name: 'cached', port: productPort, file: files.cached, cpuSeconds: () => product.cpuSeconds() },
  { name: 'blocked', port: productPort, file: files.blocked, cpuSeconds: () => product.cpuSeconds() },
]
const version = unboundVersion()
if (version !== null) {
  const unbound = await startUnbound({
    core: SERVER_CORE,
    port: unboundPort,
    upstreamPort,
    folder,
    blockedNames: files.blockedNames,
  })
  scene.defer(() => unbound.stop())
  subjects.push({
    name: 'unbound cached',
    port: unboundPort,
    file: files.cached,
    cpuSeconds: () => unbound.cpuSeconds(),
  })
  subjects.push({
    name: 'unbound blocked',
    port: unboundPort,
    file: files.blocked,
    cpuSeconds: () => unbound.cpuSeconds(),
  })
}

// Once slowly, so that each name is fetched and scored; then for as long as V8 needs.
for (const subject of subjects) await run(subject, { seconds: 2, mostPerSecond: 1500 })
for (const subject of subjects) await run(subject, { seconds: 2 })

const before = await product.health()
const results = new Map<string, Measured[]>()
for (let round = 0; round < ROUNDS; round++) {
  for (const subject of subjects) {
    const measured = await run(subject, { seconds: SECONDS })
    results.set(subject.name, [...(results.get(subject.name) ?? []), measured])
  }
}
const after = await everythingStored(product)
report()

async function run(
  subject: Subject,
  { seconds, mostPerSecond }: { seconds: number; mostPerSecond?: number }
): Promise<Measured> {
  const cpu = subject.cpuSeconds()
  const { port, file } = subject
  const { queriesPerSecond, lost } = await dnsperf({
    port,
    file,
    seconds,
    core: CLIENT_CORE,
    clients: CLIENTS,
    mostPerSecond: mostPerSecond ?? 0,
  })
  const microseconds = ((subject.cpuSeconds() - cpu) * 1e6) / (queriesPerSecond * seconds)
  return { queriesPerSecond, lost, microseconds }
}

function report(): void {
  const median = (name: string, of: (one: Measured) => number) =>
    (results.get(name) ?? []).map(of).toSorted((a, b) => a - b)[ROUNDS >> 1] ?? null
  const rate = (name: string) => median(name, (one) => Math.round(one.queriesPerSecond))
  const lost = (name: string) => (results.get(name) ?? []).reduce((sum, one) => sum + one.lost, 0)
  const floor = rate('echo') ?? NaN
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, unbound ${version ?? 'not installed'}; median of ${ROUNDS} rounds of ${SECONDS} s`
  )
  console.log('                  queries/s   / echo   server µs/query   lost')
  for (const { name } of subjects) {
    const microseconds = median(name, (one) => one.microseconds) ?? NaN
    const columns = [
      String(rate(name)).padStart(9),
      ((rate(name) ?? NaN) / floor).toFixed(2).padStart(8),
      microseconds.toFixed(2).padStart(17),
      String(lost(name)).padStart(6),
    ]
    console.log(name.padEnd(18) + columns.join(' '))
  }
  const stored = {
    answered: after.counters.queries - before.counters.queries,
    rows: after.storage.records - before.storage.records,
    dropped: after.counters.logDropped,
  }
  const ratio = (name: string) => Number(((rate(name) ?? NaN) / floor).toFixed(3))
  console.log(
    JSON.stringify({
      queriesPerSecond: { cached: rate('cached'), blocked: rate('blocked') },
      echo: rate('echo'),
      unbound: version === null ? null : { cached: rate('unbound cached'), blocked: rate('unbound blocked') },
      ratios: { cached: ratio('cached'), blocked: ratio('blocked') },
      microsecondsPerQuery: {
        echo: median('echo', (one) => one.microseconds),
        cached: median('cached', (one) => one.microseconds),
        blocked: median('blocked', (one) => one.microseconds),
      },
      log: stored,
      privateMegabytes: Math.round(product.privateBytes() / 2 ** 20),
    })
  )
}

/** The store writes behind the answers; nothing is lost as long as it comes to rest with as many rows as there were answers. */
async function everythingStored(asked: Product): Promise<Awaited<ReturnType<Product['health']>>> {
  for (;;) {
    const health = await asked.health()
    if (
      health.storage.pending === 0 &&
      health.storage.records - before.storage.records >=
        health.counters.queries - before.counters.queries - health.counters.logDropped
    )
      return health
    await pause(500)
  }
}

async function modelReady(asked: Product): Promise<void> {
  while ((await asked.health()).model.state !== 'ready') await pause(200)
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4')
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', () => done()))
  const { port } = socket.address()
  socket.close()
  return port
}
