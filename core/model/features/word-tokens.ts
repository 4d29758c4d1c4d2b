import type { NameParts } from '../encoding.ts'
import { hashText } from '../hash.ts'
import type { IdList } from './id-list.ts'
import type { Segmentation } from './segmentation.ts'
import { token } from './token.ts'

/** Tokens of the words of a name that are counted: as many of the first kind for every name. */
export type CountedWords = { fixed: number[]; words: number[]; pairs: number[] }

export const FIXED_WORD_TOKENS = 8

/** Words, and how a label is built of them: campaigns whose names share no run of characters often share that. */
export function countedWords({ registered, labels }: NameParts, segmentation: Segmentation): CountedWords {
  const { words, coverage } = segmentation
  const tld = labels.at(-1) ?? ''
  const length = Math.min(40, registered.length)
  const few = Math.min(words.length, 4)
  const first = words[0] ?? ''
  const last = words.at(-1) ?? ''
  const lengths = lengthsOf(words)
  return {
    fixed: [
      token('word lengths', lengths),
      token('word lengths tld', lengths + tld),
      token('words length tld', tld, 64 * words.length + length),
      token('words coverage tld', tld, 16 * Math.floor(5 * coverage) + Math.min(words.length, 15)),
      token('likelihood tld', tld, likelihoodStep(segmentation, length)),
      token('first of words', first, few),
      token('last of words', last, few),
      token('last of words tld', last + tld),
    ],
    words: words.map((word) => token('one of words', word)),
    pairs: words.slice(1).map((word, at) => token('pair of words', `${words[at]!} ${word}`)),
  }
}

/** Words further apart than this are no pair. */
const REACH = 4

/** The same for the wide table, with every two words that stand near each other, in whatever order. */
export function addWords(into: IdList, { registered, labels }: NameParts, segmentation: Segmentation): void {
  const { words, coverage } = segmentation
  const add = (kind: string, text: string): void => into.add(hashText(text, hashText(kind)))
  const tld = labels.at(-1) ?? ''
  const length = Math.min(40, registered.length)
  const few = Math.min(words.length, 5)
  for (const word of words) {
    add('one of words', word)
    add('one of words tld', `${word} ${tld}`)
    add('one of so many words', `${word} ${few}`)
  }
  if (words.length > 0) {
    add('first of words', words[0]!)
    add('last of words', words.at(-1)!)
    add('first of words tld', `${words[0]!} ${few} ${tld}`)
    add('last of words tld', `${words.at(-1)!} ${few} ${tld}`)
  }
  const lengths = lengthsOf(words)
  add('word lengths', lengths)
  add('word lengths tld', lengths + tld)
  add('words length', `${words.length} ${length}`)
  add('words length tld', `${words.length} ${length} ${tld}`)
  add('words coverage tld', `${Math.floor(5 * coverage)} ${words.length} ${tld}`)
  const step = likelihoodStep(segmentation, length)
  add('likelihood length', `${step} ${length >> 1}`)
  add('likelihood tld', `${step} ${tld}`)
  for (let at = 0; at < words.length; at++) {
    if (at > 0) add('pair of words', `${words[at - 1]!} ${words[at]!}`)
    for (let other = at + 1; other < words.length && other <= at + REACH; other++) {
      const [a, b] = [words[at]!, words[other]!]
      add('two of words', a < b ? `${a} ${b}` : `${b} ${a}`)
    }
  }
}

function lengthsOf(words: readonly string[]): string {
  return words.map((word) => `${word.length}-`).join('')
}

/** Quarters of a nat that each character costs. */
function likelihoodStep({ logLikelihood }: Segmentation, length: number): number {
  return Math.floor((-4 * logLikelihood) / Math.max(1, length))
}
