import type { Band, Score } from './score.ts'

/** On the calibrated probability: at or above `malicious` a name blocks, at or above `unsure` it waits for a person. */
export type Thresholds = { unsure: number; malicious: number }

export function probabilityOf(logit: number, temperature: number): number {
  return 1 / (1 + Math.exp(-logit / temperature))
}

/**
 * What a calibrated probability means where another share of the names is malicious: training and validation hold about as many of each class, the wire
 * hardly any. The odds are multiplied by the ratio of the prior odds (Saerens, Latinne and Decaestecker, 2002, eq. 4). All three in 0..1;
 * `measuredShare` is the malicious share of the names that the model was calibrated on. The order of names stays as it is.
 */
export function probabilityAtBaseRate(
  probability: number,
  { measuredShare, baseRate }: { measuredShare: number; baseRate: number }
): number {
  const malicious = probability * (baseRate / measuredShare)
  const benign = (1 - probability) * ((1 - baseRate) / (1 - measuredShare))
  return malicious + benign === 0 ? baseRate : malicious / (malicious + benign)
}

const ROUNDS = 500
const STILL = 1e-7

/**
 * The malicious share of unlabelled names that makes their calibrated probabilities likeliest: the EM procedure of Saerens et al. (2002, section
 * 2.2). It holds as far as malicious names of this traffic resemble those of the training data: an estimate to start from, not a measurement.
 * Null without names.
 */
export function estimatedBaseRate(probabilities: ArrayLike<number>, measuredShare: number): number | null {
  if (probabilities.length === 0) return null
  let baseRate = measuredShare
  for (let round = 0; round < ROUNDS; round++) {
    let sum = 0
    for (let at = 0; at < probabilities.length; at++)
      sum += probabilityAtBaseRate(probabilities[at]!, { measuredShare, baseRate })
    const next = sum / probabilities.length
    const moved = Math.abs(next - baseRate)
    baseRate = next
    if (moved < STILL) break
  }
  return baseRate
}

export function bandOf(probability: number, thresholds: Thresholds): Band {
  if (probability >= thresholds.malicious) return 'malicious'
  return probability >= thresholds.unsure ? 'unsure' : 'benign'
}

/**
 * What a model with such a card says of a name, given the network's logit. Of an unfamiliar name (unfamiliar.ts) no model is sure: it waits for a
 * person, whatever its probability.
 */
export function scoreOf(
  card: { id: string; temperature: number; thresholds: Thresholds },
  { logit, unfamiliar }: { logit: number; unfamiliar: boolean }
): Score {
  const probability = probabilityOf(logit, card.temperature)
  const score = { modelId: card.id, probability, logit }
  return unfamiliar
    ? { ...score, band: 'unsure', unfamiliar }
    : { ...score, band: bandOf(probability, card.thresholds) }
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

export type Calibration = { temperature: number; shift: number }

const STEPS = 50
const SMALL = 1e-10

/**
 * Temperature and a shift of the logit that minimise the loss of a hold-out: temperature scaling (Guo et al., 2017) with an intercept, since the
 * classes of the hold-out need not be those of the training data. The calibrated probability is sigmoid((logit + shift) / temperature). The
 * loss is convex in 1/temperature and shift/temperature, so that Newton's method finds its only minimum. The targets stay a little
 * short of 0 and 1, as Platt (1999) has them: a small hold-out that is told apart without a mistake would want no temperature at all.
 */
export function calibrate(logits: ArrayLike<number>, labels: ArrayLike<number>): Calibration {
  const targets = shortOfCertain(labels)
  let slope = 1
  let intercept = 0
  for (let step = 0; step < STEPS; step++) {
    const { gs, gi, hss, hsi, hii } = slopesAt(logits, targets, { slope, intercept })
    const determinant = hss * hii - hsi * hsi
    if (!(determinant > SMALL)) break
    // Half a unit at most in one step: far from the minimum, Newton's would overshoot.
    const ds = limited((hii * gs - hsi * gi) / determinant)
    const di = limited((hss * gi - hsi * gs) / determinant)
    slope = Math.max(0.05, slope - ds)
    intercept -= di
    if (Math.abs(ds) + Math.abs(di) < SMALL) break
  }
  return { temperature: 1 / slope, shift: intercept / slope }
}

function shortOfCertain(labels: ArrayLike<number>): Float64Array {
  let malicious = 0
  for (let name = 0; name < labels.length; name++) malicious += labels[name]!
  const benign = labels.length - malicious
  return Float64Array.from(labels, (label) => (label === 1 ? (malicious + 1) / (malicious + 2) : 1 / (benign + 2)))
}

/** First and second derivatives of the mean loss by slope and intercept. */
function slopesAt(logits: ArrayLike<number>, targets: ArrayLike<number>, at: { slope: number; intercept: number }) {
  const sums = { gs: 0, gi: 0, hss: 0, hsi: 0, hii: 0 }
  const share = 1 / logits.length
  for (let name = 0; name < logits.length; name++) {
    const x = logits[name]!
    const p = 1 / (1 + Math.exp(-(at.slope * x + at.intercept)))
    const error = (p - targets[name]!) * share
    const curve = p * (1 - p) * share
    sums.gs += error * x
    sums.gi += error
    sums.hss += curve * x * x
    sums.hsi += curve * x
    sums.hii += curve
  }
  return sums
}

function limited(step: number): number {
  return Math.max(-0.5, Math.min(0.5, step))
}

/** The lowest threshold at which at most `rate` of the benign names stand at or above it; just above the highest of them when none may. */
export function thresholdFor(rate: number, benign: readonly number[], all: readonly number[]): number {
  return thresholdAllowing(Math.floor(benign.length * rate), benign, all)
}

function thresholdAllowing(names: number, benign: readonly number[], all: readonly number[]): number {
  const falling = [...benign].sort((a, b) => b - a)
  const first = falling[names]
  if (first === undefined) return 0
  let above = Infinity
  for (const probability of all) if (probability > first && probability < above) above = probability
  return above === Infinity ? Math.min(1, (first + 1) / 2) : (first + above) / 2
}

/** Of the benign names of a hold-out, how many stand at or above each threshold. */
export type FalsePositives = { benign: number; unsure: number; malicious: number }

export function falsePositivesOf(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
  card: { temperature: number; thresholds: Thresholds }
): FalsePositives {
  const found = { benign: 0, unsure: 0, malicious: 0 }
  for (let at = 0; at < logits.length; at++) {
    if (labels[at] === 1) continue
    const probability = probabilityOf(logits[at]!, card.temperature)
    found.benign++
    if (probability >= card.thresholds.unsure) found.unsure++
    if (probability >= card.thresholds.malicious) found.malicious++
  }
  return found
}

/**
 * Fixed on validation, on the calibrated probability: 1 % and 0.1 % false positives. A retrained model gets no more of them than its `parent` had on the very
 * same names: those may be fewer and easier than the ones that the parent's thresholds were fixed on, and one in a hundred of easy names is more
 * of all others (docs/decisions/0124).
 */
export function thresholdsOf(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
  { temperature, parent }: { temperature: number; parent: FalsePositives | null }
): Thresholds {
  const all = Array.from(logits, (logit) => probabilityOf(logit, temperature))
  const benign = all.filter((_, at) => labels[at] === 0)
  const threshold = (rate: number, most: number) =>
    thresholdAllowing(Math.min(Math.floor(benign.length * rate), most), benign, all)
  return {
    unsure: threshold(0.01, parent?.unsure ?? Infinity),
    malicious: threshold(0.001, parent?.malicious ?? Infinity),
  }
}
