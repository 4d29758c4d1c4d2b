import { count, percent } from './format.ts'

/** A share of names as a person counts it: in per cent, or as one in so many where per cent would be mostly zeros. */
export function shareText(share: number): string {
  return share >= 0.01 ? percent(share) : `one in ${count(Math.round(1 / share))}`
}
