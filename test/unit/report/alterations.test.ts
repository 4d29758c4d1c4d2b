import { expect, test } from 'vitest'
import { seeded } from '../../../core/model/random.ts'
import { isUnfamiliar } from '../../../core/model/unfamiliar.ts'
import {
  allCyrillic,
  altered,
  asciiLookAlike,
  charBot,
  oneCyrillicLetter,
  prefixed,
} from '../../../scripts/report/alterations.ts'

const names = ['gardening.co.uk', 'musicschool.com', 'river-house.pages.dev']

test('CharBot changes two characters of the registered label and nothing else', () => {
  for (const seed of [1, 2, 3]) {
    const [made] = altered(['musicschool.com'], charBot, seed)
    const [label = '', ...rest] = made!.split('.')
    expect(rest).toEqual(['com'])
    expect(label).toHaveLength('musicschool'.length)
    expect([...label].filter((letter, at) => letter !== 'musicschool'[at])).toHaveLength(2)
  }
})

test('CharBot leaves short labels, suffixes and punycode alone', () => {
  expect(altered(['abc.com', 'co.uk', 'xn--mnchen-3ya.de'], charBot, 1)).toEqual([])
})

test('a sub-domain and a private suffix stay as they are', () => {
  const [below, hosted] = altered(['shop.gardening.co.uk', 'river-house.pages.dev'], charBot, 1)
  expect(below).toMatch(/^shop\..{9}\.co\.uk$/)
  expect(hosted).toMatch(/^.{11}\.pages\.dev$/)
})

test('the same seed makes the same names', () => {
  expect(altered(names, charBot, 4)).toEqual(altered(names, charBot, 4))
  expect(altered(names, charBot, 4)).not.toEqual(altered(names, charBot, 5))
})

test.each([
  ['a digit for a letter', 'book.com', asciiLookAlike, ['b0ok.com', 'bo0k.com']],
  ['rn for m', 'mmm.com', asciiLookAlike, ['rnmm.com', 'mrnm.com', 'mmrn.com']],
])('%s', (_, name, alteration, possible) => {
  expect(possible).toContain(alteration(name, seeded(2)))
})

test('one Cyrillic letter makes a label of mixed scripts, which the product takes for unfamiliar; a whole label is not', () => {
  const [mixed] = altered(['garden.com'], oneCyrillicLetter, 1)
  expect(mixed).toMatch(/^xn--.*\.com$/)
  expect(isUnfamiliar(mixed!)).toBe(true)
  const [whole] = altered(['apexspa.com', 'garden.com'], allCyrillic, 1)
  expect(whole).toMatch(/^xn--.*\.com$/)
  expect(isUnfamiliar(whole!)).toBe(false)
  expect(altered(['garden.com'], allCyrillic, 1)).toEqual([])
})

test('a prefix stands in front', () => {
  expect(altered(['musicschool.com'], prefixed('mail'), 1)).toEqual(['mail.musicschool.com'])
})
