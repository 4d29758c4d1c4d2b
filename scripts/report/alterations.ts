import { domainToASCII } from 'node:url'
import { partsOf } from '../../core/model/encoding.ts'
import { seeded, type Random } from '../../core/model/random.ts'

/** Makes another name of a name; null where this one does not lend itself to it. */
export type Alteration = (name: string, random: Random) => string | null

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
/** CharBot leaves shorter labels alone: two changed letters would leave nothing of them. */
const SHORTEST = 6

/**
 * CharBot (Peck et al., 2019): two characters of the registered label, at random places, become others, so that a known name turns into one
 * that nobody has registered and that still looks like a name. The suffix stays.
 */
export const charBot: Alteration = (name, random) =>
  ofRegistered(name, (label) => {
    if (label.length < SHORTEST || label.startsWith('xn--')) return null
    const first = Math.floor(random() * label.length)
    const second = (first + 1 + Math.floor(random() * (label.length - 1))) % label.length
    const characters = [...label]
    for (const at of [first, second]) characters[at] = otherThan(label[at]!, random)
    return characters.join('')
  })

/** What passes for a letter of a name in another script: Cyrillic look-alikes of Latin letters (UTS 39, confusables). */
const CYRILLIC: Readonly<Record<string, string>> = {
  a: 'а',
  c: 'с',
  e: 'е',
  i: 'і',
  j: 'ј',
  o: 'о',
  p: 'р',
  s: 'ѕ',
  x: 'х',
  y: 'у',
}
/** What passes for it in ASCII. */
const ASCII: Readonly<Record<string, string>> = { o: '0', l: '1', i: 'l', m: 'rn', w: 'vv', g: 'q', s: '5', e: '3' }

/** One letter of the registered label becomes a look-alike in ASCII: `paypa1`. */
export const asciiLookAlike: Alteration = (name, random) =>
  ofRegistered(name, (label) => (label.startsWith('xn--') ? null : replacedOnce(label, ASCII, random)))

/** One letter of the registered label becomes Cyrillic, so that the label mixes scripts; written in punycode, as it travels. */
export const oneCyrillicLetter: Alteration = (name, random) =>
  ofRegistered(name, (label) => {
    const replaced = label.startsWith('xn--') ? null : replacedOnce(label, CYRILLIC, random)
    return replaced === null ? null : domainToASCII(replaced)
  })

/** The whole registered label in Cyrillic look-alikes, where each of its letters has one: no rule on mixed scripts sees it. */
export const allCyrillic: Alteration = (name) =>
  ofRegistered(name, (label) => {
    const letters = [...label]
    if (letters.length < 3 || letters.some((letter) => CYRILLIC[letter] === undefined)) return null
    return domainToASCII(letters.map((letter) => CYRILLIC[letter]!).join(''))
  })

export function prefixed(prefix: string): Alteration {
  return (name) => `${prefix}.${name}`
}

/** The altered names, the same ones for the same seed; those that an alteration leaves out are left out. */
export function altered(names: readonly string[], alteration: Alteration, seed: number): string[] {
  const random = seeded(seed)
  return names.flatMap((name) => alteration(name, random) ?? [])
}

function ofRegistered(name: string, change: (label: string) => string | null): string | null {
  const { registered, suffix, subdomain } = partsOf(name)
  if (registered === '') return null
  const label = change(registered)
  return label === null ? null : `${subdomain === '' ? '' : `${subdomain}.`}${label}.${suffix}`
}

function replacedOnce(label: string, by: Readonly<Record<string, string>>, random: Random): string | null {
  const places = [...label].flatMap((letter, at) => (by[letter] === undefined ? [] : [at]))
  if (places.length === 0) return null
  const at = places[Math.floor(random() * places.length)]!
  return label.slice(0, at) + by[label[at]!]! + label.slice(at + 1)
}

function otherThan(character: string, random: Random): string {
  const others = LETTERS.replace(character, '')
  return others[Math.floor(random() * others.length)]!
}
