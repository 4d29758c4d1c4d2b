/** One look at the product's memory. */
export type Sample = { seconds: number; megabytes: number; answered: number; lost: number }

export type Slope = {
  /** MB an hour, by least squares over means of a minute each. */
  perHour: number
  /** Half the width of the 95 % confidence interval, in MB an hour. */
  within: number
  minutes: number
  /** What the line leaves of a minute, correlated with what it leaves of the next one; 0 to below 1. */
  correlation: number
}

const SECONDS_A_BLOCK = 60
/** With less independent minutes a line through them says nothing. */
const LEAST_INDEPENDENT = 4

/**
 * How much memory grows. A heap breathes over seconds and the whole over minutes, so that one minute says much of what the next one will: n minutes count as
 * n (1 - r) / (1 + r) independent ones, with r their lag-1 autocorrelation about the line (Santer et al. 2000, "Statistical significance of trends and trend
 * differences in layer-average atmospheric temperature time series", JGR 105), r mended for what a fitted line takes out of it (Marriott and Pope 1954, Biometrika 41).
 * Null where too few are left.
 */
export function slopeOf(samples: readonly Sample[]): Slope | null {
  const blocks = new Map<number, number[]>()
  for (const { seconds, megabytes } of samples) {
    const block = Math.floor(seconds / SECONDS_A_BLOCK)
    blocks.set(block, [...(blocks.get(block) ?? []), megabytes])
  }
  const points = [...blocks].map(([block, values]) => ({ x: block / 60, y: mean(values) }))
  const count = points.length
  if (count <= LEAST_INDEPENDENT) return null
  const [x0, y0] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))]
  const spread = points.reduce((sum, { x }) => sum + (x - x0) ** 2, 0)
  const perHour = points.reduce((sum, { x, y }) => sum + (x - x0) * (y - y0), 0) / spread
  const residuals = points.map(({ x, y }) => y - y0 - perHour * (x - x0))
  const correlation = correlationOf(residuals)
  const independent = (count * (1 - correlation)) / (1 + correlation)
  if (independent < LEAST_INDEPENDENT) return null
  const error = Math.sqrt(squares(residuals) / (independent - 2) / spread)
  return { perHour, within: student95(independent - 2) * error, minutes: count, correlation }
}

/** From one to the next, never below 0: minutes that contradict each other are no more than independent. */
function correlationOf(residuals: readonly number[]): number {
  const count = residuals.length
  const together = residuals.slice(1).reduce((sum, residual, at) => sum + residual * residuals[at]!, 0)
  const all = squares(residuals)
  return all === 0 ? 0 : Math.min(Math.max((count * (together / all) + 1) / (count - 4), 0), 0.99)
}

function squares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value ** 2, 0)
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
