/** A slider's even steps are log-odds: between 0.99 and 0.999 lies as much as between 0.5 and 0.9. */
const LEAST = -5
const MOST = 10
export const STEP = 0.01
export const SCALE = { min: LEAST, max: MOST, step: STEP }

export function placeOf(probability: number): number {
  const odds = Math.log(probability / (1 - probability))
  return Math.min(MOST, Math.max(LEAST, odds))
}

/** Rounded as far as it makes no difference to a name. */
export function probabilityAt(place: number): number {
  const probability = 1 / (1 + Math.exp(-place))
  const digits = Math.max(3, Math.ceil(-Math.log10(1 - probability)) + 2)
  return Number(probability.toFixed(digits))
}

/** As many digits as tell it from 1. */
export function thresholdText(probability: number): string {
  const digits = probability >= 1 ? 4 : Math.min(8, Math.max(4, Math.ceil(-Math.log10(1 - probability)) + 2))
  return probability.toFixed(digits)
}
