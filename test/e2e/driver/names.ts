/** Invented names; the same seed gives the same ones. */
export type Names = { wordy: () => string; random: () => string }

const FIRST = ['garden', 'river', 'paper', 'silver', 'market', 'winter', 'copper', 'street', 'cedar', 'harbour']
const SECOND = ['books', 'kitchen', 'studio', 'repair', 'travel', 'music', 'bakery', 'letters', 'cycles', 'tea']
const ENDINGS = ['com', 'net', 'org', 'info']

export function inventNames(seed: number): Names {
  const random = mulberry32(seed)
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!
  const letter = () => pick([...'abcdefghijklmnopqrstuvwxyz0123456789'])
  return {
    wordy: () => `${pick(FIRST)}-${pick(SECOND)}-${String(Math.floor(random() * 900) + 100)}.${pick(ENDINGS)}`,
    random: () => `${Array.from({ length: 14 + Math.floor(random() * 8) }, letter).join('')}.${pick(ENDINGS)}`,
  }
}

/** A small generator of even spread (Tommy Ettinger's mulberry32). */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
