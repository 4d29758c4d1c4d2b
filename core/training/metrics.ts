import { lossOf, probabilityOf } from '../model/calibration.ts'
import type { Confusion, SplitMetrics } from './metrics-view.ts'

/** The figures of one split from its logits, labels (1 malicious) and the temperature. What the split cannot give is null. */
export function measure(logits: ArrayLike<number>, labels: ArrayLike<number>, temperature: number): SplitMetrics {
  const names = logits.length
  const probabilities = Array.from(logits, (logit) => probabilityOf(logit, temperature))
  const confusion = confusionAt(probabilities, labels, 0.5)
  const { truePositive, falsePositive, trueNegative, falseNegative } = confusion
  const positives = truePositive + falseNegative
  const negatives = trueNegative + falsePositive
  const curve = positives > 0 && negatives > 0 ? rocOf(logits, labels) : null
  return {
    names,
    confusion,
    accuracy: share(truePositive + trueNegative, names),
    precision: share(truePositive, truePositive + falsePositive),
    recall: share(truePositive, positives),
    f1: share(2 * truePositive, 2 * truePositive + falsePositive + falseNegative),
    falsePositiveRate: share(falsePositive, negatives),
    auc: curve === null ? null : areaUnder(curve),
    recallAt1: curve === null ? null : recallAt(curve, 0.01),
    recallAt01: curve === null ? null : recallAt(curve, 0.001),
    loss: names === 0 ? null : lossOf(logits, labels, temperature),
    ece: names === 0 ? null : calibrationError(probabilities, labels),
  }
}

export function confusionAt(probabilities: readonly number[], labels: ArrayLike<number>, threshold: number): Confusion {
  const counts: Confusion = { truePositive: 0, falsePositive: 0, trueNegative: 0, falseNegative: 0 }
  probabilities.forEach((probability, at) => {
    if (labels[at] === 1) counts[probability >= threshold ? 'truePositive' : 'falseNegative']++
    else counts[probability >= threshold ? 'falsePositive' : 'trueNegative']++
  })
  return counts
}

/** One point for each different score, from the strictest threshold on; counts of names at or above it. */
export type Roc = { truePositives: number[]; falsePositives: number[] }

export function rocOf(scores: ArrayLike<number>, labels: ArrayLike<number>): Roc {
  const order = Uint32Array.from({ length: scores.length }, (_, at) => at).sort((a, b) => scores[b]! - scores[a]!)
  const roc: Roc = { truePositives: [0], falsePositives: [0] }
  let truePositives = 0
  let falsePositives = 0
  order.forEach((at, place) => {
    if (labels[at] === 1) truePositives++
    else falsePositives++
    // Names of the same score pass a threshold together.
    const next = order[place + 1]
    if (next !== undefined && scores[next] === scores[at]) return
    roc.truePositives.push(truePositives)
    roc.falsePositives.push(falsePositives)
  })
  return roc
}

/** The chance that a malicious name scores above a benign one, ties counted half. */
function areaUnder({ truePositives, falsePositives }: Roc): number {
  let area = 0
  for (let at = 1; at < truePositives.length; at++) {
    area += ((truePositives[at]! + truePositives[at - 1]!) / 2) * (falsePositives[at]! - falsePositives[at - 1]!)
  }
  return area / (truePositives.at(-1)! * falsePositives.at(-1)!)
}

/** The most recall that a threshold gives with at most `rate` of the benign names above it. */
function recallAt({ truePositives, falsePositives }: Roc, rate: number): number {
  const allowed = falsePositives.at(-1)! * rate
  let best = 0
  truePositives.forEach((count, at) => {
    if (falsePositives[at]! <= allowed) best = count
  })
  return best / truePositives.at(-1)!
}

const BINS = 15

/** Mean distance between confidence and share of malicious names, over bins of equal width (Guo et al., 2017). */
function calibrationError(probabilities: readonly number[], labels: ArrayLike<number>): number {
  const bins = Array.from({ length: BINS }, () => ({ names: 0, malicious: 0, expected: 0 }))
  probabilities.forEach((probability, at) => {
    const bin = bins[Math.min(BINS - 1, Math.floor(probability * BINS))]!
    bin.names++
    bin.malicious += labels[at]!
    bin.expected += probability
  })
  return bins.reduce((sum, bin) => sum + Math.abs(bin.malicious - bin.expected), 0) / probabilities.length
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
