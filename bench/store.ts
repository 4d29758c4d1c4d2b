import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { blankRow, createRecordWriter } from '../core/log/record-writer.ts'
import { portSink } from '../core/log/sink.ts'
import { parseFilter } from '../core/query/filter.ts'
import { openDuckDbStore, type DuckDbStore } from '../core/store/duckdb/duckdb-store.ts'
import type { Search } from '../core/store/port.ts'
import { DAY, fillHistory, questions } from './parts/history.ts'

/**
 * node bench/store.ts [records] [days] [clients]: fills a store as the resolver does, back-dated over the days, and times what the desk
 * asks. The last line is JSON. Names and clients are drawn from a seed.
 */
const [RECORDS = 5_000_000, DAYS = 30, CLIENTS = 60] = process.argv.slice(2).map(Number)
const TODAY = Math.floor(Date.now() / DAY)
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
  const recordsPerSecond = Math.round(
    await fillHistory(filling, { records: RECORDS, days: DAYS, clients: CLIENTS, until: TODAY + 1 })
  )
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
