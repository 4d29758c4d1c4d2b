import { describe, expect, it } from 'vitest'
import { growthOf, slopeOf, type Sample } from '../../../bench/soak/slope.ts'
import { seeded } from '../../../core/model/random.ts'

type Series = { minutes: number; correlation: number; perHour?: number; seed: number }

/** A sample a minute about 450 MB, 8 MB to either side, each of which says `correlation` of the next (an autoregressive series). */
function series({ minutes, correlation, perHour = 0, seed }: Series): Sample[] {
  const random = seeded(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  let off = normal()
  return Array.from({ length: minutes }, (_, minute) => {
    const megabytes = 450 + (perHour * minute) / 60 + 8 * off
    off = correlation * off + Math.sqrt(1 - correlation ** 2) * normal()
    return { seconds: minute * 60, megabytes, answered: 0, lost: 0 }
  })
}

function share(said: string, of: Omit<Series, 'seed'>): number {
  const runs = 400
  const all = Array.from({ length: runs }, (_, seed) => growthOf(slopeOf(series({ ...of, seed }))))
  return all.filter((growth) => growth === said).length / runs
}

describe('the growth of memory', () => {
  it.each([0, 0.3, 0.5, 0.7])(
    'is found in one flat hour of twenty or so, where a minute says %s of the next',
    (correlation) => {
      // The interval has two sides, so half of the 5 % is left for what grows.
      expect(share('grows', { minutes: 44, correlation })).toBeLessThan(0.06)
    }
  )

  it('is found where there is any', () => {
    expect(share('grows', { minutes: 44, correlation: 0.5, perHour: 40 })).toBeGreaterThan(0.9)
    expect(share('grows', { minutes: 100, correlation: 0.5, perHour: 15 })).toBeGreaterThan(0.9)
  })

  it('cannot be told from an hour that swings too much, nor from a few minutes', () => {
    expect(share('not to be told', { minutes: 44, correlation: 0.9 })).toBeGreaterThan(0.5)
    expect(growthOf(slopeOf(series({ minutes: 4, correlation: 0, seed: 1 })))).toBe('not to be told')
  })

  it('is exact where little swings', () => {
    const straight = Array.from({ length: 30 }, (_, minute) => ({
      seconds: minute * 60,
      megabytes: 400 + minute + (minute % 2),
      answered: 0,
      lost: 0,
    }))
    expect(slopeOf(straight)).toMatchObject({ perHour: expect.closeTo(60, 0) as number, minutes: 30, correlation: 0 })
    expect(growthOf(slopeOf(straight))).toBe('grows')
  })
})
