import { probabilityOf, type Thresholds } from '../../core/model/calibration.ts'
import { measure } from '../../core/training/metrics.ts'
import { ratesAt, type BandRates } from '../../core/training/stored-thresholds.ts'

/** What a model does on a set of names. Null where the set cannot give it, as when it has one class only. Shares in 0..1. */
export type SetFigures = {
  names: number
  malicious: number
  auc: number | null
  /** The threshold is fixed on this set itself. */
  recallAt1: number | null
  recallAt01: number | null
  /** The model's own thresholds, which were fixed on validation. */
  stored1: BandRates
  stored01: BandRates
  accuracy: number | null
  f1: number | null
  /** Without and with the temperature. The shift of the calibration stands in the network's bias and is in both. */
  eceBefore: number | null
  eceAfter: number | null
}

type Card = { temperature: number; thresholds: Thresholds }
type Scored = { labels: ArrayLike<number>; logits: ArrayLike<number> }

export function setFigures(card: Card, scored: Scored): SetFigures {
  const { labels, logits } = scored
  const metrics = measure(logits, labels, card.temperature)
  const probabilities = Array.from(logits, (logit) => probabilityOf(logit, card.temperature))
  // With one class only, accuracy would be its recall under another name, and F1 and ECE would say nothing about false alarms.
  const both = metrics.auc !== null
  return {
    names: metrics.names,
    malicious: metrics.confusion.truePositive + metrics.confusion.falseNegative,
    auc: metrics.auc,
    recallAt1: metrics.recallAt1,
    recallAt01: metrics.recallAt01,
    stored1: ratesAt(probabilities, labels, card.thresholds.unsure),
    stored01: ratesAt(probabilities, labels, card.thresholds.malicious),
    accuracy: both ? metrics.accuracy : null,
    f1: both ? metrics.f1 : null,
    eceBefore: both ? measure(logits, labels, 1).ece : null,
    eceAfter: both ? metrics.ece : null,
  }
}

/** The threshold on the logit that gives the best F1 on a set: tuned on a development set, then applied to another. */
export function bestF1Threshold({ labels, logits }: Scored): number {
  const order = Uint32Array.from({ length: logits.length }, (_, at) => at).sort((a, b) => logits[b]! - logits[a]!)
  const malicious = Array.from(labels).reduce((sum, label) => sum + label, 0)
  const best = { f1: -1, threshold: 0 }
  let truePositives = 0
  order.forEach((at, place) => {
    truePositives += labels[at]!
    const next = order[place + 1]
    if (next !== undefined && logits[next] === logits[at]) return
    const f1 = (2 * truePositives) / (place + 1 + malicious)
    if (f1 <= best.f1) return
    best.f1 = f1
    best.threshold = next === undefined ? logits[at]! : (logits[at]! + logits[next]!) / 2
  })
  return best.threshold
}

export function f1At(threshold: number, { labels, logits }: Scored): number {
  let [truePositives, called, malicious] = [0, 0, 0]
  for (let at = 0; at < logits.length; at++) {
    malicious += labels[at]!
    if (logits[at]! < threshold) continue
    called++
    truePositives += labels[at]!
  }
  return (2 * truePositives) / (called + malicious)
}
