import { NGRAM } from './explain-features.ts'

/** A feature as an analyst would say it: `TLD .top`, `begins with “pay”`. A kind that is not known here is said as it is. */
export function featureText(kind: string, token: string): string {
  if (kind === NGRAM) return ngramText(token)
  const space = token.indexOf(' ')
  const [first, second] = space < 0 ? [token, ''] : [token.slice(0, space), token.slice(space + 1)]
  return WORDS[kind]?.(first, second) ?? `${kind} ${token}`
}

function ngramText(token: string): string {
  const begins = token.startsWith('^')
  const ends = token.endsWith('$')
  const text = token.slice(begins ? 1 : 0, ends ? -1 : undefined)
  if (begins && ends) return `the whole name “${text}”`
  return begins ? `begins with “${text}”` : ends ? `ends with “${text}”` : `n-gram “${text}”`
}

/** By the kinds of features/structure.ts; the caps are its own. "Registered" is the label below the public suffix. */
const WORDS: Record<string, (first: string, second: string) => string> = {
  tld: (tld) => `TLD .${tld}`,
  suffix: (suffix) => `public suffix .${suffix}`,
  'last two labels': (labels) => `ends with the labels “${labels}”`,
  'tld length': (tld, length) => `registered label of ${letters(length)} under .${tld}`,
  'tld labels': (tld, labels) => `${counted(labels, 'label', 8)} under .${tld}`,
  'tld digits': (tld, digits) => `${counted(digits, 'digit', 8)} under .${tld}`,
  'tld hyphens': (tld, hyphens) => `${counted(hyphens, 'hyphen', 5)} under .${tld}`,
  'suffix length': (suffix, half) => `registered label of ${pair(half, 20)} characters under .${suffix}`,
  'first letters tld': (start, tld) => `registered label begins with “${start}”, under .${tld}`,
  'last letters tld': (end, tld) => `registered label ends with “${end}”, under .${tld}`,
  'first two letters tld': (start, tld) => `registered label begins with “${start}”, under .${tld}`,
  'last two letters tld': (end, tld) => `registered label ends with “${end}”, under .${tld}`,
  length: (length) => `registered label of ${letters(length)}`,
  'whole length': (half) => `${pair(half, 40)} characters in all`,
  labels: (labels) => counted(labels, 'label', 10),
  'digits hyphens': (digits, hyphens) => `${counted(digits, 'digit', 8)} and ${counted(hyphens, 'hyphen', 5)}`,
  'length digits': (length, digits) => `${counted(digits, 'digit', 8)} in ${letters(length)}`,
  'vowels length': (vowels, length) => `${counted(vowels, 'vowel', Infinity)} in ${letters(length)}`,
  registered: (label) => `registered label “${label}”`,
  word: (word) => `word “${word}”`,
  'sub-domain': (label) => `sub-domain “${label}”`,
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** `most` is where the feature stops counting. */
function counted(count: string, one: string, most: number): string {
  const number = Number(count)
  const word = NUMBERS[number] ?? count
  return `${word}${number === most ? ' or more' : ''} ${number === 1 ? one : `${one}s`}`
}

function letters(length: string): string {
  return `${length}${length === '40' ? ' or more' : ''} ${length === '1' ? 'character' : 'characters'}`
}

/** Lengths that are counted in twos. */
function pair(half: string, most: number): string {
  const from = Number(half) * 2
  return Number(half) === most ? `${from} or more` : `${from} or ${from + 1}`
}
