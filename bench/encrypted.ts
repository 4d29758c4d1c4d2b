import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { LOOPBACK_NAMES, makeAuthority, makeCertificate } from '../core/certificate/make.ts'
import { nameBytes } from '../core/dns/wire-name.ts'
import { built, ROOT } from './parts/build.ts'
import { COREDNS_VERSION, installedCoreDns, startCoreDns } from './parts/coredns.ts'
import { dnsperf } from './parts/dnsperf.ts'
import { markdownTable, PERFORMANCE, writeGenerated } from './parts/generated.ts'
import { h2load } from './parts/h2load.ts'
import { machineText, warnWhenBusy } from './parts/machine.ts'
import { inventedNames, writeQuestions } from './parts/names.ts'
import { startProduct } from './parts/product.ts'
import { median } from './parts/figures.ts'
import { startServer, usedBy, type Server } from './parts/server-process.ts'
import { WARM_UP_SECONDS } from './parts/warm-up.ts'

/**
 * Cached answers over kept connections, DNS over TLS and over HTTPS, beside CoreDNS with the same certificate: the server on one core, dnsperf or h2load
 * (nghttp2-client) on the other, in turns. Each round is held against its own CoreDNS; medians count. A second checkout is measured in the same rounds.
 *
 *   node bench/encrypted.ts [rounds] [seconds] [other checkout] [--write]
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
const CLIENTS = 8
const NAMES = 2000
const SERVER_CORE = '0'
const CLIENT_CORE = '1'
const WAYS = ['DoT', 'GET 1', 'GET 12', 'POST 1', 'POST 12'] as const
type Way = (typeof WAYS)[number]
/** What the product is to reach of CoreDNS. */
const GOALS: Record<Way, number> = { DoT: 1.2, 'GET 1': 1.2, 'GET 12': 1.2, 'POST 1': 0.8, 'POST 12': 1.2 }

await using scene = new AsyncDisposableStack()
const folder = mkdtempSync(join(tmpdir(), 'bench-encrypted-'))
scene.defer(() => rmSync(folder, { recursive: true, force: true }))
const program = installedCoreDns()
if (program === null)
  throw new Error('CoreDNS cannot be had, and without it there is nothing to hold the product against')

const authority = await makeAuthority(LOOPBACK_NAMES, Date.now())
const pair = await makeCertificate(authority, LOOPBACK_NAMES, Date.now())
const certificate = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
writeFileSync(certificate.cert, pair.cert)
writeFileSync(certificate.key, pair.key, { mode: 0o600 })

const upstream = scene.use(
  await startServer({
    core: `${SERVER_CORE},${CLIENT_CORE}`,
    command: process.execPath,
    args: [join(import.meta.dirname, 'parts', 'upstream.ts')],
    ready: /ready (\d+)/,
  })
)
const names = inventedNames('open', NAMES)
const questions = writeQuestions(join(folder, 'questions.txt'), names)
const body = join(folder, 'question.bin')
writeFileSync(body, message(names[0]!))

type Subject = { name: string; server: Server; tls: number; url: string; uris: string }
const subjects = [await openProduct('product', ROOT), await openCoreDns(program)]
if (BESIDE !== null) subjects.push(await openProduct('beside', BESIDE))

warnWhenBusy()
for (const subject of subjects) {
  // Each name once and slowly, so that it is there.
  await dnsperf({
    port: subject.tls,
    file: questions,
    seconds: 3,
    core: CLIENT_CORE,
    clients: CLIENTS,
    mostPerSecond: 1500,
    mode: 'dot',
  })
  for (const way of WAYS) await run(subject, way, WARM_UP_SECONDS)
}
type Measured = { queriesPerSecond: number; microseconds: number }
const rounds: Map<string, Measured>[] = []
for (let round = 0; round < ROUNDS; round++) {
  const measured = new Map<string, Measured>()
  for (const way of WAYS)
    // Who comes first changes from round to round.
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed())
      measured.set(`${subject.name} ${way}`, await run(subject, way, SECONDS))
  rounds.push(measured)
}
report()
warnWhenBusy()

async function run({ server, tls, url, uris }: Subject, way: Way, seconds: number): Promise<Measured> {
  server.alive()
  const shared = { core: CLIENT_CORE, seconds, clients: CLIENTS }
  const { value, used } = await usedBy(server.pid, () => {
    if (way === 'DoT') return dnsperf({ ...shared, port: tls, file: questions, mode: 'dot' })
    const [method, streams] = way.split(' ')
    const asked = method === 'GET' ? ({ kind: 'get', file: uris } as const) : ({ kind: 'post', url, body } as const)
    return h2load({ ...shared, streams: Number(streams), asked })
  })
  const running = [...used.values()].reduce((sum, one) => sum + one.running, 0)
  return { queriesPerSecond: value.queriesPerSecond, microseconds: (running * 1e6) / value.answers }
}

async function openProduct(name: string, root: string): Promise<Subject> {
  const dataFolder = join(folder, name)
  mkdirSync(dataFolder)
  const [tlsPort, httpsPort] = [await free(), await free()]
  const encryptedDoors = {
    tls: true,
    tlsPort,
    https: true,
    httpsPort,
    plain: false,
    plainPort: null,
    path: '/dns-query',
  }
  const source = { kind: 'files', certificate: certificate.cert, key: certificate.key }
  writeFileSync(
    join(dataFolder, 'settings.json'),
    JSON.stringify({ firstRunDone: true, encryptedDoors, certificate: source })
  )
  const upstreamPort = Number(upstream.said)
  const product = scene.use(await startProduct({ bundle: built(root), core: SERVER_CORE, upstreamPort, dataFolder }))
  await product.decide(names, 'benign')
  return subject(name, product.server, { tls: tlsPort, https: httpsPort })
}

async function openCoreDns(program: string): Promise<Subject> {
  const upstreamPort = Number(upstream.said)
  const coredns = await startCoreDns({
    program,
    core: SERVER_CORE,
    upstreamPort,
    folder,
    blockedNames: [],
    certificate,
  })
  scene.use(coredns.server)
  return subject('coredns', coredns.server, coredns.ports!)
}

function subject(name: string, server: Server, ports: { tls: number; https: number }): Subject {
  const url = `https://127.0.0.1:${ports.https}/dns-query`
  const uris = join(folder, `${name}.uris`)
  writeFileSync(uris, names.map((one) => `${url}?dns=${message(one).toString('base64url')}\n`).join(''))
  return { name, server, tls: ports.tls, url, uris }
}

/** A question for A with id 0, as RFC 8484, 4.1 asks for. */
function message(name: string): Buffer {
  const octets = nameBytes(name)
  if (!octets.ok) throw new Error(octets.fault.message)
  return Buffer.concat([Buffer.from([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]), octets.value, Buffer.from([0, 1, 0, 1])])
}

async function free(): Promise<number> {
  const { freePort } = await import('./parts/free-port.ts')
  return freePort()
}

/** A table for people, then one line of JSON. */
function report(): void {
  const of = (name: string, value: (one: Measured) => number) => median(rounds.map((round) => value(round.get(name)!)))
  const how = `CoreDNS ${COREDNS_VERSION}; ${WARM_UP_SECONDS} s of each to warm up, ${ROUNDS} rounds of ${SECONDS} s, ${NAMES} names, ${CLIENTS} connections`
  const ratioTo = (other: string, way: Way, value: (one: Measured) => number) =>
    Number(
      median(rounds.map((round) => value(round.get(`product ${way}`)!) / value(round.get(`${other} ${way}`)!))).toFixed(
        2
      )
    )
  const figures = WAYS.map((way) => {
    const rate = (name: string) => of(`${name} ${way}`, perSecond)
    const cost = (name: string) => of(`${name} ${way}`, microseconds)
    return {
      way,
      product: Math.round(rate('product')),
      coredns: Math.round(rate('coredns')),
      ratio: ratioTo('coredns', way, perSecond),
      goal: GOALS[way],
      microseconds: { product: cost('product').toFixed(1), coredns: cost('coredns').toFixed(1) },
    }
  })
  const table = markdownTable(
    ['', 'product/s', 'CoreDNS/s', 'ratio', 'goal', 'µs product', 'µs CoreDNS'],
    figures.map(({ way, product, coredns, ratio, goal, microseconds }) => [
      way,
      product.toLocaleString('en-US'),
      coredns.toLocaleString('en-US'),
      String(ratio),
      String(goal),
      microseconds.product,
      microseconds.coredns,
    ])
  )
  const text = `${machineText()}; ${how}.\n\n${table}`
  console.log(text)
  if (flags.write) writeGenerated(PERFORMANCE, 'bench:encrypted', text)
  const beside =
    BESIDE === null
      ? {}
      : {
          beside: WAYS.map((way) => ({
            way,
            queriesPerSecond: ratioTo('beside', way, perSecond),
            microseconds: ratioTo('beside', way, microseconds),
          })),
        }
  console.log(JSON.stringify({ machine: machineText(), how, figures, ...beside }))
}

function perSecond({ queriesPerSecond }: Measured): number {
  return queriesPerSecond
}

function microseconds({ microseconds: used }: Measured): number {
  return used
}
