import type { CalibrationBin, Curves, Mistake, MistakeKind, OperatingPoint } from './curves-view.ts'
import type { Confusion, SplitName } from './metrics-view.ts'

/** What a model said of the names of one split; same places, same name. Labels are 1 for malicious. */
export type SplitScores = { names: string[]; labels: Uint8Array; probabilities: Float64Array }

/** The same from the highest score down; `found[n]` counts the malicious among the first n. */
export type RankedScores = SplitScores & { found: Uint32Array }

const MOST_POINTS = 400
const BINS = 15

export function ranked({ names, labels, probabilities }: SplitScores): RankedScores {
  const order = Uint32Array.from(names, (_, at) => at).sort((a, b) => probabilities[b]! - probabilities[a]! || a - b)
  const found = new Uint32Array(order.length + 1)
  order.forEach((at, place) => (found[place + 1] = found[place]! + labels[at]!))
  return {
    names: Array.from(order, (at) => names[at]!),
    labels: Uint8Array.from(order, (at) => labels[at]!),
    probabilities: Float64Array.from(order, (at) => probabilities[at]!),
    found,
  }
}

/** How many names stand at or above the threshold. */
export function reaching(falling: ArrayLike<number>, threshold: number): number {
  let [from, to] = [0, falling.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if (falling[middle]! >= threshold) from = middle + 1
    else to = middle
  }
  return from
}

export function confusionOf({ probabilities, found }: RankedScores, threshold: number): Confusion {
  const above = reaching(probabilities, threshold)
  const malicious = found.at(-1)!
  const truePositive = found[above]!
  const falsePositive = above - truePositive
  return {
    truePositive,
    falsePositive,
    falseNegative: malicious - truePositive,
    trueNegative: probabilities.length - malicious - falsePositive,
  }
}

export function curvesOf(scores: RankedScores, split: SplitName): Curves {
  const malicious = scores.found.at(-1)!
  const benign = scores.names.length - malicious
  const points = pointsOf(scores)
  const recall = ({ truePositive }: OperatingPoint) => truePositive / Math.max(1, malicious)
  return {
    split,
    malicious,
    benign,
    precisionRecall: thinned(points, MOST_POINTS, (point) => [recall(point), precisionOf(point)]),
    // As it is drawn: false positives on a logarithmic axis, since one in a thousand matters as much as one in ten.
    roc: thinned(points, MOST_POINTS, (point) => [
      Math.log(1 + point.falsePositive) / Math.log(2 + benign),
      recall(point),
    ]),
    calibration: calibrationOf(scores),
    averagePrecision: malicious === 0 || benign === 0 ? null : averagePrecisionOf(points, malicious),
  }
}

/** One point for each different score: names of the same score pass a threshold together. */
export function pointsOf({ probabilities, found }: RankedScores): OperatingPoint[] {
  const points: OperatingPoint[] = []
  probabilities.forEach((threshold, at) => {
    if (probabilities[at + 1] === threshold) return
    points.push({ threshold, truePositive: found[at + 1]!, falsePositive: at + 1 - found[at + 1]! })
  })
  return points
}

/** At most so many of the points themselves, the first and the last among them, at even distances along the line that they draw. */
export function thinned<T>(points: readonly T[], most: number, place: (point: T) => readonly [number, number]): T[] {
  if (points.length <= most) return [...points]
  const along = [0]
  for (let at = 1; at < points.length; at++) {
    const [x, y] = place(points[at]!)
    const [beforeX, beforeY] = place(points[at - 1]!)
    along.push(along[at - 1]! + Math.abs(x - beforeX) + Math.abs(y - beforeY))
  }
  const step = along.at(-1)! / (most - 1)
  const kept: T[] = []
  // The last place is the last point's own; a line without length keeps its ends.
  for (const [at, point] of points.entries()) {
    const last = at === points.length - 1
    if (last || (kept.length < most - 1 && along[at]! >= kept.length * step)) kept.push(point)
  }
  return kept
}

export function calibrationOf({ labels, probabilities }: SplitScores): CalibrationBin[] {
  const sums = Array.from({ length: BINS }, () => ({ count: 0, predicted: 0, malicious: 0 }))
  probabilities.forEach((probability, at) => {
    const bin = sums[Math.min(BINS - 1, Math.floor(probability * BINS))]!
    bin.count++
    bin.predicted += probability
    bin.malicious += labels[at]!
  })
  return sums.map(({ count, predicted, malicious }, bin) => ({
    from: bin / BINS,
    to: (bin + 1) / BINS,
    count,
    meanPredicted: count === 0 ? null : predicted / count,
    observedShare: count === 0 ? null : malicious / count,
  }))
}

export type MistakeWish = { kind: MistakeKind; threshold: number; offset: number; limit: number }

/** A page of the names that the model is wrong about, most confident first. */
export function mistakesOf(
  { names, labels, probabilities, found }: RankedScores,
  { kind, threshold, offset, limit }: MistakeWish
): { rows: Mistake[]; total: number; of: number } {
  const above = reaching(probabilities, threshold)
  const malicious = found.at(-1)!
  const over = kind === 'false-positive'
  const rows: Mistake[] = []
  const [start, step, count] = over ? [0, 1, above] : [names.length - 1, -1, names.length - above]
  for (let done = 0, at = start, seen = 0; done < count && rows.length < limit; done++, at += step) {
    if ((labels[at] === 0) !== over) continue
    if (seen++ >= offset) rows.push({ name: names[at]!, probability: probabilities[at]! })
  }
  return over
    ? { rows, total: above - found[above]!, of: names.length - malicious }
    : { rows, total: malicious - found[above]!, of: malicious }
}

function precisionOf({ truePositive, falsePositive }: OperatingPoint): number {
  return truePositive / (truePositive + falsePositive)
}

/** Steps, not trapezia: between two points precision does not fall on a straight line (Davis and Goadrich, 2006). */
function averagePrecisionOf(points: readonly OperatingPoint[], malicious: number): number {
  let before = 0
  let area = 0
  for (const point of points) {
    area += (point.truePositive - before) * precisionOf(point)
    before = point.truePositive
  }
  return area / malicious
}
