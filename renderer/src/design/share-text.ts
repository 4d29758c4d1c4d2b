import { count, counted, percent } from './format.ts'

/** Of a log that may have begun an hour ago. */
export function daysText(days: number): string {
  return days < 1 ? counted(Math.max(1, Math.round(days * 24)), 'hour') : counted(Math.round(days * 10) / 10, 'day')
}

/** A share of names as a person counts it: in per cent, or as one in so many where per cent would be mostly zeros. */
export function shareText(share: number): string {
  return share >= 0.01 ? percent(share) : `one in ${count(Math.round(1 / share))}`
}
