import { seeded, type Random } from '../../core/model/random.ts'

/** The middle 95 % of what resampling gives (Efron, 1979). */
export type Interval = { low: number; high: number }
export type HeadlineIntervals = {
  replicates: number
  /** Registered domains, which are drawn whole. */
  groups: number
  auc: Interval
  recallAt1: Interval
  recallAt01: Interval
  falsePositivesAtStored: Interval
  recallAtStored: Interval
}

type Scored = {
  logits: ArrayLike<number>
  labels: ArrayLike<number>
  /** Names of one group are drawn together: names of one campaign are not independent. */
  groups: readonly string[]
  /** As a logit: names at or above it are called. */
  storedThreshold: number
}

/**
 * Bootstrap over groups: each replicate draws as many groups as there are, with replacement, and computes the figures anew, its own thresholds for
 * 1 % and 0.1 % included. The order of the scores is the same in every replicate, so one pass over it does.
 */
export function bootstrap(scored: Scored, settings: { replicates: number; seed: number }): HeadlineIntervals {
  const ranked = rank(scored)
  const random = seeded(settings.seed)
  const found: Record<keyof Figures, number[]> = {
    auc: [],
    recallAt1: [],
    recallAt01: [],
    falsePositivesAtStored: [],
    recallAtStored: [],
  }
  for (let replicate = 0; replicate < settings.replicates; replicate++) {
    const figures = figuresOf(ranked, drawn(ranked.groups, random))
    for (const key of Object.keys(found) as (keyof Figures)[]) {
      if (Number.isFinite(figures[key])) found[key].push(figures[key])
    }
  }
  return {
    replicates: settings.replicates,
    groups: ranked.groups,
    auc: middle(found.auc),
    recallAt1: middle(found.recallAt1),
    recallAt01: middle(found.recallAt01),
    falsePositivesAtStored: middle(found.falsePositivesAtStored),
    recallAtStored: middle(found.recallAtStored),
  }
}

type Figures = {
  auc: number
  recallAt1: number
  recallAt01: number
  falsePositivesAtStored: number
  recallAtStored: number
}
/** From the highest score down: group and label of each name, and whether the next has a lower score. */
type Ranked = { groups: number; group: Int32Array; label: Uint8Array; last: Uint8Array; stored: Uint8Array }

function rank({ logits, labels, groups, storedThreshold }: Scored): Ranked {
  const numbers = new Map<string, number>()
  const numberOf = groups.map((group) => {
    const known = numbers.get(group)
    if (known !== undefined) return known
    numbers.set(group, numbers.size)
    return numbers.size - 1
  })
  const order = Uint32Array.from({ length: logits.length }, (_, at) => at).sort((a, b) => logits[b]! - logits[a]!)
  return {
    groups: numbers.size,
    group: Int32Array.from(order, (at) => numberOf[at]!),
    label: Uint8Array.from(order, (at) => labels[at]!),
    last: Uint8Array.from(order, (at, place) => (logits[order[place + 1] ?? -1] === logits[at] ? 0 : 1)),
    stored: Uint8Array.from(order, (at) => (logits[at]! >= storedThreshold ? 1 : 0)),
  }
}

/** How often each group was drawn. */
function drawn(groups: number, random: Random): Uint16Array {
  const times = new Uint16Array(groups)
  for (let draw = 0; draw < groups; draw++) times[Math.floor(random() * groups)]!++
  return times
}

function figuresOf(ranked: Ranked, times: Uint16Array): Figures {
  const { group, label, last, stored } = ranked
  const totals = [0, 0]
  for (let place = 0; place < label.length; place++) totals[label[place]!]! += times[group[place]!]!
  const [benign, malicious] = [totals[0]!, totals[1]!]
  const counts = { true: 0, false: 0, area: 0, storedTrue: 0, storedFalse: 0, at1: 0, at01: 0 }
  let [trueBefore, falseBefore] = [0, 0]
  for (let place = 0; place < label.length; place++) {
    const weight = times[group[place]!]!
    if (label[place] === 1) counts.true += weight
    else counts.false += weight
    if (stored[place] === 1) {
      if (label[place] === 1) counts.storedTrue += weight
      else counts.storedFalse += weight
    }
    if (last[place] === 0) continue
    counts.area += ((counts.true + trueBefore) / 2) * (counts.false - falseBefore)
    trueBefore = counts.true
    falseBefore = counts.false
    if (counts.false <= benign * 0.01) counts.at1 = counts.true
    if (counts.false <= benign * 0.001) counts.at01 = counts.true
  }
  return {
    auc: counts.area / (malicious * benign),
    recallAt1: counts.at1 / malicious,
    recallAt01: counts.at01 / malicious,
    falsePositivesAtStored: counts.storedFalse / benign,
    recallAtStored: counts.storedTrue / malicious,
  }
}

function middle(values: number[]): Interval {
  const rising = values.sort((a, b) => a - b)
  const at = (share: number): number => rising[Math.round(share * (rising.length - 1))] ?? Number.NaN
  return { low: at(0.025), high: at(0.975) }
}
