import { describe, expect, it } from 'vitest'
import type { ListFetching } from '../../../core/lists/list.ts'
import { afterFetch, isDue, withoutCopy } from '../../../core/lists/next-fetch.ts'

const HOUR = 3_600_000
const EVERY = 24 * HOUR
const now = Date.UTC(2026, 0, 5)
const fetched: ListFetching = {
  everyHours: null,
  checkedAt: now - HOUR,
  triedAt: now - HOUR,
  failures: 0,
  nextAt: now + 23 * HOUR,
  validators: { etag: '"one"', lastModified: null },
}

describe('a list is due', () => {
  it.each<[string, Partial<ListFetching>, boolean]>([
    ['not before its time', {}, false],
    ['at its time', { nextAt: now }, true],
    ['when it was found to be the newest later than now', { checkedAt: now + 1 }, true],
    ['when it was asked for later than now', { triedAt: now + 1, failures: 1 }, true],
    ['when its time was reckoned from a longer setting', { checkedAt: now - 27 * HOUR, nextAt: now + 99 * HOUR }, true],
    ['when it was never fetched', { checkedAt: null, triedAt: null }, true],
    ['no more than any other after a failure of its first fetch', { checkedAt: null, failures: 1 }, false],
  ])('%s', (_, history, due) => {
    expect(isDue({ ...fetched, ...history }, EVERY, now)).toBe(due)
  })

  it('once, and not at every look, when a fetch fails after the clock was ahead', () => {
    const ahead = { ...fetched, checkedAt: now + 9 * HOUR, triedAt: now + 9 * HOUR }
    expect(isDue(ahead, EVERY, now)).toBe(true)
    expect(isDue({ ...afterFetch(ahead, 'failed', now), nextAt: now + HOUR }, EVERY, now)).toBe(false)
  })

  it('at once without its copy, whatever the clock was before', () => {
    const gone = withoutCopy({ ...fetched, failures: 3 }, now + 9 * HOUR)
    expect([isDue(gone, EVERY, now), isDue(gone, EVERY, now + 9 * HOUR)]).toEqual([true, true])
  })
})
