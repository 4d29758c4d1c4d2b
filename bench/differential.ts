import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { inspect, parseArgs } from 'node:util'
import { ask } from './differential/ask.ts'
import { differences } from './differential/compare.ts'
import { EXPLANATIONS, type Explanation } from './differential/explained.ts'
import { knotVersion, startKnot } from './differential/knot.ts'
import { startForwardingUnbound } from './differential/peers.ts'
import { passedOn } from './differential/ours.ts'
import { questions, type Asking } from './differential/questions.ts'
import { see, type Seen } from './differential/seen.ts'
import { upstreamSays } from './differential/upstream-says.ts'
import { built, ROOT } from './parts/build.ts'
import { openDeskCalls } from './parts/desk-calls.ts'
import { markdownTable, writeGenerated } from './parts/generated.ts'
import { startProduct } from './parts/product.ts'
import { startServer } from './parts/server-process.ts'
import { unbound } from './parts/unbound.ts'

/**
 * The product beside unbound: both forward to one authoritative server (knot) whose root zone is full of oddities, and to one that says what no sound
 * server says; both are asked the same generated questions; each difference is explained, and our answer is what the explanation says to the last record, or the run fails.
 *
 *   node bench/differential.ts [questions] [--seed 1] [--write] [--show TEXT]
 *
 * `--write` puts the result into docs/differential.md; `--show` prints both answers where a difference holds the text. Needs Debian's unbound and knot.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
    show: { type: 'string' },
  },
})
const COUNT = Number(positionals[0] ?? 20_000)
const SEED = Number(values.seed)
const AT_ONCE = 32
const FAILURE_FORGOTTEN_MS = 2500
const ALL_CORES = `0-${availableParallelism() - 1}`
const PAGE = join(ROOT, 'docs', 'differential.md')

type Answer = Seen | string | null
type Group = { difference: string; explanation: string; why: string; count: number; example: string }

const versions = { unbound: unbound.version(), knot: knotVersion() }
if (versions.unbound === null || versions.knot === null) {
  console.error('this run needs unbound and knotd: apt-get install unbound knot')
  process.exit(2)
}
await using scene = new AsyncDisposableStack()
const folder = mkdtempSync(join(tmpdir(), 'differential-'))
scene.defer(() => rmSync(folder, { recursive: true, force: true }))
const knot = await startKnot(folder, ALL_CORES)
scene.use(knot.server)
const lab = scene.use(
  await startServer({
    core: ALL_CORES,
    command: process.execPath,
    args: [join(import.meta.dirname, 'differential', 'lab.ts')],
    ready: /ready (\d+)/,
  })
)
const theirs = await startForwardingUnbound(folder, ALL_CORES, { root: knot.port, lab: Number(lab.said) })
scene.use(theirs.server)
const product = scene.use(
  await startProduct({
    bundle: built(ROOT),
    core: ALL_CORES,
    upstreamPort: knot.port,
    dataFolder: join(folder, 'data'),
    modelAction: 'observe',
  })
)
using desk = await openDeskCalls(product.desk)
await desk.call('settings.change', { forwarding: [`lab 127.0.0.1:${lab.said}`] })

const startedAt = performance.now()
const groups = new Map<string, Group>()
let same = 0
let explained = 0
const source = questions(COUNT, SEED)
await Promise.all(Array.from({ length: AT_ONCE }, lane))
product.server.alive()
theirs.server.alive()

const all = [...groups.values()].toSorted((a, b) => b.count - a.count)
const unexplained = all.filter(({ explanation }) => explanation === '')
for (const { difference, count, explanation, example } of all)
  console.log(`${String(count).padStart(6)}  ${difference.padEnd(44)} ${explanation.padEnd(24)} ${example}`)
if (values.write) writeGenerated(PAGE, 'diff:unbound', pageText())
console.log(
  JSON.stringify({
    versions,
    questions: COUNT,
    seed: SEED,
    same,
    explained,
    differences: all.length,
    unexplained: unexplained.length,
  })
)
process.exitCode = unexplained.length === 0 ? 0 : 1

async function lane(): Promise<void> {
  for (const asking of source) {
    let both = await answersTo(asking)
    // On a busy machine an upstream may seem dead for a moment: a failure that only one of them has is asked for again when it is forgotten.
    if (both.filter((seen) => isFailure(seen)).length === 1) {
      await pause(FAILURE_FORGOTTEN_MS)
      both = await answersTo(asking)
    }
    const [a, b] = both
    const found = differences(a, b)
    if (values.show !== undefined && found.some((one) => one.includes(values.show!)))
      console.log(inspect({ asking: asking.text, found, theirs: a, ours: b }, { depth: 5 }))
    if (found.length === 0) same++
    else await count(found, asking, b)
  }
}

/** An answer that differs in more than one way is looked at once for each explanation. */
async function count(found: readonly string[], asking: Asking, ours: Answer): Promise<void> {
  const wrong = new Map<Explanation, string | null>()
  let all = true
  for (const difference of found) {
    const explanation = EXPLANATIONS.find((one) => one.fits(difference, asking))
    if (explanation !== undefined && !wrong.has(explanation))
      wrong.set(explanation, await wrongInOurs(explanation, asking, ours))
    const fault = explanation === undefined ? null : wrong.get(explanation)!
    if (explanation === undefined || fault !== null) all = false
    add(
      fault === null ? difference : `${explanation!.id}: ours is not as said: ${fault}`,
      asking,
      fault === null ? explanation : undefined
    )
  }
  if (all) explained++
}

/** What in our answer is not as the explanation says; null for nothing. */
async function wrongInOurs({ ours: expected }: Explanation, asking: Asking, ours: Answer): Promise<string | null> {
  if (ours === null || typeof ours === 'string') return ours ?? 'no answer'
  if (expected === 'with-rd') {
    const [, asked] = await answersTo(withRd(asking))
    if (asked === null || typeof asked === 'string') return asked ?? 'no answer with RD'
    return said(differences({ ...asked, flags: { ...asked.flags, RD: false } }, ours))
  }
  if (typeof expected === 'function') return said(differences(expected(asking, null, ours), ours))
  const upstream = await upstreamSays(asking, { root: knot.port, lab: Number(lab.said) })
  if (upstream === null) return 'the upstream says nothing that can be read'
  // What is cut is looked at over a stream, where it is whole.
  const bytes = ours.flags['TC'] === true ? await ask(asking.packet, true, product.port) : null
  if (bytes !== null && bytes.length <= asking.size) return `cut, although its ${bytes.length} octets would fit`
  const whole = ours.flags['TC'] !== true ? ours : bytes === null ? null : see(bytes)
  if (whole === null || typeof whole === 'string') return whole ?? 'no answer over a stream'
  const seconds = (performance.now() - startedAt) / 1000 + 15
  return said(differences(passedOn(asking, upstream, { ours: whole, seconds }), whole))
}

function said(found: readonly string[]): string | null {
  return found.length === 0 ? null : found.join(', ')
}

function withRd(asking: Asking): Asking {
  const packet = Buffer.from(asking.packet)
  packet[2] = packet[2]! | 1
  return { ...asking, packet, recursionDesired: true }
}

async function answersTo({ packet, stream }: Asking): Promise<[Answer, Answer]> {
  const [a, b] = await Promise.all([theirs.port, product.port].map((port) => ask(packet, stream, port)))
  return [a ? see(a) : null, b ? see(b) : null]
}

function isFailure(seen: Answer): boolean {
  return seen === null || (typeof seen === 'object' && seen.rcode === 'SERVFAIL')
}

function add(difference: string, asking: Asking, explanation: Explanation | undefined): void {
  const key = `${explanation?.id ?? ''} ${difference}`
  const group = groups.get(key)
  if (group !== undefined) group.count++
  else
    groups.set(key, {
      difference,
      explanation: explanation?.id ?? '',
      why: explanation?.why ?? '',
      count: 1,
      example: asking.text,
    })
}

function pageText(): string {
  const rows = EXPLANATIONS.map((explanation) => {
    const fitting = all.filter(({ explanation: id }) => id === explanation.id)
    const kinds = fitting.slice(0, 12).map(({ difference }) => `\`${difference}\``)
    return {
      explanation,
      kinds,
      count: fitting.reduce((sum, { count }) => sum + count, 0),
      example: fitting[0]?.example ?? '',
    }
  }).filter(({ count }) => count > 0)
  return [
    `\`npm run diff:unbound -- ${COUNT} --seed ${SEED}\`, unbound ${versions.unbound}, knot ${versions.knot}: ${COUNT.toLocaleString('en')} questions, ${same.toLocaleString('en')} answered alike in every respect, ${explained.toLocaleString('en')} otherwise and ours just as the explanation says it has to be, ${unexplained.length} differences without an explanation.`,
    markdownTable(
      ['why', 'differences, unbound / ours', 'times', 'one question'],
      rows.map(({ explanation, kinds, count, example }) => [
        explanation.why,
        kinds.join(', '),
        String(count),
        example.replaceAll('|', '\\|'),
      ])
    ),
  ].join('\n\n')
}
