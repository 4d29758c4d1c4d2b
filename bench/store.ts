import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { blankRow, createRecordWriter, loggable, type Loggable } from '../core/log/record-writer.ts'
import { portSink } from '../core/log/sink.ts'
import { parseFilter } from '../core/query/filter.ts'
import { openDuckDbStore, type DuckDbStore } from '../core/store/duckdb/duckdb-store.ts'
import type { Search } from '../core/store/port.ts'

/**
 * node bench/store.ts [records] [days] [clients]: fills a store as the resolver does, back-dated over the days, and times what the desk
 * asks. The last line is JSON. Names and clients are drawn from a seed.
 */
const [RECORDS = 5_000_000, DAYS = 30, CLIENTS = 60] = process.argv.slice(2).map(Number)
const DAY = 86_400_000
const TODAY = Math.floor(Date.now() / DAY)
const FROM = (TODAY - DAYS + 1) * DAY
const POPULAR = 5000
const TAIL = 100_000

/** mulberry32: small, fast, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One in ten questions is for one of 100,000 rare names, the others for 5,000 popular ones, the more popular the more often. */
function questions(): Loggable[] {
  return Array.from({ length: POPULAR + TAIL }, (_, at) => {
    const score = ((at * 7919) % 1000) / 1000
    const band = score >= 0.97 ? 'malicious' : score >= 0.9 ? 'unsure' : 'benign'
    const verdict = ({ malicious: 'blocked-by-model', unsure: 'unsure', benign: 'allowed-by-model' } as const)[band]
    const name = `host${at % 97}.name${at}.example${at % 7}.com`
    const type = ['A', 'A', 'AAAA', 'HTTPS'][at % 4]!
    const answers = [`A 192.0.2.${at % 250}`]
    return loggable({
      name, type, verdict, rule: null, modelId: 'ngram-linear', score, band, unscored: null, rcode: 'NOERROR', answers, upstream: '192.0.2.53:53',
    }) // prettier-ignore
  })
}

async function fill(store: DuckDbStore): Promise<number> {
  const random = randomFrom(1)
  const entries = questions()
  await using writer = createRecordWriter({ sink: portSink(store.connect()) })
  const row = blankRow()
  const startedAt = performance.now()
  for (let at = 0; at < RECORDS; at++) {
    const popular = random() < 0.9
    row.what = entries[popular ? Math.floor(random() ** 3 * POPULAR) : POPULAR + Math.floor(random() * TAIL)]!
    row.client = `10.0.${Math.floor((random() ** 2 * CLIENTS) / 250)}.${Math.floor(random() ** 2 * Math.min(CLIENTS, 250))}`
    row.time = FROM + (at / RECORDS) * DAYS * DAY
    row.milliseconds = random() ** 4 * 80
    row.flags = random() < 0.6 ? 1 : 0
    writer.add(row)
    if (at % 50_000 === 49_999) await writer.flush(60_000)
    else if (at % 2000 === 0) await setImmediate()
  }
  await writer.flush(60_000)
  await store.flush()
  if (writer.dropped > 0) throw new Error(`${writer.dropped} records were dropped`)
  return (RECORDS / (performance.now() - startedAt)) * 1000
}

type Timing = { ms: number; cpuMs: number }

/** The median of six runs: by the clock, and of the processor time that all threads of this process took, which other programs cannot stretch. */
async function timed(ask: () => Promise<unknown>): Promise<Timing> {
  const runs: Timing[] = []
  for (let run = 0; run < 6; run++) {
    const startedAt = performance.now()
    const before = process.cpuUsage()
    await ask()
    const { user, system } = process.cpuUsage(before)
    runs.push({ ms: Math.round(performance.now() - startedAt), cpuMs: Math.round((user + system) / 1000) })
  }
  return runs.sort((a, b) => a.cpuMs - b.cpuMs)[3]!
}

function search(filter: string, days = DAYS): Search {
  const terms = parseFilter(filter)
  if (!terms.ok) throw new Error(terms.fault.message)
  return { range: { from: (TODAY - days + 1) * DAY, to: (TODAY + 1) * DAY }, terms: terms.value }
}

/** How long a small batch waits for its acknowledgement while the longest search goes on again and again. */
async function acknowledgedWhileSearching(store: DuckDbStore): Promise<{ median: number; worst: number }> {
  const writer = createRecordWriter({ sink: portSink(store.connect()) })
  const row = { ...blankRow(), what: questions()[0]!, client: '10.0.0.1', time: Date.now() }
  const waits: number[] = []
  const searching = new AbortController()
  const searches = (async () => {
    for (let run = 0; run < 5; run++) await store.names(search(''))
    searching.abort()
  })()
  while (!searching.signal.aborted) {
    writer.add(row)
    const startedAt = performance.now()
    await writer.flush(60_000)
    waits.push(Math.round(performance.now() - startedAt))
    await setTimeout(20)
  }
  await searches
  await writer[Symbol.asyncDispose]()
  waits.sort((a, b) => a - b)
  return { median: waits[waits.length >> 1]!, worst: waits.at(-1)! }
}

const folder = mkdtempSync(join(tmpdir(), 'bench-store-'))
try {
  const filling = await openDuckDbStore({ folder })
  const recordsPerSecond = Math.round(await fill(filling))
  const residentAfterFilling = process.memoryUsage().rss
  await filling[Symbol.asyncDispose]()

  const openedAt = performance.now()
  await using store = await openDuckDbStore({ folder })
  const openMs = Math.round(performance.now() - openedAt)
  const { bytes, records } = await store.figures()
  const asks: Record<string, () => Promise<unknown>> = {
    'timeline by hour': () => store.timeline(search(''), 3_600_000, 0),
    'timeline by hour of a part of a name': () => store.timeline(search('name12'), 3_600_000, 0),
    'timeline of blocked, slow, uncached': () =>
      store.timeline(search('verdict:blocked ms:>20 cached:no'), 3_600_000, 0),
    'names, all': () => store.names(search('')),
    'names, one day': () => store.names(search('', 1)),
    'names, unsure': () => store.names(search('verdict:unsure')),
    'names of one client': () => store.names(search('client:10.0.0.3')),
    'clients of one name': () => store.clients(search('name:host3.name100.example2.com'), 50),
    'newest 100 records': () => store.records(search(''), 0, 100),
    'records, page far back': () => store.records(search(''), Math.floor(RECORDS * 0.9), 100),
    'records of a rare verdict and score': () => store.records(search('verdict:blocked score:>=0.999'), 0, 100),
    'answers under a domain': () => store.answers(search('name:.example2.com'), 20),
    'queries under 1,000 names': () =>
      store.queriesUnder(
        Array.from({ length: 1000 }, (_, at) => `name${at}.example${at % 7}.com`),
        search('').range
      ),
  }
  const milliseconds: Record<string, Timing> = {}
  for (const [what, ask] of Object.entries(asks)) {
    const { ms, cpuMs } = (milliseconds[what] = await timed(ask))
    console.log(what.padEnd(40), `${ms} ms, ${cpuMs} ms of processor time`)
  }
  await setTimeout(6000)
  const atRest = Math.round(process.memoryUsage().rss / 1e6)
  const acknowledged = await acknowledgedWhileSearching(store)
  console.log(JSON.stringify({
    machine: { cores: availableParallelism(), node: process.version },
    records, days: DAYS, clients: CLIENTS, recordsPerSecond, bytesPerRecord: Math.round((bytes / records) * 10) / 10,
    residentMB: { afterFilling: Math.round(residentAfterFilling / 1e6), atRest },
    openMs, milliseconds, acknowledgedWhileSearching: acknowledged,
  })) // prettier-ignore
} finally {
  rmSync(folder, { recursive: true })
}
