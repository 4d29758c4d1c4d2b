import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPause } from '../../../core/desk/pause-file.ts'
import { openLineJournal } from '../../../core/system/line-journal.ts'
import { overrideEntrySchema, type NewOverride } from '../../../core/vetting/override-entry.ts'
import { openOverrideHits } from '../../../core/vetting/override-hits.ts'
import { createOverrides, type Overrides } from '../../../core/vetting/overrides.ts'
import { fakeClock } from '../../fakes/clock.ts'

let place: string
const closing: AsyncDisposable[] = []

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'overrides-'))
})

afterEach(async () => {
  for (const one of closing.splice(0)) await one[Symbol.asyncDispose]()
  rmSync(place, { recursive: true, force: true })
})

const clock = fakeClock()
const MINUTE = 60_000

async function desk(): Promise<Overrides> {
  const file = join(place, 'overrides.jsonl')
  const journal = await openLineJournal({ file, clock, schema: overrideEntrySchema, called: 'override' })
  closing.push(journal)
  return createOverrides({ journal, clock, hits: () => 0 })
}

function wish(name: string, part: Partial<NewOverride> = {}): NewOverride & { actor: string } {
  const scope = { kind: 'tree' as const, name, client: null }
  return { scope, effect: 'allow', ends: { kind: 'never' }, note: '', actor: 'eva', ...part }
}

const held = (overrides: Overrides) => overrides.rules().map(({ scope, effect }) => ('name' in scope ? `${effect} ${scope.name}` : effect)) // prettier-ignore

describe('the analyst’s overrides', () => {
  it('hold until their end, and are listed as lapsed behind it', async () => {
    const overrides = await desk()
    await overrides.set(wish('a.example', { ends: { kind: 'after', minutes: 5 }, note: 'for the demo' }))
    await overrides.set(wish('b.example', { ends: { kind: 'at', time: clock.now() + MINUTE } }))
    await overrides.set(wish('c.example'))
    expect(overrides.list().holding.map(({ id, state }) => [id, state])).toEqual([[2, 'holds'], [1, 'holds'], [3, 'holds']]) // prettier-ignore
    expect(overrides.nextEnd()).toBe(clock.now() + MINUTE)
    clock.pass(5 * MINUTE)
    expect(held(overrides)).toEqual(['allow c.example'])
    expect(overrides.list()).toMatchObject({
      over: [
        { id: 1, state: 'lapsed', overAt: clock.now(), note: 'for the demo', actor: 'eva' },
        { id: 2, state: 'lapsed' },
      ],
      overInAll: 2,
    })
    expect(overrides.nextEnd()).toBe(Infinity)
  })

  it('stay over when the clock is set back, while one that is made then holds', async () => {
    const overrides = await desk()
    await overrides.set(wish('a.example', { ends: { kind: 'after', minutes: 5 } }))
    clock.sleep(6 * MINUTE)
    expect(held(overrides)).toEqual([])
    clock.sleep(-6 * MINUTE)
    expect(held(overrides)).toEqual([])
    expect(overrides.list().over).toMatchObject([{ id: 1, state: 'lapsed' }])
    await overrides.set(wish('a.example', { ends: { kind: 'after', minutes: 1 } }))
    expect(held(overrides)).toEqual(['allow a.example'])
  })

  it('stand one for a scope: a newer one takes the place of the older, and gives it back when it is taken back', async () => {
    const overrides = await desk()
    await overrides.set(wish('a.example'))
    await overrides.set(wish('a.example', { effect: 'block' }))
    expect(held(overrides)).toEqual(['block a.example'])
    expect(overrides.list().over).toMatchObject([{ id: 1, state: 'replaced' }])
    expect(await overrides.undo('eva')).toMatchObject({ ok: true, value: { id: 2, override: { state: 'ended' } } })
    expect(held(overrides)).toEqual(['allow a.example'])
    expect(overrides.list().over).toEqual([])
  })

  it('are ended before their time, once, which can be taken back too', async () => {
    const overrides = await desk()
    await overrides.set(wish('a.example'))
    expect(await overrides.end(1, 'eva')).toMatchObject({
      ok: true,
      value: { id: 2, override: { id: 1, state: 'ended' } },
    })
    expect(await overrides.end(1, 'eva')).toMatchObject({ ok: false, fault: { kind: 'not-found' } })
    expect(held(overrides)).toEqual([])
    await overrides.undo('eva', 2)
    expect(held(overrides)).toEqual(['allow a.example'])
    expect(await overrides.undo('eva', 2)).toMatchObject({ ok: false, fault: { kind: 'nothing-to-undo' } })
  })

  it('are the same after a restart', async () => {
    const before = await desk()
    await before.set(wish('a.example', { ends: { kind: 'after', minutes: 60 } }))
    await before.set(wish('b.example', { scope: { kind: 'client', client: '10.0.0.0/24' }, effect: 'block' }))
    await before.set(wish('c.example'))
    await before.undo('eva')
    const after = await desk()
    expect(after.list()).toEqual(before.list())
    expect(after.rules()).toEqual(before.rules())
    expect((await after.set(wish('d.example'))).ok && after.rules().at(-1)?.id).toBe(5)
  })

  it('refuse an end that has passed', async () => {
    const overrides = await desk()
    const past = { kind: 'at' as const, time: clock.now() }
    expect(await overrides.set(wish('a.example', { ends: past }))).toMatchObject({
      ok: false,
      fault: { field: 'ends' },
    })
    expect(overrides.rules()).toEqual([])
  })
})

describe('the hits of overrides', () => {
  it('go on over restarts of the resolver and of the program', async () => {
    const file = join(place, 'hits.json')
    const hits = await openOverrideHits(file)
    hits.take({ 'override-1': 3, ads: 7 })
    hits.take({ 'override-1': 5 })
    // A thread that was started again counts from zero.
    hits.take({ 'override-1': 2 })
    expect([hits.of(1), hits.of(2)]).toEqual([7, 0])
    await hits.save()
    const again = await openOverrideHits(file)
    again.take({ 'override-1': 1 })
    expect(again.of(1)).toBe(8)
  })
})

describe('a pause', () => {
  it('goes on over a restart, until its end and no longer', async () => {
    const file = join(place, 'pause.json')
    await (await openPause(file, 1000)).save(5000)
    expect((await openPause(file, 4999)).until).toBe(5000)
    expect((await openPause(file, 5000)).until).toBeNull()
    await (await openPause(file, 4999)).save(null)
    expect((await openPause(file, 4999)).until).toBeNull()
    writeFileSync(file, '{"until":"never"}')
    expect((await openPause(file, 0)).until).toBeNull()
  })
})
