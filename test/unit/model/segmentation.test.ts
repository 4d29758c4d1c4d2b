import fc from 'fast-check'
import { expect, test } from 'vitest'
import { partsOf } from '../../../core/model/encoding.ts'
import { IdList } from '../../../core/model/features/id-list.ts'
import { piecesOf, Segmenter, wordsOf } from '../../../core/model/features/segmentation.ts'
import { addWords, countedWords, FIXED_WORD_TOKENS } from '../../../core/model/features/word-tokens.ts'
import { NO_CHARACTERS, withCharacter, WordList } from '../../../core/model/word-list.ts'

function listOf(counts: Record<string, number>): WordList {
  const words = new WordList('words')
  words.take(new Map(Object.entries(counts)))
  return words
}

const rarity = (list: WordList, word: string): number =>
  list.rarity([...word].reduce((hash, unit) => withCharacter(hash, unit.charCodeAt(0)), NO_CHARACTERS))

const GARDEN = listOf({ garden: 40, river: 40, school: 20, bakery: 10, gar: 5, den: 5, online: 60, on: 50, line: 30 })

test('a word is what labels set apart with hyphens and digits, or a short label, of three registered domains at least', () => {
  const labels = ['garden-river', 'my-garden', 'garden7', 'riverbankhouse', 'riverbankhouse', 'riverbankhouse', 'x-y-z']
  expect(wordsOf([...labels, 'short', 'short', 'short', 'a-garden'])).toEqual(
    new Map([
      ['garden', 4],
      ['short', 3],
    ])
  )
})

test.each([
  ['gardenriver', ['garden', 'river'], 1],
  ['garden-river7', ['garden', 'river'], 1],
  ['onlineschool', ['online', 'school'], 1],
  ['xqzgardenxqz', ['xqz', 'garden', 'xqz'], 0.5],
  ['xqzw', ['xqzw'], 0],
  ['2023', [], 0],
  ['', [], 0],
])('%s is taken apart into %j', (label, words, coverage) => {
  const found = new Segmenter(GARDEN).of(label)
  expect(found.words).toEqual(words)
  expect(found.coverage).toBeCloseTo(coverage)
  expect(found.logLikelihood).toBeLessThanOrEqual(0)
})

test('words hold the pieces of a label and nothing else, and the same label gives the same words again', () => {
  const segmenter = new Segmenter(GARDEN)
  const label = fc.stringMatching(/^[a-z0-9-]{0,70}$/)
  fc.assert(
    fc.property(label, label, (one, other) => {
      const first = segmenter.of(one)
      expect(first.words.join('')).toBe(piecesOf(one).join(''))
      expect(first.coverage).toBeGreaterThanOrEqual(0)
      expect(first.coverage).toBeLessThanOrEqual(1)
      segmenter.of(other)
      expect(segmenter.of(one)).toEqual(first)
    })
  )
})

test('no other row of words is likelier', () => {
  const cost = (words: readonly string[]): number =>
    words.reduce((sum, word) => {
      const rare = word.length < 2 ? -1 : rarity(GARDEN, word)
      return sum + (rare >= 0 ? rare : word.length <= 8 ? 10 + 2.2 * word.length : Infinity)
    }, 0)
  const splits = (text: string): string[][] =>
    text === ''
      ? [[]]
      : Array.from({ length: text.length }, (_, at) => at + 1).flatMap((size) =>
          splits(text.slice(size)).map((rest) => [text.slice(0, size), ...rest])
        )
  for (const label of ['gardenline', 'onlinegar', 'denonriver', 'zonlinez']) {
    const least = Math.min(...splits(label).map(cost))
    expect(new Segmenter(GARDEN).of(label).logLikelihood).toBeCloseTo(-least, 6)
  }
})

test('a word list comes back from its bytes, and forgets what a segmenter remembered', () => {
  const list = new WordList('words')
  const segmenter = new Segmenter(list)
  expect(segmenter.of('gardenriver').coverage).toBe(0)
  list.restore(new Uint8Array(GARDEN.bytes))
  expect(segmenter.of('gardenriver').words).toEqual(['garden', 'river'])
  expect(list.size).toBe(9)
})

test('frequencies are kept to a sixteenth of a nat; what is no word has none', () => {
  expect(rarity(GARDEN, 'garden')).toBeCloseTo(Math.log(260 / 40), 1)
  expect(rarity(GARDEN, 'gardens')).toBe(-1)
  expect(rarity(new WordList('words'), 'garden')).toBe(-1)
})

test('of more words than there is room for the most frequent stay', () => {
  const counts = new Map(Array.from({ length: 50_000 }, (_, at) => [`word${at}`, at + 1]))
  const list = new WordList('words')
  list.take(counts)
  expect(list.size).toBeGreaterThan(39_000)
  expect(rarity(list, 'word49999')).toBeGreaterThan(0)
  expect(rarity(list, 'word0')).toBe(-1)
})

test('a damaged list without a free cell ends a search all the same', () => {
  const list = new WordList('words')
  list.restore(new Uint8Array(list.bytes.length).fill(1))
  expect(rarity(list, 'garden')).toBe(-1)
})

test('names of the same words share tokens across suffixes and orders; every name has as many fixed ones', () => {
  const segmenter = new Segmenter(GARDEN)
  const tokens = (name: string): Set<number> => {
    const parts = partsOf(name)
    const list = new IdList(2 ** 32)
    const segmentation = segmenter.of(parts.registered)
    addWords(list, parts, segmentation)
    expect(countedWords(parts, segmentation).fixed).toHaveLength(FIXED_WORD_TOKENS)
    return new Set(list.ids.subarray(0, list.length))
  }
  const shared = (a: string, b: string): number => {
    const known = tokens(b)
    return [...tokens(a)].filter((token) => known.has(token)).length
  }
  expect(shared('gardenriver.com', 'gardenriver.top')).toBeGreaterThan(shared('gardenriver.com', 'riverschool.top'))
  expect(shared('gardenriver.com', 'rivergarden.com')).toBeGreaterThan(shared('gardenriver.com', 'schoolbakery.com'))
})
