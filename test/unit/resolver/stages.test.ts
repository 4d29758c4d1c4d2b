import { expect, test } from 'vitest'
import type { Filter } from '../../../core/verdict/create-filter.ts'
import type { Verdict } from '../../../core/verdict/verdict.ts'
import { createStageTimes, stageFigures, timedFilter, timedUpstreams } from '../../../core/resolver/stages.ts'
import type { Upstreams } from '../../../core/resolver/upstream/upstreams.ts'

const verdict: Verdict = { kind: 'unscored', why: 'model-off' }

function clockOf(...moments: number[]) {
  return { now: () => 0, elapsed: () => moments.shift() ?? 0 }
}

test('a verdict that is there at once is the rules’ time, one that is waited for the model’s', async () => {
  const stages = createStageTimes()
  const question = {} as Parameters<Filter['judge']>[0]
  const base = { get epoch() { return 7 } } as unknown as Filter // prettier-ignore
  const quick = timedFilter(Object.assign(Object.create(base) as Filter, { judge: () => verdict }), {
    stages,
    clock: clockOf(1, 1.5),
  })
  const slow = timedFilter(Object.assign(Object.create(base) as Filter, { judge: () => Promise.resolve(verdict) }), {
    stages,
    clock: clockOf(2, 6),
  })
  expect(quick.judge(question)).toBe(verdict)
  expect(await slow.judge(question)).toBe(verdict)
  expect(quick.epoch).toBe(7)
  const { rules, model } = stageFigures(stages)
  expect([rules.count, model.count]).toEqual([1, 1])
  expect(rules.p50Ms).toBeCloseTo(0.5, 1)
  expect(Math.abs(model.p50Ms! - 4)).toBeLessThan(0.4)
})

test('upstreams are timed whether they answer or not', async () => {
  const stages = createStageTimes()
  const asked = { ask: () => Promise.reject(new Error('gone')) } as unknown as Upstreams
  const timed = timedUpstreams(asked, { stages, clock: clockOf(0, 30) })
  await expect(timed.ask({} as Parameters<Upstreams['ask']>[0])).rejects.toThrow('gone')
  expect(stageFigures(stages).upstream).toMatchObject({ count: 1 })
})

test('what takes less than a microsecond is told apart', () => {
  const stages = createStageTimes()
  for (let i = 0; i < 100; i++) stages.parse.add(0.0003)
  expect(Math.abs(stageFigures(stages).parse.p50Ms! - 0.0003)).toBeLessThan(0.00003)
})
