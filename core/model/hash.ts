const SEED = 0x811c9dc5
const PRIME = 0x01000193

/** FNV-1a over UTF-16 units, 32 bits; `start` lets several kinds of text share one space. */
export function hashText(text: string, start = SEED): number {
  let hash = start
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME)
  return hash
}

export function hashUnit(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, PRIME)
}

/** Spreads the entropy over all bits, so that the low ones may choose a bucket (MurmurHash3's finalizer). */
export function mix(hash: number): number {
  let h = hash
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
