import { scoreOf, type Thresholds } from '../../core/model/calibration.ts'
import type { Band } from '../../core/model/score.ts'

/** Of the names that stand in a band: their share of all, and the share of them that the band is wrong about. */
export type BandFigures = {
  names: number
  coverage: number
  /**
   * `malicious`: the share of benign names in it; `benign`: the share of malicious ones; `unsure` decides nothing, so it has no error. Null where the
   * band is empty.
   */
  error: number | null
  /** The share of its names that are malicious: what a person who looks through the band will find. */
  malicious: number | null
}

type Card = { id: string; temperature: number; thresholds: Thresholds }
/** `unfamiliar`: a 1 for each name that the product calls unsure whatever its score. */
type Scored = { labels: ArrayLike<number>; logits: ArrayLike<number>; unfamiliar: ArrayLike<number> }

/** By the product's own rule, so a name of a kind that the training data hardly has is unsure whatever its score. */
export function bandsOf(card: Card, scored: Scored): Record<Band, BandFigures> {
  const counts = { malicious: [0, 0], unsure: [0, 0], benign: [0, 0] }
  for (let at = 0; at < scored.logits.length; at++) {
    const unfamiliar = scored.unfamiliar[at] === 1
    counts[scoreOf(card, { logit: scored.logits[at]!, unfamiliar }).band][scored.labels[at]!]!++
  }
  const figures = (band: Band): BandFigures => {
    const [benign, malicious] = counts[band] as [number, number]
    const names = benign + malicious
    const wrong = { malicious: benign, benign: malicious, unsure: null }[band]
    return {
      names,
      coverage: names / scored.logits.length,
      error: wrong === null || names === 0 ? null : wrong / names,
      malicious: names === 0 ? null : malicious / names,
    }
  }
  return { malicious: figures('malicious'), unsure: figures('unsure'), benign: figures('benign') }
}
