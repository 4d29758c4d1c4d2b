import type { FeatureShare } from './architectures/architecture.ts'
import { probabilityOf } from './calibration.ts'
import { canonical } from './encoding.ts'
import type { Model } from './model.ts'

/** What moved a model's logit for one name. Positive: towards malicious. */
export type NameExplanation = {
  modelId: string
  /** What the model reads: the name without a leading `www.` where it goes. */
  text: string
  logit: number
  /** Calibrated P(malicious) of this logit. */
  probability: number
  /** One for each character of `text`: by how much the logit falls when that character is hidden. A dot is no part of a label and has 0. */
  characters: number[]
  /** The same for each label, hidden as a whole. */
  labels: { label: string; weight: number }[]
  /** Exact shares, the strongest first, at most `MOST_FEATURES` of each sign; null where the architecture has none. */
  features: FeatureShare[] | null
}

/** No name holds it, so that no weight was learned for it: what a model knew by the hidden character is gone, and nothing comes in its place. */
const HIDDEN = '?'
/** Between two batches of this size the names that wait for a score have their turn. */
const BATCH = 64
/** Of a longer name two or three neighbours are hidden at once and share the weight, so that the time stays within what a person waits for. */
const MOST_SPANS = 96
const MOST_FEATURES = 12

/**
 * Occlusion (Zeiler and Fergus, 2014): the name, then the name with each character hidden, then with each label hidden. `pause` is awaited
 * between batches and says whether the model still serves; when it does not, there is no explanation.
 */
export async function explain(
  model: Model,
  name: string,
  pause: () => Promise<boolean>
): Promise<NameExplanation | null> {
  const text = canonical(name)
  const hidden = [...characterSpans(text), ...labelSpans(text)]
  const variants = [text, ...hidden.map((span) => withHidden(text, span))]
  const logits = new Float32Array(variants.length)
  for (let from = 0; from < variants.length; from += BATCH) {
    if (from > 0 && !(await pause())) return null
    logits.set(model.logits(variants.slice(from, from + BATCH)), from)
  }
  const logit = logits[0]!
  const characters = new Array<number>(text.length).fill(0)
  const labels: NameExplanation['labels'] = []
  hidden.forEach(({ kind, from, to }, at) => {
    const weight = logit - logits[at + 1]!
    if (kind === 'character') characters.fill(weight, from, to)
    else labels.push({ label: text.slice(from, to), weight })
  })
  const features = model.network.features?.(name)
  return {
    modelId: model.card.id,
    text,
    logit,
    probability: probabilityOf(logit, model.card.temperature),
    characters,
    labels,
    features: features === undefined ? null : strongest(features),
  }
}

type Span = { kind: 'character' | 'label'; from: number; to: number }

function characterSpans(text: string): Span[] {
  const step = Math.ceil(text.length / MOST_SPANS)
  return labelSpans(text).flatMap(({ from, to }) =>
    Array.from({ length: Math.ceil((to - from) / step) }, (_, at): Span => {
      const start = from + at * step
      return { kind: 'character', from: start, to: Math.min(start + step, to) }
    })
  )
}

function labelSpans(text: string): Span[] {
  let from = 0
  return text.split('.').map((label) => {
    const span: Span = { kind: 'label', from, to: from + label.length }
    from = span.to + 1
    return span
  })
}

function withHidden(text: string, { from, to }: Span): string {
  return text.slice(0, from) + HIDDEN.repeat(to - from) + text.slice(to)
}

function strongest(features: readonly FeatureShare[]): FeatureShare[] {
  const falling = [...features].sort((a, b) => b.share - a.share)
  const raising = falling.filter(({ share }) => share > 0).slice(0, MOST_FEATURES)
  const lowering = falling.filter(({ share }) => share < 0).slice(-MOST_FEATURES)
  return [...raising, ...lowering].sort((a, b) => Math.abs(b.share) - Math.abs(a.share))
}
