import { describe, expect, it } from 'vitest'
import type { DomainName } from '../../../core/dns/name.ts'
import { createOwnNames } from '../../../core/lists/own-names.ts'
import type { NameTotals } from '../../../core/store/port.ts'
import type { Decision } from '../../../core/vetting/decision.ts'
import type { Journal } from '../../../core/vetting/journal.ts'
import { usefulness } from '../../../core/vetting/usefulness.ts'
import { createVetting, type PageWish } from '../../../core/vetting/vetting.ts'

type Seen = { name: string; count?: number; score?: number; firstSeen?: number; model?: string }

function totals(...seen: Seen[]): NameTotals {
  return {
    names: seen.map(({ name }) => name),
    counts: Float64Array.from(seen, ({ count }) => count ?? 1),
    clients: Float64Array.from(seen, () => 2),
    firstSeen: Float64Array.from(seen, ({ firstSeen }) => firstSeen ?? 100),
    lastSeen: Float64Array.from(seen, () => 900),
    lastScore: Float64Array.from(seen, ({ score }) => score ?? NaN),
    lastVerdict: Uint8Array.from(seen, () => 4),
    lastModel: seen.map(({ score, model }) => (score === undefined ? null : (model ?? 'model-1'))),
  }
}

/** Keeps decisions in memory; `full` refuses as a full disk does. */
function journal(full = false): Journal {
  const entries: Decision[] = []
  return {
    entries,
    notices: [],
    broken: [],
    append: async (draft) => {
      if (full) return { ok: false, fault: { kind: 'unavailable', message: 'the disk is full' } }
      const decision = { id: entries.length + 1, time: 5000 + entries.length, ...draft }
      entries.push(decision)
      return { ok: true, value: decision }
    },
    [Symbol.asyncDispose]: async () => undefined,
  }
}

function desk(waiting: Seen[] = [], { asked = waiting, kept = journal() }: { asked?: Seen[]; kept?: Journal } = {}) {
  const own = createOwnNames()
  const vetting = createVetting({
    journal: kept,
    own,
    waiting: async () => totals(...waiting),
    asked: async () => totals(...asked),
    queriesUnder: async (roots) => countUnder(asked, roots),
    serving: () => ({ modelId: 'model-1', unsure: 0.41, malicious: 0.93 }),
  })
  const page = (wish: Partial<PageWish> = {}) =>
    vetting.page({ class: 'not-vetted', order: 'name', search: '', offset: 0, limit: 100, ...wish })
  const decide = (vetted: 'benign' | 'malicious' | 'honeypot' | 'not-vetted', ...names: string[]) =>
    vetting.decide({ names, class: vetted, note: 'a note', actor: 'desk' })
  return { own, vetting, page, decide, kept }
}

/** Plainly, name by name; a store does it by its own means. */
function countUnder(asked: Seen[], roots: readonly string[]): number {
  const below = asked.filter(({ name }) => roots.some((root) => name === root || name.endsWith(`.${root}`)))
  return below.reduce((sum, { count = 1 }) => sum + count, 0)
}

const names = (page: { rows: { name: string }[] }) => page.rows.map(({ name }) => name)

describe('the names that wait', () => {
  const waiting = [
    { name: 'a.example.com', score: 0.62, count: 10, firstSeen: 300 },
    { name: 'b.example.net', score: 0.97, count: 500, firstSeen: 100 },
    { name: 'c.example.org', score: 0.5, count: 90, firstSeen: 200 },
  ]

  it('are shown with their traffic and why they wait', async () => {
    expect((await desk(waiting).page()).rows[0]).toEqual({
      name: 'a.example.com',
      class: 'not-vetted',
      score: 0.62,
      modelId: 'model-1',
      why: 'score between 0.41 and 0.93',
      queries: 10,
      clients: 2,
      firstSeen: 300,
      lastSeen: 900,
      decidedAt: null,
      decidedBy: null,
    })
  })

  it.each([
    [{ name: 'x', score: 0.97 }, 'score above 0.93, and the model only observes'],
    [{ name: 'x', score: 0.2 }, 'score below 0.41: it waited under other thresholds'],
    [{ name: 'x', score: 0.62, model: 'model-0' }, 'scored by model-0'],
    [{ name: 'x' }, 'no model has scored it'],
  ])('%j waits: %s', async (seen, why) => {
    expect((await desk([seen]).page()).rows[0]?.why).toBe(why)
  })

  it.each([
    ['most-useful', ['c.example.org', 'a.example.com', 'b.example.net']],
    ['most-asked', ['b.example.net', 'c.example.org', 'a.example.com']],
    ['newest', ['a.example.com', 'c.example.org', 'b.example.net']],
    ['name', ['a.example.com', 'b.example.net', 'c.example.org']],
  ] as const)('come in the order %s', async (order, expected) => {
    expect(names(await desk(waiting).page({ order }))).toEqual(expected)
  })

  it('do not wait any more once they, or what they lie below, are decided', async () => {
    const { page, decide } = desk([...waiting, { name: 'deep.c.example.org', score: 0.5 }])
    await decide('benign', 'c.example.org')
    const after = await page()
    expect([names(after), after.total, after.counts]).toEqual([
      ['a.example.com', 'b.example.net'],
      2,
      { 'not-vetted': 2, benign: 1, honeypot: 0, malicious: 0 },
    ])
  })

  it('are found by a piece of their name, defanged or not, and cut into pages', async () => {
    const { page } = desk(waiting)
    expect(names(await page({ search: ' Example[.]NET ' }))).toEqual(['b.example.net'])
    const second = await page({ offset: 1, limit: 1 })
    expect([names(second), second.total]).toEqual([['b.example.net'], 3])
  })
})

describe('a decision', () => {
  it('is kept, changes the own names, and is told to whoever listens', async () => {
    const { vetting, own, decide, kept } = desk()
    const told: unknown[] = []
    vetting.onChange(({ changes }) => told.push(changes))
    const result = await decide('malicious', 'a.example.com', 'a.example.com')
    expect(result).toMatchObject({ ok: true, value: { decision: { id: 1, names: ['a.example.com'], undoes: null } } })
    expect(kept.entries).toHaveLength(1)
    expect(own.match('x.a.example.com' as DomainName)?.effect).toBe('block')
    expect(told).toEqual([[{ name: 'a.example.com', class: 'malicious' }]])
  })

  it('that the disk refuses changes nothing', async () => {
    const { vetting, own, decide } = desk([], { kept: journal(true) })
    expect(await decide('malicious', 'a.example.com')).toEqual({
      ok: false,
      fault: { kind: 'unavailable', message: 'the disk is full' },
    })
    expect([own.entries(), vetting.classOf('a.example.com')]).toEqual([[], 'not-vetted'])
  })

  it('stands in its class with note, actor and the traffic of its name', async () => {
    const { page, decide } = desk([], { asked: [{ name: 'a.example.com', count: 7, score: 0.3 }] })
    await decide('honeypot', 'never-asked.example.com', 'a.example.com')
    const { rows } = await page({ class: 'honeypot' })
    expect(rows).toMatchObject([
      { name: 'a.example.com', queries: 7, score: 0.3, why: 'a note', decidedAt: 5000, decidedBy: 'desk' },
      { name: 'never-asked.example.com', queries: 0, score: null, firstSeen: null },
    ])
  })

  it('is taken back, and the one before it, until there is nothing to undo', async () => {
    const { vetting, own, decide } = desk()
    await decide('malicious', 'a.example.com')
    await decide('benign', 'a.example.com', 'b.example.com')
    expect(await vetting.undo('desk')).toMatchObject({
      value: {
        decision: { id: 3, undoes: 2, class: 'benign' },
        changes: [
          { name: 'a.example.com', class: 'malicious' },
          { name: 'b.example.com', class: 'not-vetted' },
        ],
      },
    })
    expect(own.entries()).toEqual([['a.example.com', 'malicious']])
    await vetting.undo('desk')
    expect(own.entries()).toEqual([])
    expect(await vetting.undo('desk')).toMatchObject({ ok: false, fault: { kind: 'nothing-to-undo' } })
  })

  it('is taken back by its id, though a newer one stands', async () => {
    const { vetting, own, decide } = desk()
    await decide('malicious', 'a.example.com')
    await decide('benign', 'b.example.com')
    expect(await vetting.undo('desk', 1)).toMatchObject({ value: { decision: { undoes: 1 } } })
    expect(own.entries()).toEqual([['b.example.com', 'benign']])
    expect(await vetting.undo('desk', 1)).toMatchObject({ ok: false, fault: { kind: 'nothing-to-undo' } })
    expect(await vetting.undo('desk', 99)).toMatchObject({ ok: false, fault: { kind: 'nothing-to-undo' } })
  })

  it('is not taken back twice by two hands at once', async () => {
    const { vetting, decide } = desk()
    await decide('malicious', 'a.example.com')
    await decide('benign', 'b.example.com')
    const both = await Promise.all([vetting.undo('one'), vetting.undo('two')])
    expect(both.map((result) => result.ok && result.value.decision.undoes)).toEqual([2, 1])
  })

  it('holds again after a restart, and gives its names to training', async () => {
    const { decide, kept } = desk()
    await decide('malicious', 'a.example.com')
    await decide('benign', 'b.example.com')
    const again = desk([], { kept })
    expect(again.own.entries()).toEqual([
      ['b.example.com', 'benign'],
      ['a.example.com', 'malicious'],
    ])
    expect(again.vetting.labelled()).toEqual([
      { name: 'b.example.com', class: 'benign', time: 5001 },
      { name: 'a.example.com', class: 'malicious', time: 5000 },
    ])
  })

  it('says its reach before: names, queries for them and all below, and what was vetted of them', async () => {
    const asked = [
      { name: 'example.com', count: 5 },
      { name: 'a.example.com', count: 7 },
      { name: 'x.a.example.com', count: 1 },
      { name: 'notexample.com', count: 100 },
    ]
    const { vetting, decide } = desk([], { asked })
    await decide('benign', 'a.example.com')
    await decide('honeypot', 'other.example.net')
    expect(await vetting.reach(['example.com', 'a.example.com', 'other.example.net', 'a.example.com'])).toEqual({
      names: 3,
      queries: 13,
      vettedBenign: 1,
      vettedMalicious: 1,
    })
  })
})

describe('usefulness', () => {
  it('grows with doubt and with queries, and shrinks with decided neighbours', () => {
    const base = { score: 0.5, queries: 15, siblings: 0 }
    expect(usefulness(base)).toBe(4)
    expect(usefulness({ ...base, siblings: 1 })).toBe(2)
    expect(usefulness({ ...base, score: 0.9 })).toBeCloseTo(0.469 * 4, 2)
    expect(usefulness({ ...base, score: null })).toBe(4)
    expect(usefulness({ ...base, score: 1 })).toBe(0)
    expect(usefulness({ ...base, queries: 0 })).toBe(0)
  })

  it('puts decisions first that the model contradicts', async () => {
    const asked = [
      { name: 'agreed.example.com', count: 15, score: 0.1 },
      { name: 'contradicted.example.net', count: 15, score: 0.9 },
    ]
    const { page, decide } = desk([], { asked })
    await decide('benign', 'agreed.example.com', 'contradicted.example.net')
    expect(names(await page({ class: 'benign', order: 'most-useful' }))[0]).toBe('contradicted.example.net')
  })
})
