import { expect, test } from 'vitest'
import { scoreOf } from '../../../core/model/calibration.ts'
import { isUnfamiliar } from '../../../core/model/unfamiliar.ts'

test.each([
  ['a suffix that nobody runs', 'update.gardenriver', true],
  ['a suffix of the list', 'gardenriver.co.uk', false],
  ['a private suffix of the list', 'gardenriver.pages.dev', false],
  ['a name of a hundred characters', `${'a'.repeat(60)}.${'b'.repeat(35)}.com`, false],
  ['a longer one', `${'a'.repeat(60)}.${'b'.repeat(36)}.com`, true],
  ['a label of one other script', 'xn--80ak6aa92e.com', false],
  ['Latin and Cyrillic letters in one label', 'xn--pypal-4ve.com', true],
  ['Latin letters with marks', 'xn--mnchen-3ya.de', false],
])('%s', (_, name, expected) => {
  expect(isUnfamiliar(name)).toBe(expected)
})

test('of an unfamiliar name no model is sure, and its probability stands', () => {
  const card = { id: 'm', temperature: 1, thresholds: { unsure: 0.7, malicious: 0.9 } }
  for (const logit of [-5, 5]) {
    const [strange, known] = [true, false].map((unfamiliar) => scoreOf(card, { logit, unfamiliar }))
    expect(strange!.band).toBe('unsure')
    expect(known!.band).toBe(logit < 0 ? 'benign' : 'malicious')
    expect(strange!.probability).toBe(known!.probability)
  }
})
