import { expect, test } from 'vitest'
import { distinctFeatures, movedText, signed, strongRuns } from '../../../renderer/src/panel/moved.ts'

const weighed = (text: string, weights: number[]) =>
  Array.from(text, (character, at) => ({ character, weight: weights[at] ?? 0 }))

test('neighbours that moved the score strongly in one direction are one run', () => {
  const characters = weighed('pay-ok.top', [2, 2, 1.9, 0.1, -1.5, -1.2, 0, 1.6, 1.8, 1.7])
  expect(strongRuns(characters)).toEqual([
    { from: 0, to: 3, text: 'pay', side: 'malicious' },
    { from: 4, to: 6, text: 'ok', side: 'benign' },
    { from: 7, to: 10, text: 'top', side: 'malicious' },
  ])
  expect(movedText(characters)).toBe('What moved the score most: towards malicious “pay”, “top”; towards benign “ok”.')
})

test('neighbours that moved it in opposite directions are two runs', () => {
  expect(strongRuns(weighed('abcd', [1, 1, -1, -1])).map(({ text }) => text)).toEqual(['ab', 'cd'])
})

test.each([
  ['a single character', [0, 3, 0, 0]],
  ['weights that nobody would feel', [0.1, 0.1, 0.1, 0.1]],
  ['nothing', [0, 0, 0, 0]],
  ['a weak run beside a strong character', [1, 1, 0, 9]],
])('%s is not pointed out', (_, weights) => {
  expect(strongRuns(weighed('a1b2', weights))).toEqual([])
  expect(movedText(weighed('a1b2', weights))).toBe('No part of the name stands out.')
})

test('an n-gram that says again what a stronger one said is left out; other features stay', () => {
  const feature = (kind: string, token: string, weight: number) => ({ kind, token, weight })
  const strongest = [
    feature('n-gram', 'claim', 0.6),
    feature('n-gram', 'laim', 0.57),
    feature('n-gram', '-clai', 0.5),
    feature('word', 'claim', 0.4),
    feature('n-gram', 'clai', -0.3),
    feature('n-gram', 'bonu', 0.2),
  ]
  expect(distinctFeatures(strongest)).toEqual([strongest[0], strongest[3], strongest[4], strongest[5]])
})

test.each([
  [0.451, '+0.45'],
  [-1.3, '−1.30'],
  [-0.001, '0.00'],
])('%d is written %s', (weight, text) => {
  expect(signed(weight)).toBe(text)
})
