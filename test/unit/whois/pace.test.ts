import { describe, expect, it } from 'vitest'
import { createPace } from '../../../core/whois/pace.ts'

describe('the pace of a registry', () => {
  it('is a burst of two, then one question a second', () => {
    let now = 0
    const pace = createPace({ now: () => now, elapsed: () => now })
    const waits = () => [1, 2, 3, 4].map(() => pace.take('a')).map((turn) => turn.kind === 'go' && turn.afterMs)
    expect(waits()).toEqual([0, 0, 1000, 2000])
    expect(pace.take('b')).toEqual({ kind: 'go', afterMs: 0 })
    now = 60_000
    expect(waits()).toEqual([0, 0, 1000, 2000])
  })

  it('refuses what would wait too long, and takes no token for it', () => {
    const pace = createPace({ now: () => 0, elapsed: () => 0 })
    for (let at = 0; at < 12; at++) expect(pace.take('a').kind).toBe('go')
    expect(pace.take('a')).toEqual({ kind: 'full', waitMs: 11_000 })
    expect(pace.take('a')).toEqual({ kind: 'full', waitMs: 11_000 })
  })

  it('rests for as long as the registry asked', () => {
    let now = 0
    const pace = createPace({ now: () => now, elapsed: () => now })
    pace.rest('a', 60_000)
    expect(pace.take('a')).toEqual({ kind: 'full', waitMs: 60_000 })
    now = 60_000
    expect(pace.take('a')).toEqual({ kind: 'go', afterMs: 0 })
  })
})
