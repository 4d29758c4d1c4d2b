import { expect, test } from 'vitest'
import { createAnalysis, type Analysis } from '../../../core/analysis/analysis.ts'
import type { NameSort } from '../../../core/analysis/views.ts'
import type { DomainName } from '../../../core/dns/name.ts'
import { createOwnNames } from '../../../core/lists/own-names.ts'
import type { QueryRecord } from '../../../core/log/record.ts'
import type { QueryStore } from '../../../core/store/port.ts'
import { fakeClock } from '../../fakes/clock.ts'
import { asked, createLog, type Asked } from '../../fakes/log-of.ts'
import { createReferenceStore } from '../../fakes/reference-store.ts'

const START = Date.UTC(2026, 0, 5)
const criteria = { range: { from: START, to: START + 1000 }, filter: '' }
const byCount: NameSort = { by: 'count', descending: true }
const serving = { modelId: 'm', thresholds: { unsure: 0.3, malicious: 0.9 } }

const scored = (name: string, score: number, time: number): Asked =>
  asked({
    name,
    score,
    modelId: 'm',
    verdict: score >= 0.9 ? 'blocked-by-model' : 'allowed-by-model',
    time: START + time,
    client: `c${time % 3}`,
  })

const records: Asked[] = [
  ...[1, 2, 3, 4].map((time) => scored('bad.test', 0.99, time)),
  ...[5, 6].map((time) => scored('doubtful.test', 0.6, time)),
  scored('moved.test', 0.95, 7),
  scored('moved.test', 0.1, 8),
  asked({ name: 'moved.test', verdict: 'unscored', unscored: 'model-late', time: START + 9 }),
  asked({ name: 'vetted.test', verdict: 'unscored', unscored: 'model-off', time: START + 10 }),
  asked({ name: 'printer.local', verdict: 'unscored', unscored: 'not-a-public-name', time: START + 11 }),
]

function setUp(): {
  analysis: Analysis
  own: ReturnType<typeof createOwnNames>
  asks: () => number
  clock: ReturnType<typeof fakeClock>
} {
  const log = createLog(1)
  log.batch(records)
  const reference = createReferenceStore([...log.written] as QueryRecord[])
  let asks = 0
  const store: QueryStore = { ...reference, names: (search) => (asks++, reference.names(search)) }
  const own = createOwnNames([['vetted.test', 'malicious']])
  const clock = fakeClock()
  const analysis = createAnalysis({ store, present: () => ({ own, book: createOwnNames(), serving }), clock })
  return { analysis, own, asks: () => asks, clock }
}

async function page(
  analysis: Analysis,
  tab: 'malicious' | 'benign' | 'unsure' | 'all',
  sort = byCount,
  offset = 0,
  limit = 100
) {
  const answer = await analysis.names(criteria, { tab, sort, offset, limit })
  if (!answer.ok) throw new Error(answer.fault.message)
  return answer.value
}

test('each tab holds the names that belong there by what holds now, and counts them and their queries', async () => {
  const { analysis } = setUp()
  const malicious = await page(analysis, 'malicious')
  expect(malicious.rows.map(({ name, count }) => [name, count])).toEqual([
    ['bad.test', 4],
    ['doubtful.test', 2],
    ['vetted.test', 1],
  ])
  expect(malicious).toMatchObject({ total: 3, queries: 7, tabs: { malicious: 3, benign: 1, unsure: 1, all: 5 } })
  expect((await page(analysis, 'benign')).rows).toMatchObject([
    {
      name: 'moved.test',
      count: 3,
      score: 0.1,
      modelId: 'm',
      lastVerdict: 'unscored',
      firstSeen: START + 7,
      lastSeen: START + 9,
    },
  ])
  expect((await page(analysis, 'unsure')).rows.map(({ name }) => name)).toEqual(['doubtful.test'])
  expect((await page(analysis, 'all')).rows.map(({ name }) => name)).toContain('printer.local')
})

test.each([
  [{ by: 'name', descending: false }, ['bad.test', 'doubtful.test', 'moved.test', 'printer.local', 'vetted.test']],
  [{ by: 'score', descending: true }, ['bad.test', 'doubtful.test', 'moved.test', 'printer.local', 'vetted.test']],
  [{ by: 'score', descending: false }, ['moved.test', 'doubtful.test', 'bad.test', 'printer.local', 'vetted.test']],
  [{ by: 'lastSeen', descending: true }, ['printer.local', 'vetted.test', 'moved.test', 'doubtful.test', 'bad.test']],
  [{ by: 'count', descending: false }, ['printer.local', 'vetted.test', 'doubtful.test', 'moved.test', 'bad.test']],
  [{ by: 'clients', descending: true }, ['bad.test', 'moved.test', 'doubtful.test', 'printer.local', 'vetted.test']],
] as [NameSort, string[]][])('sorted by %j, equal names stand by name and unscored ones last', async (sort, names) => {
  expect((await page(setUp().analysis, 'all', sort)).rows.map(({ name }) => name)).toEqual(names)
})

test('pages are cut from one classification: the store is asked once', async () => {
  const { analysis, asks, clock } = setUp()
  const all = (await page(analysis, 'all')).rows
  const paged = [
    await page(analysis, 'all', byCount, 0, 2),
    await page(analysis, 'all', byCount, 2, 2),
    await page(analysis, 'all', byCount, 4, 2),
  ]
  expect(paged.flatMap(({ rows }) => rows)).toEqual(all)
  expect(asks()).toBe(1)
  clock.pass(6000)
  await page(analysis, 'all')
  expect(asks()).toBe(2)
})

test('a decision changes the next page', async () => {
  const { analysis, own } = setUp()
  await page(analysis, 'malicious')
  own.set('bad.test', 'benign')
  analysis.forget()
  expect((await page(analysis, 'benign')).rows[0]).toMatchObject({
    name: 'bad.test',
    nature: { by: 'vetted', side: 'benign' },
  })
})

test('a search that failed is not remembered', async () => {
  const log = createLog(2)
  log.batch(records)
  const reference = createReferenceStore([...log.written] as QueryRecord[])
  let broken = true
  const names: QueryStore['names'] = (search) =>
    broken ? Promise.reject(new Error('the disk is gone')) : reference.names(search)
  const own = createOwnNames()
  const analysis = createAnalysis({
    store: { ...reference, names },
    present: () => ({ own, book: own, serving }),
    clock: fakeClock(),
  })
  await expect(page(analysis, 'all')).rejects.toThrow('the disk is gone')
  broken = false
  expect((await page(analysis, 'all')).total).toBe(5)
})

test('the traffic of one name tells its clients, answers, siblings and when it was seen', async () => {
  const log = createLog(3)
  const at = (time: number, more: Partial<Asked>) => asked({ time: START + time, ...more })
  log.batch([
    at(1, {
      name: 'www.shop.com',
      client: 'a',
      answers: ['A 192.0.2.1', 'A 192.0.2.2'],
      score: 0.2,
      modelId: 'm',
      verdict: 'allowed-by-model',
    }),
    at(2, { name: 'www.shop.com', client: 'b', answers: ['A 192.0.2.1'] }),
    at(3, { name: 'www.shop.com', client: 'b' }),
    at(4, { name: 'shop.com' }),
    at(5, { name: 'img.shop.com' }),
    at(6, { name: 'img.shop.com' }),
    at(7, { name: 'myshop.com' }),
    at(2000, { name: 'www.shop.com' }),
  ])
  const own = createOwnNames()
  const store = createReferenceStore([...log.written] as QueryRecord[])
  const analysis = createAnalysis({ store, present: () => ({ own, book: own, serving }), clock: fakeClock() })
  const traffic = await analysis.traffic('www.shop.com' as DomainName, criteria.range, {
    period: null,
    minutesEastOfUtc: 0,
  })
  expect(traffic).toMatchObject({
    ok: true,
    value: {
      nature: { side: 'benign', by: 'score' },
      clients: [
        { client: 'b', count: 2 },
        { client: 'a', count: 1 },
      ],
      answers: [
        { answer: 'A 192.0.2.1', count: 2 },
        { answer: 'A 192.0.2.2', count: 1 },
      ],
      siblings: [
        { name: 'img.shop.com', count: 2 },
        { name: 'shop.com', count: 1 },
      ],
      queries: 3,
      firstSeen: START + 1,
      lastSeen: START + 3,
      timeline: { total: 3, period: 'minute' },
    },
  })
  const never = await analysis.traffic('absent.shop.com' as DomainName, criteria.range, {
    period: null,
    minutesEastOfUtc: 0,
  })
  expect(never).toMatchObject({
    ok: true,
    value: { nature: { by: 'nothing' }, queries: 0, firstSeen: null, clients: [] },
  })
})

test.each([
  [0.95, 'malicious', false],
  [0.6, 'malicious', true],
  [0.1, 'benign', false],
] as const)('a name that was never asked is, by a score of %d of now, %s (unsure: %s)', (probability, side, unsure) => {
  const { analysis } = setUp()
  const score = { probability, modelId: 'm', logit: 0, band: unsure ? 'unsure' : 'benign' } as const
  expect(analysis.nature('never-asked.test' as DomainName, score)).toMatchObject({ side, by: 'score', unsure })
})
