/** One look at the product's memory. */
export type Sample = { seconds: number; megabytes: number; answered: number; lost: number }

export type Slope = {
  /** MB an hour, by least squares over means of a minute each. */
  perHour: number
  /** Half the width of the 95 % confidence interval, in MB an hour. */
  within: number
  minutes: number
}

const SECONDS_A_BLOCK = 60

/**
 * How much memory grows. Neighbouring samples say nearly the same (a heap breathes over seconds), so they count as one for each minute; what is left of
 * that makes the interval a little too narrow. Null with fewer than three minutes.
 */
export function slopeOf(samples: readonly Sample[]): Slope | null {
  const blocks = new Map<number, number[]>()
  for (const { seconds, megabytes } of samples) {
    const block = Math.floor(seconds / SECONDS_A_BLOCK)
    blocks.set(block, [...(blocks.get(block) ?? []), megabytes])
  }
  const points = [...blocks].map(([block, values]) => ({ x: block / 60, y: mean(values) }))
  const count = points.length
  if (count < 3) return null
  const [x0, y0] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))]
  const spread = points.reduce((sum, { x }) => sum + (x - x0) ** 2, 0)
  const perHour = points.reduce((sum, { x, y }) => sum + (x - x0) * (y - y0), 0) / spread
  const residuals = points.reduce((sum, { x, y }) => sum + (y - y0 - perHour * (x - x0)) ** 2, 0)
  const error = Math.sqrt(residuals / (count - 2) / spread)
  return { perHour, within: student95(count - 2) * error, minutes: count }
}

/** MB an hour that an hour's run can tell from nothing. */
const TELLS = 30

export function growthOf(slope: Slope | null): 'flat' | 'grows' | 'not to be told' {
  if (slope === null) return 'not to be told'
  if (slope.perHour - slope.within > 0) return 'grows'
  return slope.within <= TELLS ? 'flat' : 'not to be told'
}

/** Two-sided 95 % quantile of Student's t (Cornish-Fisher expansion; Abramowitz and Stegun 26.7.5), within 2 % from 3 degrees of freedom on. */
function student95(degrees: number): number {
  const z = 1.959964
  const g1 = (z ** 3 + z) / 4
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384
  return z + g1 / degrees + g2 / degrees ** 2 + g3 / degrees ** 3
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
