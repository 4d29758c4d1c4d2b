import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MessagePort } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RecordBatch } from '../../core/log/batch.ts'
import type { BatchAck } from '../../core/log/sink.ts'
import { openDuckDbStore, type DuckDbStore } from '../../core/store/duckdb/duckdb-store.ts'
import type { LivePart } from '../../core/store/live-fold.ts'
import { asked, createLog, type Asked } from '../fakes/log-of.ts'

let folder: string
let store: DuckDbStore
let parts: LivePart[]
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'store-live-'))
  store = await openDuckDbStore({ folder })
  parts = []
  store.onLive((part) => parts.push(part))
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const everything = { range: { from: 0, to: Date.now() + 3_600_000 }, terms: [] }
const now = (count: number): Asked[] =>
  Array.from({ length: count }, (_, at) =>
    asked({ time: Date.now(), name: `n${at}.example`, verdict: at % 4 === 0 ? 'unsure' : 'unscored' })
  )

/** Posts as the resolver does and waits for the acknowledgement. */
async function post(port: MessagePort, id: number, batch: RecordBatch): Promise<void> {
  port.postMessage({ kind: 'batch', id, batch })
  const [ack] = (await once(port, 'message')) as [BatchAck]
  expect(ack).toEqual({ kind: 'ack', id })
}

const seen = () =>
  parts.reduce(
    (sum, part) => sum + part.seconds.reduce((all, { verdicts }) => all + verdicts.reduce((a, b) => a + b), 0),
    0
  )

test('what threads log over their ports is stored, acknowledged, and told to Live exactly once', async () => {
  const [first, second] = [store.connect(), store.connect()]
  const logs = [createLog(41), createLog(42)]
  for (let id = 0; id < 20; id++) {
    await Promise.all([
      post(first, id, logs[0]!.batch(now(30))),
      post(second, id, { ...logs[1]!.batch(now(5)), dropped: 2 }),
    ])
  }
  await store.flush()
  expect((await store.records(everything, 0, 1)).total).toBe(700)
  await expect.poll(seen, { timeout: 5000 }).toBe(700)
  expect(parts.reduce((sum, part) => sum + part.records.length + part.skipped, 0)).toBe(700)
  expect(parts.reduce((sum, part) => sum + part.dropped, 0)).toBe(40)
  expect(Math.max(...parts.map(({ records }) => records.length))).toBeLessThanOrEqual(50)
  first.close()
  second.close()
})

test('Live hears at most four times a second, and the newest records when there are too many', async () => {
  const port = store.connect()
  const log = createLog(43)
  const startedAt = performance.now()
  for (let id = 0; performance.now() < startedAt + 1100; id++) await post(port, id, log.batch(now(200)))
  await expect.poll(seen, { timeout: 5000 }).toBe(log.written.length)
  const seconds = (performance.now() - startedAt) / 1000
  expect(parts.length).toBeLessThanOrEqual(seconds * 4 + 1)
  const newest = parts.at(-1)!.records.map(({ evidence }) => evidence)
  expect(newest).toEqual(log.written.slice(-newest.length).map(({ evidence }) => evidence))
  port.close()
})

test('records that were dated back are stored and not live', async () => {
  const port = store.connect()
  await post(port, 0, createLog(44).batch([asked({ time: Date.now() - 3_600_000 }), ...now(1)]))
  await expect.poll(seen, { timeout: 5000 }).toBe(1)
  expect(parts[0]!).toMatchObject({ records: [{ name: 'n0.example' }], skipped: 0 })
  await store.flush()
  expect((await store.records(everything, 0, 1)).total).toBe(2)
  port.close()
})

test('a batch whose predecessor is missing is counted as dropped and does not stop the next', async () => {
  const port = store.connect()
  const log = createLog(45)
  log.batch(now(3))
  await post(port, 0, log.batch([asked({ name: 'later.example', time: Date.now() })]))
  await post(port, 1, createLog(46).batch(now(2)))
  await store.flush()
  expect(await store.figures()).toMatchObject({ records: 2, dropped: 1 })
  port.close()
})

test('a closed store refuses what is asked of it', async () => {
  await store[Symbol.asyncDispose]()
  await expect(store.figures()).rejects.toThrow('the store is closed')
  await store[Symbol.asyncDispose]()
})
