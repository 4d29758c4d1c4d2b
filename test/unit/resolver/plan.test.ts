import { describe, expect, it } from 'vitest'
import { createLetters, inMixedLetters } from '../../../core/resolver/upstream/letters.ts'
import type { Upstream } from '../../../core/resolver/upstream/exchange.ts'
import { upstreamHealth } from '../../../core/resolver/upstream/health.ts'
import type { Line } from '../../../core/resolver/upstream/line.ts'
import { planOf, type PlanParts } from '../../../core/resolver/upstream/plan.ts'
import { fakeClock } from '../../fakes/clock.ts'

const clock = fakeClock()
const line: Line = { send: () => () => undefined, renew: () => undefined, close: () => undefined }

function upstream(address: string, failing = false): Upstream {
  const health = upstreamHealth(clock)
  if (failing) for (let i = 0; i < 2; i++) health.failed('silent')
  const lines = { first: line, stream: line, letters: createLetters(), chance: () => 0, padded: false }
  return { address, secured: false, health, lines }
}

const parts = (strategy: PlanParts['strategy'], chance = () => 0): PlanParts => ({
  strategy,
  chance,
  patienceMs: [1, 2, 3],
})
const named = (plan: ReturnType<typeof planOf>) =>
  plan.map((step) => (step.beside ? `${step.upstream.address}+` : step.upstream.address))

describe('who is asked for one question', () => {
  const all = [upstream('a'), upstream('b'), upstream('c')]

  it('is the first, then the next, in order', () => {
    expect(named(planOf(all, parts('ordered')))).toEqual(['a', 'b', 'c'])
    expect(named(planOf(all.slice(0, 1), parts('ordered')))).toEqual(['a', 'a', 'a'])
  })

  it('is nobody more than three times; the last is waited for instead', () => {
    const times = (upstreams: Upstream[], strategy: PlanParts['strategy'], patienceMs: number[]) =>
      planOf(upstreams, { ...parts(strategy), patienceMs }).map((step) => [step.upstream.address, step.patienceMs])
    expect(times(all.slice(0, 1), 'ordered', [1, 2, 3, 4])).toEqual([
      ['a', 1],
      ['a', 2],
      ['a', 7],
    ])
    expect(times(all.slice(0, 2), 'parallel', [1, 2, 3, 4, 5, 6])).toEqual([
      ['b', 1],
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['b', 4],
      ['a', 11],
    ])
  })

  it('is everyone at once, in parallel', () => {
    expect(named(planOf(all, parts('parallel')))).toEqual(['b+', 'c+', 'a', 'b', 'c'])
  })

  it('is each one as often first as the others, by chance', () => {
    const first = new Map<string, number>()
    let seed = 1
    const chance = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
    for (let i = 0; i < 3000; i++) {
      const [one] = named(planOf(all, parts('random', chance)))
      first.set(one!, (first.get(one!) ?? 0) + 1)
    }
    for (const times of first.values()) expect(Math.abs(times - 1000)).toBeLessThan(120)
    expect(first.size).toBe(3)
  })

  it('is a failing one last, and beside the first when its time has come', () => {
    const some = [upstream('a', true), upstream('b')]
    const failing = some[0]!
    failing.health.asked()
    expect(named(planOf(some, parts('ordered')))).toEqual(['b', 'a', 'b'])
    clock.pass(3000)
    expect(named(planOf(some, parts('ordered')))).toEqual(['a+', 'b', 'a', 'b'])
    expect(named(planOf([failing], parts('parallel')))).toEqual(['a', 'a', 'a'])
  })
})

describe('letters large and small by chance', () => {
  const question = Buffer.from('\x03wWw\x0bshop-mirror\x03net\x00\x00A\x00A', 'latin1')

  it('change the letters of the name alone', () => {
    let i = 0
    const mixed = inMixedLetters(question, () => (i++ % 2 === 0 ? 0.9 : 0.1))
    expect(mixed.toString('latin1')).toBe('\x03WwW\x0bsHoP-mIrRoR\x03nEt\x00\x00A\x00A')
  })

  it('are given up when they are lost, or doubted three times without being cleared up', () => {
    const lost = createLetters()
    lost.lost()
    expect(lost.mixed).toBe(false)
    const doubted = createLetters()
    doubted.doubted()
    doubted.doubted()
    doubted.kept()
    doubted.doubted()
    doubted.doubted()
    expect(doubted.mixed).toBe(true)
    doubted.doubted()
    expect(doubted.mixed).toBe(false)
  })
})
