import { hashText, mix } from '../model/hash.ts'
import type { Label } from './labels.ts'

type Labelled = { name: string; label: Label }

/**
 * Exactly `size` names (all when there are fewer, or when size is null) with the classes in the share that they have in the whole. Which
 * ones hangs on the seed and the names alone, not on the order of files and lines; they come in that order too.
 */
export function stratified<T extends Labelled>(all: readonly T[], size: number | null, seed: number): T[] {
  const start = mix(seed ^ 0x5bd1e995)
  const order = all.map((item) => ({ item, place: mix(hashText(item.name, start)) }))
  order.sort((a, b) => a.place - b.place || (a.item.name < b.item.name ? -1 : 1))
  const shuffled = order.map(({ item }) => item)
  if (size === null || size >= shuffled.length) return shuffled
  const malicious = shuffled.filter(({ label }) => label === 1).length
  const wanted = [0, Math.round((size * malicious) / shuffled.length)]
  wanted[0] = size - wanted[1]!
  return shuffled.filter(({ label }) => wanted[label]!-- > 0)
}
