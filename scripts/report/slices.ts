import { parse } from 'tldts'
import { probabilityOf, type Thresholds } from '../../core/model/calibration.ts'
import type { LabelledSet } from './labelled-set.ts'

/** One value of a column: how much of its malicious names a model finds, how many of its benign ones it calls. Null where it has none. */
export type Slice = {
  by: string
  value: string
  malicious: number
  benign: number
  recall1: number | null
  recall01: number | null
  falsePositives1: number | null
  falsePositives01: number | null
}

export const SLICED_BY = ['kind', 'source', 'family', 'shape', 'first seen', 'suffix group'] as const

type Card = { temperature: number; thresholds: Thresholds }

/** Slices of fewer names than `fewest` say nothing and are left out; the largest come first. */
export function slicesOf(
  card: Card,
  set: LabelledSet,
  { logits, fewest }: { logits: ArrayLike<number>; fewest: number }
): Slice[] {
  return SLICED_BY.flatMap((by) => {
    const cells = new Map<string, Counts>()
    set.names.forEach((_, at) => {
      const value = valueOf(set, by, at)
      if (value === null) return
      const counts = cells.get(value) ?? { names: [0, 0], at1: [0, 0], at01: [0, 0] }
      cells.set(value, counts)
      const probability = probabilityOf(logits[at]!, card.temperature)
      const label = set.labels[at] === 1 ? 1 : 0
      counts.names[label]++
      if (probability >= card.thresholds.unsure) counts.at1[label]++
      if (probability >= card.thresholds.malicious) counts.at01[label]++
    })
    return [...cells]
      .filter(([, { names }]) => names[0] + names[1] >= fewest)
      .sort(([, a], [, b]) => b.names[0] + b.names[1] - (a.names[0] + a.names[1]))
      .map(([value, counts]) => sliceOf({ by, value }, counts))
  })
}

type Counts = { names: [number, number]; at1: [number, number]; at01: [number, number] }

function sliceOf(name: { by: string; value: string }, { names, at1, at01 }: Counts): Slice {
  const rate = (of: [number, number], label: 0 | 1): number | null =>
    names[label] === 0 ? null : of[label] / names[label]
  return {
    ...name,
    malicious: names[1],
    benign: names[0],
    recall1: rate(at1, 1),
    recall01: rate(at01, 1),
    falsePositives1: rate(at1, 0),
    falsePositives01: rate(at01, 0),
  }
}

function valueOf(set: LabelledSet, by: (typeof SLICED_BY)[number], at: number): string | null {
  switch (by) {
    case 'suffix group':
      return suffixGroup(set.names[at]!)
    case 'first seen':
      return set.columns.first_seen?.[at]?.slice(0, 4) || null
    case 'kind':
    case 'source':
    case 'family':
    case 'shape':
      return set.columns[by]?.[at] || null
  }
}

/** The eight that there were before anyone could buy one (RFC 1591, and `.info`, `.biz` of 2001). */
const OLD = new Set(['com', 'net', 'org', 'edu', 'gov', 'mil', 'int', 'info', 'biz'])

export function suffixGroup(name: string): string {
  const { publicSuffix, isPrivate, isIcann } = parse(name, {
    allowPrivateDomains: true,
    extractHostname: false,
    validateHostname: false,
  })
  if (isPrivate === true) return 'hosted (private suffix)'
  const tld = (publicSuffix ?? name).split('.').at(-1)!
  if (isIcann !== true) return 'not on the public suffix list'
  if (tld === 'com') return 'com'
  if (OLD.has(tld)) return 'other old ones (net, org, info, ...)'
  return tld.length === 2 || tld.startsWith('xn--') ? 'countries' : 'new ones (top, xyz, app, ...)'
}
