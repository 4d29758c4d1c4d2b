import { expect, test } from 'vitest'
import { partsOf } from '../../../core/model/encoding.ts'
import { featureText } from '../../../core/model/explain-words.ts'
import { eachToken } from '../../../core/model/features/structure.ts'

test.each([
  ['n-gram', 'pay', 'n-gram “pay”'],
  ['n-gram', '^pay', 'begins with “pay”'],
  ['n-gram', '.top$', 'ends with “.top”'],
  ['n-gram', '^a.b$', 'the whole name “a.b”'],
  ['tld', 'top', 'TLD .top'],
  ['digits hyphens', '0 2', 'no digits and two hyphens'],
  ['digits hyphens', '8 5', 'eight or more digits and five or more hyphens'],
  ['tld hyphens', 'com 1', 'one hyphen under .com'],
  ['length', '40', 'registered label of 40 or more characters'],
  ['length', '1', 'registered label of 1 character'],
  ['whole length', '11', '22 or 23 characters in all'],
  ['whole length', '40', '80 or more characters in all'],
  ['vowels length', '3 12', 'three vowels in 12 characters'],
  ['first letters tld', 'pay top', 'registered label begins with “pay”, under .top'],
  ['labels', '10', 'ten or more labels'],
  ['a kind of tomorrow', 'x y', 'a kind of tomorrow x y'],
])('%s %s is said as: %s', (kind, token, text) => {
  expect(featureText(kind, token)).toBe(text)
})

test('every token that the encoder makes has words of its own', () => {
  eachToken(partsOf('mail.pay-pal7.example.co.uk'), (kind, token) => {
    expect(featureText(kind, token)).not.toBe(`${kind} ${token}`)
    expect(featureText(kind, token)).not.toMatch(/undefined|NaN/)
  })
})
