import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { NameRow, NatureTab, Period } from '../../../core/analysis/views.ts'
import type { QueryRecord } from '../../../core/log/record.ts'
import { startFakeUpstream, type FakeUpstream } from '../../fakes/upstream.ts'
import { modelReady, startProduct, type Product } from '../product.ts'
import { blockedBy, knownNames, LISTS, send, tally, verdictOf, VETTED, zone, type Sent } from './traffic.ts'

const QUERIES = 10_000
const HONEYPOT = '198.51.100.9'

/** The wait for a score is long, so that a busy machine does not let a name pass that the test counts on. */
const settings = { scoreWaitMs: 1000, honeypot: { ipv4: HONEYPOT, ipv6: null } }

let upstream: FakeUpstream
let product: Product
let modelId: string
let sent: Sent[]
let scores: Map<string, { probability: number; doubted: boolean }>
let doubted: Set<string>
let range: { from: number; to: number }

beforeAll(async () => {
  upstream = await startFakeUpstream(zone)
  product = await startProduct({ upstream, settings })
  modelId = await modelReady(product)
  for (const name of ['ads', 'lures', 'exceptions'] as const) {
    const text = LISTS[name].entries.join('\n')
    await product.call('lists.add', { name, effect: LISTS[name].effect, source: { kind: 'pasted', text } })
  }
  for (const called of ['malicious', 'honeypot', 'benign'] as const) {
    await product.call('vetting.decide', { names: VETTED[called], class: called, note: '' })
  }
  const begun = performance.now()
  sent = await send(product.ready.dns, knownNames(), QUERIES)
  console.info(`${QUERIES} queries in ${((performance.now() - begun) / 1000).toFixed(1)} s, one socket a client`)
  scores = await scoresOf(sent)
  doubted = new Set([...scores].filter(([, score]) => score.doubted).map(([name]) => name))
  const times = sent.flatMap(({ answer }) => [answer.sentAt, answer.answeredAt])
  range = { from: Math.min(...times), to: Math.max(...times) + 1 }
  await vi.waitFor(async () => expect((await records(0, 1)).total).toBe(QUERIES), 20_000)
})
afterAll(async () => {
  await product[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const criteria = (filter = '') => ({ range, filter })
const records = (offset: number, limit: number, filter = '') =>
  product.call('history.records', { criteria: criteria(filter), offset, limit })
const verdict = (one: Sent) => verdictOf(one, doubted)
const minuteOf = (time: number) => Math.floor(time / 60_000) * 60_000

/** What the model says of the names that nobody has judged: the one thing that the test cannot know by itself. */
async function scoresOf(of: readonly Sent[]) {
  const names = new Set(of.filter(({ kind }) => kind.of === 'scored').map(({ name }) => name))
  const asked = [...names].map(async (name) => {
    const { verdict: said } = await product.call('names.explain', { name })
    if (!('score' in said)) throw new Error(`${name} was not scored: ${said.kind}`)
    return [name, { probability: said.score.probability, doubted: said.kind === 'unsure' }] as const
  })
  return new Map(await Promise.all(asked))
}

test('the mix holds every kind of verdict, and every question was answered within the minute it was asked in', () => {
  expect(Object.keys(tally(sent, verdict)).sort()).toEqual([
    'allowed-by-list',
    'allowed-by-model',
    'blocked-by-list',
    'blocked-by-model',
    'unscored',
    'unsure',
  ])
  expect(sent.every(({ answer }) => minuteOf(answer.sentAt) === minuteOf(answer.answeredAt))).toBe(true)
  expect(tally(sent, ({ answer }) => answer.rcode)).not.toHaveProperty('SERVFAIL')
})

test('names are blocked by whom the lists and decisions say, and by nobody else', () => {
  const expected = ({ kind }: Sent) => {
    if (kind.of === 'list') return kind.list === 'exceptions' ? null : 'list'
    return kind.of === 'vetted' && kind.as !== 'benign' ? 'analyst' : null
  }
  const ruled = sent.filter(({ kind }) => kind.of !== 'scored')
  expect(ruled.filter((one) => blockedBy(one) !== expected(one)).map(({ name }) => name)).toEqual([])
})

test('every record is a question that was sent, once, with its verdict', async () => {
  const all: QueryRecord[] = []
  for (let offset = 0; offset < QUERIES; offset += 1000) all.push(...(await records(offset, 1000)).records)
  expect(new Set(all.map(({ evidence }) => evidence)).size).toBe(QUERIES)
  expect(all.every(({ time }, at) => at === 0 || time <= all[at - 1]!.time)).toBe(true)
  const recorded = tally(all, ({ client, type, name, verdict, rcode }) =>
    [client, type, name, verdict, rcode].join(' ')
  )
  expect(recorded).toEqual(
    tally(sent, (one) => [one.client, one.type, one.name, verdict(one), one.answer.rcode].join(' '))
  )
  const scored = all.filter(({ score }) => score !== null)
  // Two batches of another size add up in another order.
  for (const { name, score } of scored) expect(score).toBeCloseTo(scores.get(name)!.probability, 5)
  expect(new Set(scored.map((record) => record.modelId))).toEqual(new Set([modelId]))
})

test('the evidence id that a client was given finds its record', async () => {
  const blocked = sent.filter((one) => blockedBy(one) !== null)
  for (const one of [blocked[0]!, blocked[Math.floor(blocked.length / 2)]!, blocked.at(-1)!]) {
    const found = await product.call('lookup.find', { text: one.answer.error!.text })
    expect(found).toMatchObject({ kind: 'evidence', name: one.name })
    const { time } = found as { time: number }
    expect(time).toBeGreaterThanOrEqual(one.answer.sentAt)
    expect(time).toBeLessThanOrEqual(one.answer.answeredAt)
  }
})

describe('the timeline', () => {
  test.each<[Period, number]>([
    ['minute', 0],
    ['hour', 0],
    ['hour', 330],
    ['day', 0],
    ['day', 345],
    ['day', -570],
  ])('by %s, %d minutes east of UTC, counts what was sent in every bucket', async (period, minutesEastOfUtc) => {
    const width = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }[period]
    const local = (time: number) => time + minutesEastOfUtc * 60_000
    const wide = { from: range.from - 10 * width, to: range.to }
    const timeline = await product.call('history.timeline', {
      criteria: { range: wide, filter: '' },
      period,
      minutesEastOfUtc,
    })
    expect(timeline.total).toBe(QUERIES)
    expect(timeline.buckets.length).toBeGreaterThanOrEqual(11)
    let last: number | null = null
    for (const { start, counts } of timeline.buckets) {
      if (last !== null) expect(start - last).toBe(width)
      last = start
      expect(Math.abs(local(start) % width)).toBe(0)
      const inside = sent.filter(({ answer }) => answer.sentAt >= start && answer.sentAt < start + width)
      expect(present(counts)).toEqual(tally(inside, verdict))
    }
  })
})

describe('what a filter leaves', () => {
  test.each<[string, (one: Sent) => boolean]>([
    ['verdict:blocked', (one) => blockedBy(one) !== null],
    ['verdict:listed', (one) => one.kind.of === 'list' || one.kind.of === 'vetted'],
    ['-verdict:unscored type:AAAA', (one) => one.kind.of !== 'private' && one.type === 'AAAA'],
    ['client:127.0.0.12,127.0.0.19', ({ client }) => ['127.0.0.12', '127.0.0.19'].includes(client)],
    ['name:ad-server-2.net', ({ name }) => name === 'ad-server-2.net'],
    ['name:*.net -type:A', ({ name, type }) => name.endsWith('.net') && type !== 'A'],
    ['list:ads', ({ kind }) => kind.of === 'list' && kind.list === 'ads'],
    ['rcode:nxdomain', ({ answer }) => answer.rcode === 'NXDOMAIN'],
    ['score:>=0.5', ({ name }) => (scores.get(name)?.probability ?? -1) >= 0.5],
    ['lure', ({ name }) => name.includes('lure')],
    ['client:127.0.0.200', () => false],
  ])('%s is counted the same everywhere', async (filter, holds) => {
    const left = sent.filter(holds)
    const timeline = await product.call('history.timeline', {
      criteria: criteria(filter),
      period: null,
      minutesEastOfUtc: 0,
    })
    const names = await page('all', filter)
    expect({
      records: (await records(0, 1, filter)).total,
      timeline: timeline.total,
      queries: names.queries,
      names: names.total,
      clients: present(await clientCounts(filter)),
    }).toEqual({
      records: left.length,
      timeline: left.length,
      queries: left.length,
      names: new Set(left.map(({ name }) => name)).size,
      clients: tally(left, ({ client }) => client),
    })
  })
})

describe('the tabs', () => {
  const byCount = { by: 'count', descending: true } as const
  const inTab: Record<NatureTab, (one: Sent) => boolean> = {
    malicious: ({ kind, name }) =>
      (kind.of === 'list' && kind.list !== 'exceptions') ||
      (kind.of === 'vetted' && kind.as !== 'benign') ||
      (scores.get(name)?.probability ?? 0) >= 0.5,
    benign: ({ kind, name }) =>
      (kind.of === 'list' && kind.list === 'exceptions') ||
      (kind.of === 'vetted' && kind.as === 'benign') ||
      (scores.get(name)?.probability ?? 1) < 0.5,
    unsure: ({ name }) => doubted.has(name),
    all: () => true,
  }

  test.each<NatureTab>(['malicious', 'benign', 'unsure', 'all'])(
    '%s holds its names, its top 20 first',
    async (tab) => {
      const mine = sent.filter(inTab[tab])
      const counts = Object.entries(tally(mine, ({ name }) => name))
      const ranked = counts.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      const { rows, total, queries, tabs } = await product.call('history.names', {
        criteria: criteria(),
        tab,
        sort: byCount,
        offset: 0,
        limit: 20,
      })
      expect(rows.map(({ name, count }) => [name, count])).toEqual(ranked.slice(0, 20))
      expect({ total, queries }).toEqual({ total: counts.length, queries: mine.length })
      expect(tabs).toEqual(sizes())
    }
  )

  test('every name of the full list has its clients and times', async () => {
    const { rows } = await page('all')
    const byName = Map.groupBy(sent, ({ name }) => name)
    expect(rows).toHaveLength(byName.size)
    expect(rows.filter((row) => !fits(row, byName.get(row.name)!))).toEqual([])
  })

  function sizes() {
    const names = (tab: NatureTab) => new Set(sent.filter(inTab[tab]).map(({ name }) => name)).size
    return { malicious: names('malicious'), benign: names('benign'), unsure: names('unsure'), all: names('all') }
  }

  function fits(row: NameRow, of: Sent[]): boolean {
    const clients = new Set(of.map(({ client }) => client)).size
    return row.count === of.length && row.clients === clients && seenIn(row, of)
  }
})

test('clients are told with their counts, most first, and when they were seen', async () => {
  const rows = await product.call('history.clients', { criteria: criteria(), limit: 1000 })
  expect(Object.fromEntries(rows.map(({ client, count }) => [client, count]))).toEqual(
    tally(sent, ({ client }) => client)
  )
  expect(rows.map(({ count }) => count)).toEqual(rows.map(({ count }) => count).sort((a, b) => b - a))
  const byClient = Map.groupBy(sent, ({ client }) => client)
  expect(rows.filter((row) => !seenIn(row, byClient.get(row.client)!))).toEqual([])
})

test('the panel of one name counts it alone, and its neighbours under the same registered domain', async () => {
  const name = 'ad-server-0.net'
  const mine = sent.filter((one) => one.name === name)
  const profile = await product.call('names.profile', { name, range, period: 'minute', minutesEastOfUtc: 0 })
  expect(profile).toMatchObject({
    registeredDomain: name,
    queries: mine.length,
    timeline: { total: mine.length },
    nature: { side: 'malicious', by: 'listed', rule: { listName: 'ads', entry: name, line: 1 } },
    explanation: { verdict: { kind: 'blocked-by-list' } },
  })
  expect(Object.fromEntries(profile.clients.map(({ client, count }) => [client, count]))).toEqual(
    tally(mine, ({ client }) => client)
  )
  const family = sent.filter((one) => one.name.endsWith(`.${name}`))
  expect(Object.fromEntries(profile.siblings.map((sibling) => [sibling.name, sibling.count]))).toEqual(
    tally(family, (one) => one.name)
  )
})

test('the counters of the resolver and the hits of each list are the same counts', async () => {
  const { counters, storage } = await product.call('workstation.health', {})
  const blocked = sent.filter((one) => blockedBy(one) !== null).length
  expect(counters).toMatchObject({ queries: QUERIES, blocked, late: 0, logDropped: 0, servfail: 0 })
  expect(storage).toMatchObject({ records: QUERIES, pending: 0 })
  const lists = await product.call('lists.all', {})
  const decided = sent.flatMap(({ kind }) => (kind.of === 'list' ? [kind.list] : []))
  expect(Object.fromEntries(lists.map(({ name, hits }) => [name, hits]))).toEqual(tally(decided, (list) => list))
})

const page = (tab: NatureTab, filter = '') =>
  product.call('history.names', {
    criteria: criteria(filter),
    tab,
    sort: { by: 'name', descending: false },
    offset: 0,
    limit: 1000,
  })

async function clientCounts(filter: string): Promise<Record<string, number>> {
  const rows = await product.call('history.clients', { criteria: criteria(filter), limit: 1000 })
  return Object.fromEntries(rows.map(({ client, count }) => [client, count]))
}

/** Without the zeros, as a tally of what was sent has none. */
function present(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}

/** A record is dated between the sending and the answer. */
function seenIn({ firstSeen, lastSeen }: { firstSeen: number; lastSeen: number }, of: readonly Sent[]): boolean {
  const sentAt = of.map(({ answer }) => answer.sentAt)
  const answeredAt = of.map(({ answer }) => answer.answeredAt)
  const first = firstSeen >= Math.min(...sentAt) && firstSeen <= Math.min(...answeredAt)
  return first && lastSeen >= Math.max(...sentAt) && lastSeen <= Math.max(...answeredAt)
}
