import { seeded } from '../../core/model/random.ts'

const WORDS = [
  'garden',
  'river',
  'school',
  'bakery',
  'travel',
  'music',
  'museum',
  'sport',
  'books',
  'market',
  'cloud',
  'house',
  'green',
  'family',
  'north',
  'light',
]

/** Benign names are made of words, malicious ones of letters and digits at random, and one in ten is called the other: nobody's names. */
export function inventedNames(count: number, seed = 1): { name: string; label: 0 | 1 }[] {
  const random = seeded(seed)
  const pick = <T>(from: ArrayLike<T>): T => from[Math.floor(random() * from.length)]!
  const made = new Map<string, 0 | 1>()
  while (made.size < count) {
    const malicious = made.size % 2 === 1
    if (malicious)
      made.set(
        Array.from({ length: 9 + Math.floor(random() * 6) }, () => pick('abcdefghijkmnpqrstuvwxyz23456789')).join('') +
          pick(['.top', '.xyz', '.com']),
        1
      )
    else made.set(`${pick(WORDS)}${pick(WORDS)}${Math.floor(random() * 90)}${pick(['.com', '.org', '.de'])}`, 0)
  }
  return [...made].map(([name, label]) => ({ name, label: random() < 0.1 ? ((1 - label) as 0 | 1) : label }))
}

export function asTsv(names: readonly { name: string; label: number }[]): string {
  return ['domain\tlabel', ...names.map(({ name, label }) => `${name}\t${label}`)].join('\n') + '\n'
}
