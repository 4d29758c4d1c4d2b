import type { ListFetching } from './list.ts'

/** The first wait after a failure; each one more doubles it, up to the list's own time between two fetches. */
const FIRST_WAIT_MS = 15 * 60_000

export type FetchHistory = {
  /** When the last good copy was fetched, or found to be the newest; null before the first time. */
  checkedAt: number | null
  triedAt: number | null
  /** Failures in a row since then. */
  failures: number
}

/**
 * When a list is to be fetched next, in milliseconds since the epoch. `chance` is in [0, 1): up to a tenth of the time is added, so that a thousand
 * desks do not come in the same minute (a fifth after a failure, when they all wait for one server to come back).
 */
export function nextFetch({ checkedAt, triedAt, failures }: FetchHistory, everyMs: number, chance: number): number {
  if (failures > 0 && triedAt !== null) {
    const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 20), everyMs)
    return triedAt + wait * (1 + 0.2 * chance)
  }
  return checkedAt === null ? 0 : checkedAt + everyMs * (1 + 0.1 * chance)
}

/**
 * Whether a list is to be fetched at this look. What was done later than now was done while the clock was ahead, and what was reckoned from it would hold
 * for as long as it was ahead; `everyMs` may be shorter than it was when the next time was reckoned.
 */
export function isDue({ checkedAt, triedAt, failures, nextAt }: ListFetching, everyMs: number, now: number): boolean {
  const neverTried = checkedAt === null && failures === 0
  const isOld = checkedAt !== null && failures === 0 && checkedAt + everyMs * 1.1 <= now
  return neverTried || isOld || nextAt <= now || isAhead(checkedAt, now) || isAhead(triedAt, now)
}

function isAhead(at: number | null, now: number): boolean {
  return at !== null && at > now
}

/** The history of a list whose copy is gone: it is as one that was never fetched. */
export function withoutCopy(before: ListFetching, now: number): ListFetching {
  return { ...before, checkedAt: null, failures: 0, nextAt: now }
}

export type FetchOutcome = Pick<ListFetching, 'validators'> | 'failed'

/** The history of a list's fetches after one more of them, all but when the next one is due. */
export function afterFetch(before: ListFetching, outcome: FetchOutcome, now: number): ListFetching {
  if (outcome === 'failed') {
    // Else the list would stay due, and a server that fails would be asked at every look.
    const checkedAt = isAhead(before.checkedAt, now) ? null : before.checkedAt
    return { ...before, checkedAt, triedAt: now, failures: before.failures + 1 }
  }
  return { ...before, triedAt: now, checkedAt: now, failures: 0, validators: outcome.validators }
}
