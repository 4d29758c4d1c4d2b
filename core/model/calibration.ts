import type { Band, Score } from './score.ts'

/** On the calibrated probability: at or above `malicious` a name blocks, at or above `unsure` it waits for a person. */
export type Thresholds = { unsure: number; malicious: number }

export function probabilityOf(logit: number, temperature: number): number {
  return 1 / (1 + Math.exp(-logit / temperature))
}

export function bandOf(probability: number, thresholds: Thresholds): Band {
  if (probability >= thresholds.malicious) return 'malicious'
  return probability >= thresholds.unsure ? 'unsure' : 'benign'
}

/** What a model with such a card says of a name, given the network's logit. */
export function scoreOf(card: { id: string; temperature: number; thresholds: Thresholds }, logit: number): Score {
  const probability = probabilityOf(logit, card.temperature)
  return { modelId: card.id, probability, logit, band: bandOf(probability, card.thresholds) }
}

/** log(1 + e^x) without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
}

/** Mean negative log-likelihood of labels (1 malicious) in nats. */
export function lossOf(logits: ArrayLike<number>, labels: ArrayLike<number>, temperature: number): number {
  let sum = 0
  for (let at = 0; at < logits.length; at++) {
    const scaled = logits[at]! / temperature
    sum += softplus(scaled) - labels[at]! * scaled
  }
  return sum / logits.length
}

const LOWEST = Math.log(0.05)
const HIGHEST = Math.log(20)
const GOLDEN = (Math.sqrt(5) - 1) / 2

/**
 * The one scalar that minimises the loss of a hold-out (Guo et al., 2017): the loss is convex in 1/T, so a golden-section search over
 * log T finds its only minimum.
 */
export function fitTemperature(logits: ArrayLike<number>, labels: ArrayLike<number>): number {
  let low = LOWEST
  let high = HIGHEST
  while (high - low > 1e-4) {
    const left = high - GOLDEN * (high - low)
    const right = low + GOLDEN * (high - low)
    const better = lossOf(logits, labels, Math.exp(left)) < lossOf(logits, labels, Math.exp(right))
    if (better) high = right
    else low = left
  }
  return Math.exp((low + high) / 2)
}

/** The lowest threshold at which at most `rate` of the benign names stand at or above it; just above the highest of them when none may. */
export function thresholdFor(rate: number, benign: readonly number[], all: readonly number[]): number {
  const falling = [...benign].sort((a, b) => b - a)
  const allowed = Math.floor(falling.length * rate)
  const first = falling[allowed]
  if (first === undefined) return 0
  let above = Infinity
  for (const probability of all) if (probability > first && probability < above) above = probability
  return above === Infinity ? Math.min(1, (first + 1) / 2) : (first + above) / 2
}

/** Fixed on validation, on the calibrated probability: 1 % and 0.1 % false positives. */
export function thresholdsOf(logits: ArrayLike<number>, labels: ArrayLike<number>, temperature: number): Thresholds {
  const all = Array.from(logits, (logit) => probabilityOf(logit, temperature))
  const benign = all.filter((_, at) => labels[at] === 0)
  return { unsure: thresholdFor(0.01, benign, all), malicious: thresholdFor(0.001, benign, all) }
}
