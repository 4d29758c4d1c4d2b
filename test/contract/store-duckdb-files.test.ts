import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDuckDbStore, type DuckDbStore } from '../../core/store/duckdb/duckdb-store.ts'
import { asked, createLog, type Asked } from '../fakes/log-of.ts'

const DAY = 86_400_000
const START = Date.UTC(2026, 0, 5)
const everything = { range: { from: 0, to: START + 100 * DAY }, terms: [] }

let folder: string
let notices: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-files-'))
  notices = []
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (today = START): Promise<DuckDbStore> =>
  openDuckDbStore({ folder, clock: { now: () => today, elapsed: () => 0 }, onNotice: (text) => notices.push(text) })
const files = () =>
  readdirSync(folder)
    .filter((name) => name !== 'spill')
    .sort()
const bytes = () => files().reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)

/** Records of one day whose texts do not compress into nothing. */
function day(number: number, count: number): Asked[] {
  return Array.from({ length: count }, (_, at) => {
    const label = Math.imul(at + 1, 2_654_435_761)
      .toString(36)
      .replace('-', 'x')
    return asked({
      name: `${label}${label}.example`,
      time: START + number * DAY + at,
      milliseconds: at % 97,
      client: `c${at % 5}`,
    })
  })
}

async function fill(counts: Record<number, number>): Promise<void> {
  await using store = await open()
  const log = createLog(31)
  for (const [number, count] of Object.entries(counts)) await store.append(log.batch(day(Number(number), count)))
}

async function countedDays(store: DuckDbStore): Promise<number[][]> {
  return (await store.timeline(everything, DAY, 0)).map(({ start, count }) => [(start - START) / DAY, count])
}

test('the first search may come while the first records open their day', async () => {
  for (let number = 0; number < 5; number++) {
    await using store = await open(START + number * DAY)
    const log = createLog(31)
    const [, found] = await Promise.all([store.append(log.batch(day(number, 10))), store.names(everything)])
    expect(found.names.length % 10).toBe(0)
  }
})

describe('what was flushed is there after kill -9', () => {
  let child: ChildProcess
  afterEach(() => child.kill('SIGKILL'))

  async function startChild(): Promise<AsyncIterator<string>> {
    child = spawn(process.execPath, [join(import.meta.dirname, 'store-child.ts'), folder, String(START)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    return createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  }

  test('and nothing is half there', async () => {
    const lines = await startChild()
    let flushed = 0
    while (flushed < 20_000) flushed = Number((await lines.next()).value)
    child.kill('SIGKILL')
    await once(child, 'exit')
    for (let line = await lines.next(); line.done !== true; line = await lines.next()) flushed = Number(line.value)

    await using store = await open()
    const { total } = await store.records(everything, 0, 1)
    expect(total).toBeGreaterThanOrEqual(flushed)
    const totals = await store.names(everything)
    expect(totals.counts.reduce((sum, count) => sum + count)).toBe(total)
    expect((await store.clients(everything, 10)).reduce((sum, { count }) => sum + count, 0)).toBe(total)
    expect(notices).toEqual([])
  })

  test.runIf(process.platform === 'linux')('and while it lives, nobody else may open the folder', async () => {
    const lines = await startChild()
    await lines.next()
    await expect(open()).rejects.toThrow('another program has the query log open')
    expect(files().filter((name) => name.includes('torn'))).toEqual([])
  })
})

describe('a file that cannot be read is set aside, and the rest is there', () => {
  const FILE = '2026-01-06.1.duckdb'
  const damages: [string, (path: string) => void][] = [
    ['is not a database', (path) => writeFileSync(path, 'something else entirely, and long enough to look at')],
    ['lost its second half', (path) => truncateSync(path, statSync(path).size / 2)],
    ['has a hole where its tables stand', (path) => writeFileSync(path, readFileSync(path).fill(0, 4096, 400_000))],
    ['has a flipped bit in every page', (path) => writeFileSync(path, flipped(readFileSync(path)))],
  ]

  test.each(damages)('when it %s', async (_, damage) => {
    await fill({ 0: 100, 1: 30_000, 2: 300 })
    damage(join(folder, FILE))
    const size = statSync(join(folder, FILE)).size
    await using store = await open()
    expect(await countedDays(store)).toEqual([
      [0, 100],
      [2, 300],
    ])
    expect((await store.names(everything)).names.length).toBe(300)
    expect(notices).toHaveLength(1)
    expect(notices[0]).toMatch(
      /^The log of 2026-01-06 cannot be read \(.+\)\. It was set aside as 2026-01-06\.1\.duckdb\.torn; its queries are missing\.$/
    )
    expect(statSync(join(folder, `${FILE}.torn`)).size).toBe(size)

    await store.append(createLog(32).batch(day(1, 5)))
    await store.flush()
    expect(await countedDays(store)).toEqual([
      [0, 100],
      [1, 5],
      [2, 300],
    ])
  })

  test('an empty file, as a kill right at midnight leaves it, is begun anew', async () => {
    writeFileSync(join(folder, FILE), '')
    await using store = await open()
    await store.append(createLog(33).batch(day(1, 5)))
    await store.flush()
    expect(await countedDays(store)).toEqual([[1, 5]])
    expect(notices).toEqual([])
  })

  test('a torn write-ahead log costs its own records, not the day', async () => {
    await fill({ 1: 100 })
    writeFileSync(join(folder, `${FILE}.wal`), 'this is no log')
    await using store = await open()
    expect(await countedDays(store)).toEqual([[1, 100]])
  })

  test('files that are not ours are left alone', async () => {
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    writeFileSync(join(folder, '2026-13-77.1.duckdb'), 'not a date')
    await fill({ 0: 1 })
    expect(files()).toEqual(['2026-01-05.1.duckdb', '2026-13-77.1.duckdb', 'notes.txt'])
  })
})

describe('retention deletes whole days, oldest first, and gives the disk back', () => {
  test('by days, of which today is one', async () => {
    await fill({ 0: 1000, 1: 1000, 2: 1000, 3: 1000 })
    const before = bytes()
    await using store = await open(START + 3 * DAY + 5)
    const { days, bytes: going } = await store.beyond({ days: 2, megabytes: 1000 })
    expect([days, bytes()]).toEqual([2, before])
    expect((await store.beyond({ days: 4, megabytes: 1000 })).days).toBe(0)
    const outcome = await store.retain({ days: 2, megabytes: 1000 })
    expect(outcome.removedDays).toEqual(['2026-01-05', '2026-01-06'])
    expect(outcome.freedBytes).toBe(going)
    expect(going).toBeGreaterThan(0)
    expect(bytes()).toBe(before - outcome.freedBytes)
    expect(await countedDays(store)).toEqual([
      [2, 1000],
      [3, 1000],
    ])
  })

  test('by megabytes, while today stays however large it is', async () => {
    await fill({ 0: 30_000, 1: 30_000, 2: 30_000 })
    const before = bytes()
    await using store = await open(START + 2 * DAY)
    expect(await store.beyond({ days: 90, megabytes: (before - 1) / 1e6 })).toMatchObject({ days: 1 })
    expect(await store.retain({ days: 90, megabytes: (before - 1) / 1e6 })).toMatchObject({
      removedDays: ['2026-01-05'],
    })
    expect(await store.retain({ days: 90, megabytes: 0.001 })).toMatchObject({ removedDays: ['2026-01-06'] })
    expect(await countedDays(store)).toEqual([[2, 30_000]])
    expect(bytes()).toBeLessThan(before / 2)
    expect(await store.figures()).toMatchObject({ records: 30_000, days: 1, bytes: bytes() })
  })

  test('also of a day that records are being written to, which then begins anew', async () => {
    await using store = await open(START + 9 * DAY)
    const log = createLog(34)
    const appended = store.append(log.batch(day(0, 3000)))
    const retained = store.retain({ days: 1, megabytes: 1000 })
    await appended
    expect((await retained).removedDays.length).toBeLessThanOrEqual(1)
    await store.append(log.batch(day(0, 7)))
    await store.retain({ days: 1, megabytes: 1000 })
    await store.append(log.batch(day(0, 8)))
    await store.flush()
    expect(await countedDays(store)).toEqual([[0, 8]])
    expect(notices).toEqual([])
  })

  test('and of what was set aside on a day that has passed', async () => {
    writeFileSync(join(folder, '2026-01-05.1.duckdb'), 'torn')
    appendFileSync(join(folder, '2026-01-05.1.duckdb'), 'x'.repeat(1000))
    await using store = await open(START + 5 * DAY)
    expect(files()).toEqual(['2026-01-05.1.duckdb.torn'])
    expect(await store.beyond({ days: 2, megabytes: 1000 })).toEqual({ days: 1, bytes: 1004 })
    expect(await store.retain({ days: 2, megabytes: 1000 })).toEqual({ removedDays: [], freedBytes: 1004 })
    expect(files()).toEqual([])
  })
})

test('closing the store keeps all that was acknowledged, and leaves no log behind', async () => {
  await fill({ 0: 10, 1: 20 })
  expect(files()).toEqual(['2026-01-05.1.duckdb', '2026-01-06.1.duckdb'])
  await using store = await open()
  expect(await countedDays(store)).toEqual([
    [0, 10],
    [1, 20],
  ])
})

/** One bit in each 256-kilobyte block behind the headers. */
function flipped(file: Buffer): Buffer {
  for (let at = 3 * 4096 + 1000; at < file.length; at += 262_144) file[at]! ^= 4
  return file
}
