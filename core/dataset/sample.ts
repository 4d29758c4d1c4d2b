import { hashText, mix } from '../model/hash.ts'
import type { Label } from './labels.ts'

type Labelled = { name: string; label: Label }

export type SampleWish<T> = {
  /** Null is all of them. */
  sampleSize: number | null
  seed: number
  /** Names of one label are drawn from each stratum (kind, shape) in its share. */
  stratum?: (item: T) => string
}

/**
 * Exactly so many names (all when there are fewer) with the classes, and inside a class its strata, in the share that they have in the whole. Which
 * ones hangs on the seed and the names alone, not on the order of files and lines; they come in that order too.
 */
export function stratified<T extends Labelled>(all: readonly T[], wish: SampleWish<T>): T[] {
  const { sampleSize: size, seed, stratum = () => '' } = wish
  const start = mix(seed ^ 0x5bd1e995)
  const order = all.map((item) => ({ item, place: mix(hashText(item.name, start)) }))
  order.sort((a, b) => a.place - b.place || (a.item.name < b.item.name ? -1 : 1))
  const shuffled = order.map(({ item }) => item)
  if (size === null || size >= shuffled.length) return shuffled
  const malicious = shuffled.filter(({ label }) => label === 1).length
  const wantedMalicious = Math.round((size * malicious) / shuffled.length)
  const quotas = ([0, 1] as const).map((label) => {
    const counts = new Map<string, number>()
    for (const item of shuffled)
      if (item.label === label) counts.set(stratum(item), (counts.get(stratum(item)) ?? 0) + 1)
    return shared(label === 1 ? wantedMalicious : size - wantedMalicious, counts)
  })
  return shuffled.filter((item) => {
    const quota = quotas[item.label]!
    const left = quota.get(stratum(item))!
    quota.set(stratum(item), left - 1)
    return left > 0
  })
}

/** Whole numbers in the shares of `counts` that add up to `size`: those with the largest remainders get what rounding down left. */
function shared(size: number, counts: ReadonlyMap<string, number>): Map<string, number> {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const exact = [...counts].map(([key, count]) => ({ key, part: (size * count) / Math.max(1, total) }))
  const quotas = new Map(exact.map(({ key, part }) => [key, Math.floor(part)]))
  let left = size - [...quotas.values()].reduce((sum, quota) => sum + quota, 0)
  exact.sort((a, b) => (b.part % 1) - (a.part % 1) || (a.key < b.key ? -1 : 1))
  for (const { key } of exact) if (left-- > 0) quotas.set(key, quotas.get(key)! + 1)
  return quotas
}
