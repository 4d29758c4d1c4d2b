/** A seeded stream of chance: the same seed gives the same run. Numbers in [0, 1), 32 bits each (mulberry32, public domain). */
export type Random = () => number

/** `seeded(state())` gives the rest of the same stream. */
export type SeededRandom = Random & { state(): number }

export function seeded(seed: number): SeededRandom {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return Object.assign(next, { state: () => state })
}

/** Fisher-Yates, in place. */
export function shuffle(items: Uint32Array, random: Random): void {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const kept = items[at]!
    items[at] = items[other]!
    items[other] = kept
  }
}
