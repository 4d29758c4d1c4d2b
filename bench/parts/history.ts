import { setImmediate } from 'node:timers/promises'
import { blankRow, createRecordWriter, loggable, type Loggable } from '../../core/log/record-writer.ts'
import { portSink } from '../../core/log/sink.ts'
import { seeded } from '../../core/model/random.ts'
import type { DuckDbStore } from '../../core/store/duckdb/duckdb-store.ts'

export const DAY = 86_400_000
const POPULAR = 5000
const TAIL = 100_000

/** `until` is the first day that gets none, as days since the epoch. */
export type History = { records: number; days: number; clients: number; until: number }

/** One in ten questions is for one of 100,000 rare names, the others for 5,000 popular ones, the more popular the more often. */
export function questions(): Loggable[] {
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

/** Fills a store as the resolver does, back-dated over the days; resolves with records a second. Throws when one was dropped. */
export async function fillHistory(store: DuckDbStore, { records, days, clients, until }: History): Promise<number> {
  const random = seeded(1)
  const entries = questions()
  await using writer = createRecordWriter({ sink: portSink(store.connect()) })
  const row = blankRow()
  const startedAt = performance.now()
  const from = (until - days) * DAY
  for (let at = 0; at < records; at++) {
    const popular = random() < 0.9
    row.what = entries[popular ? Math.floor(random() ** 3 * POPULAR) : POPULAR + Math.floor(random() * TAIL)]!
    row.client = `10.0.${Math.floor((random() ** 2 * clients) / 250)}.${Math.floor(random() ** 2 * Math.min(clients, 250))}`
    row.time = from + (at / records) * days * DAY
    row.milliseconds = random() ** 4 * 80
    row.flags = random() < 0.6 ? 1 : 0
    writer.add(row)
    if (at % 50_000 === 49_999) await writer.flush(60_000)
    else if (at % 2000 === 0) await setImmediate()
  }
  await writer.flush(60_000)
  await store.flush()
  if (writer.dropped > 0) throw new Error(`${writer.dropped} records were dropped`)
  return (records / (performance.now() - startedAt)) * 1000
}
