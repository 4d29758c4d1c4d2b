import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { QueryRecord } from '../../core/log/record.ts'
import type { Term } from '../../core/query/criteria.ts'
import { printFilter } from '../../core/query/filter.ts'
import { VERDICT_WORDS } from '../../core/query/verdict-groups.ts'
import type { NameTotals, QueryStore, Search } from '../../core/store/port.ts'
import { VERDICT_KINDS, type VerdictKind } from '../../core/verdict/verdict.ts'
import { asked, createLog, type Asked } from '../fakes/log-of.ts'
import { createReferenceStore } from '../fakes/reference-store.ts'

/** Gives a store that holds nothing. */
export type OpenStore = () => Promise<QueryStore>

const DAY = 86_400_000
/** 2026-01-05, a Monday, 00:00 UTC; the records of these tests lie in the six days from here. */
const START = Date.UTC(2026, 0, 5)
const DAYS = 6
const everything = { from: START - DAY, to: START + 100 * DAY }

const NAMES = [
  'shop.example', 'www.shop.example', 'a.b.shop.example', 'myshop.example', 'news.test', 'xn--mller-kva.test', 'localhost', '',
  '_dmarc.news.test', "o'hara.test", '100%.test', 'a_b.test', 'axb.test', '\\005\\010.test', '"; DROP TABLE records; --', '*.shop.example',
] // prettier-ignore
const CLIENTS = ['10.0.0.7', '10.0.0.8', '2001:db8::1', 'not an address']
const LISTS = ['My list', 'ads', 'Ünïcode "list"']

/** What every store does, whatever it keeps the records in: each search equals an independent count over the same records. */
export function queryStoreContract(kind: string, open: OpenStore): void {
  describe(`${kind} is a query store`, () => {
    describe('over 10,000 records of six days', () => {
      let store: QueryStore
      let reference: QueryStore
      let written: readonly QueryRecord[]

      beforeAll(async () => {
        store = await open()
        const log = createLog(11)
        reference = createReferenceStore(log.written)
        written = log.written
        const random = sampler(7)
        for (let batch = 0; batch < 20; batch++) await store.append(log.batch(random(500, batch)))
        await store.flush()
      })
      afterAll(() => store[Symbol.asyncDispose]())

      test('every record is there', async () => {
        const { records, total } = await store.records({ range: everything, terms: [] }, 0, 1000)
        expect(total).toBe(10_000)
        expect(records).toEqual((await reference.records({ range: everything, terms: [] }, 0, 1000)).records)
      })

      test('every search equals the independent count, whatever the filter', async () => {
        await fc.assert(
          fc.asyncProperty(searches, async (search) => {
            expect(await answersOf(store, search), printFilter(search.terms)).toEqual(
              await answersOf(reference, search)
            )
          }),
          { numRuns: 80, seed: 3 }
        )
      })

      test('pages follow one another without a gap or a repeat', async () => {
        const search: Search = { range: { from: START + DAY / 2, to: START + 4.5 * DAY }, terms: [] }
        const pages: QueryRecord[] = []
        for (let offset = 0; ; offset += 700) {
          const { records } = await store.records(search, offset, 700)
          if (records.length === 0) break
          pages.push(...records)
        }
        expect(pages).toEqual((await reference.records(search, 0, 10_000)).records)
      })

      test('an evidence id finds its one record, and nothing else', async () => {
        for (const record of [written[0]!, written[9_999]!]) {
          expect(await store.byEvidence(record.evidence)).toEqual(record)
          expect(await store.byEvidence(record.evidence.toUpperCase())).toEqual(record)
        }
        expect(await store.byEvidence('zzzzzzzzzzz')).toBeNull()
        expect(await store.byEvidence('00000000000')).toBeNull()
        expect(await store.byEvidence("' OR 1=1 --")).toBeNull()
      })

      test('queries under names are counted once each', async () => {
        const range = { from: START + DAY, to: START + 3 * DAY }
        for (const names of [
          [],
          ['shop.example'],
          ['shop.example', 'www.shop.example', 'example'],
          NAMES,
          ['absent.test'],
        ]) {
          expect(await store.queriesUnder(names, range)).toBe(await reference.queriesUnder(names, range))
        }
      })

      test('figures tell how much there is', async () => {
        const figures = await store.figures()
        expect(figures).toMatchObject({ records: 10_000, days: DAYS, pending: 0, dropped: 0 })
        expect(figures.oldest).toBe(Math.min(...written.map(({ time }) => time)))
        expect(figures.bytes).toBeGreaterThan(10_000)
      })
    })

    test.each([120, 300, 700])('%d clients of one name are counted exactly', async (count) => {
      await using store = await open()
      const log = createLog(12)
      const from = (day: number) =>
        Array.from({ length: count }, (_, at) =>
          asked({ time: START + day * DAY + at, client: `client ${(at * 11 + day) % count}` })
        )
      await store.append(
        log.batch([...from(0), ...from(1), asked({ name: 'rare.test', time: START, client: 'client 0' })])
      )
      await store.flush()
      const totals = rowsOf(await store.names({ range: everything, terms: [] }))
      expect(totals.map(({ name, clients }) => [name, clients])).toEqual([
        ['rare.test', 1],
        ['shop.example', count],
      ])
    })

    test('an empty store answers every question', async () => {
      await using store = await open()
      expect(await answersOf(store, { range: everything, terms: [] })).toEqual(
        await answersOf(createReferenceStore(), { range: everything, terms: [] })
      )
      expect(await store.byEvidence('00000000001')).toBeNull()
      expect(await store.queriesUnder(['shop.example'], everything)).toBe(0)
      expect(await store.figures()).toMatchObject({ records: 0, oldest: null, pending: 0 })
    })

    test('a record is searchable within two seconds without a flush', async () => {
      await using store = await open()
      const appendedAt = performance.now()
      await store.append(createLog(13).batch([asked({ time: START })]))
      while ((await store.records({ range: everything, terms: [] }, 0, 1)).total === 0) {
        expect(performance.now() - appendedAt).toBeLessThan(2000)
      }
    })

    test('a record that comes late stands on its own day', async () => {
      await using store = await open()
      const log = createLog(14)
      await store.append(log.batch([asked({ time: START + 5 * DAY })]))
      await store.flush()
      await store.append(
        log.batch([asked({ time: START + 10 }), asked({ time: START + 5 * DAY + 1 }), asked({ time: START + 11 })])
      )
      await store.flush()
      expect(await store.timeline({ range: everything, terms: [] }, DAY, 0)).toEqual([
        { start: START, verdict: 'unscored', count: 2 },
        { start: START + 5 * DAY, verdict: 'unscored', count: 2 },
      ])
    })

    test('what a writer says it dropped is counted', async () => {
      await using store = await open()
      await store.append({ ...createLog(15).batch([asked({ time: START })]), dropped: 4 })
      await store.flush()
      expect(await store.figures()).toMatchObject({ records: 1, dropped: 4 })
    })
  })
}

/** Every answer to a search in a form that compares, since names come in no order. */
async function answersOf(store: QueryStore, search: Search) {
  return {
    hours: await store.timeline(search, 3_600_000, 0),
    daysInIndia: await store.timeline(search, DAY, -330 * 60_000),
    names: rowsOf(await store.names(search)),
    namesThatPassed: rowsOf(await store.names(search, ['unsure', 'unscored'])),
    clients: await store.clients(search, 3),
    answers: await store.answers(search, 5),
    records: await store.records(search, 5, 20),
  }
}

function rowsOf(totals: NameTotals) {
  return totals.names
    .map((name, at) => ({
      name,
      count: totals.counts[at],
      clients: totals.clients[at],
      firstSeen: totals.firstSeen[at],
      lastSeen: totals.lastSeen[at],
      lastScore: totals.lastScore[at],
      lastVerdict: totals.lastVerdict[at],
      lastModel: totals.lastModel[at],
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Records at times that no two share, since of several in one millisecond any may be the last. */
function sampler(seed: number): (count: number, batch: number) => Asked[] {
  return (count, batch) => {
    const drawn = fc.sample(drawnRecords, { numRuns: count, seed: seed + batch })
    return drawn.map((record, at) => ({ ...record, time: START + ((record.time + at * 20 + batch) % (DAYS * DAY)) }))
  }
}

const rule = fc.record({
  listId: fc.constantFrom('l1', 'l2', 'override-3'),
  list: fc.constantFrom(...LISTS),
  entry: fc.constantFrom('shop.example', 'test'),
  line: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
})
const decided = fc.constantFrom(...VERDICT_KINDS).chain((verdict): fc.Arbitrary<Partial<Asked>> => {
  if (verdict.endsWith('by-list')) return fc.record({ verdict: fc.constant(verdict), rule })
  if (verdict === 'unscored')
    return fc.record({
      verdict: fc.constant<VerdictKind>('unscored'),
      unscored: fc.constantFrom('model-off', 'model-late', 'not-a-public-name', 'answered-here'),
    })
  const score = fc.oneof(fc.constantFrom(0, 0.5, 0.8, 1), fc.double({ min: 0, max: 1, noNaN: true }))
  return fc.record({
    verdict: fc.constant(verdict),
    modelId: fc.constantFrom('m1', 'm2'),
    score,
    band: fc.constantFrom('malicious', 'unsure', 'benign'),
  })
})
const drawnRecords: fc.Arbitrary<Asked> = fc
  .record({
    name: fc.constantFrom(...NAMES),
    type: fc.constantFrom('A', 'AAAA', 'TYPE65280'),
    rcode: fc.constantFrom('NOERROR', 'NXDOMAIN'),
    answers: fc.array(fc.constantFrom('A 192.0.2.7', 'A 192.0.2.8', 'TXT "a\nb"', 'CNAME été.test'), { maxLength: 3 }),
    upstream: fc.constantFrom(null, '192.0.2.1:53'),
    // Whole seconds, so that the offsets of sampler() keep them apart.
    time: fc.integer({ min: 0, max: (DAYS * DAY) / 10_000 - 1 }).map((step) => step * 10_000),
    client: fc.constantFrom(...CLIENTS),
    milliseconds: fc.oneof(fc.constantFrom(0, 20, 0.5), fc.float({ min: 0, max: 5000, noNaN: true })),
    cached: fc.boolean(),
    transport: fc.constantFrom('udp', 'tcp', 'plugin', 'tls', 'https'),
    decided,
  })
  .map(({ decided, ...record }) => asked({ ...record, ...decided }))

const negated = fc.boolean()
const values = (...from: string[]) => fc.subarray(from, { minLength: 1 })
const patterns = fc.array(
  fc.record({
    kind: fc.constantFrom('exact', 'tree', 'below', 'part', 'glob'),
    text: fc.oneof(
      fc.constantFrom(...NAMES.filter((name) => !name.includes('*'))),
      fc.constantFrom('shop', 'example', '%', '_', 'test', '\\')
    ),
  } as const),
  { minLength: 1, maxLength: 3 }
)
const globs = fc
  .constantFrom('*', '*shop*', '*.t*t', 'a_b*', '*%*', '*\\*')
  .map((text) => [{ kind: 'glob' as const, text }])
const compare = fc.constantFrom('<', '<=', '>', '>=', '=')
const terms: fc.Arbitrary<Term> = fc.oneof(
  fc.record({ field: fc.constant('name' as const), negated, patterns: fc.oneof(patterns, globs) }),
  fc.record({ field: fc.constant('client' as const), negated, values: values(...CLIENTS, 'absent') }),
  fc.record({ field: fc.constant('type' as const), negated, values: values('A', 'AAAA', 'MX') }),
  fc.record({ field: fc.constant('rcode' as const), negated, values: values('NXDOMAIN', 'NOERROR', 'REFUSED') }),
  fc.record({ field: fc.constant('model' as const), negated, values: values('m1', 'm2', 'm3') }),
  fc.record({ field: fc.constant('list' as const), negated, values: values(...LISTS, 'MY LIST', 'ÜNÏCODE "LIST"') }),
  fc.record({ field: fc.constant('verdict' as const), negated, values: values(...VERDICT_WORDS) }),
  fc.record({
    field: fc.constant('score' as const),
    negated,
    compare,
    value: fc.constantFrom(0, 0.3, 0.5, 0.8, 1),
  } as const),
  fc.record({
    field: fc.constant('milliseconds' as const),
    negated,
    compare,
    value: fc.constantFrom(0, 0.5, 20, 1000.25),
  } as const),
  fc.record({ field: fc.constant('cached' as const), negated, value: fc.boolean() })
)
const searches: fc.Arbitrary<Search> = fc.record({
  range: fc
    .tuple(fc.integer({ min: -DAY, max: DAYS * DAY }), fc.integer({ min: 1, max: DAYS * DAY }))
    .map(([from, length]) => ({ from: START + from, to: START + from + length })),
  terms: fc.array(terms, { maxLength: 3 }),
})
