import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseFilter, printFilter } from '../../../core/query/filter.ts'

const piece = fc.oneof(
  fc.constantFrom(
    'name:',
    'client:',
    'list:',
    'verdict:',
    'score:',
    'ms:',
    'cached:',
    'type:',
    'model:',
    '-',
    ',',
    ' ',
    '"',
    '\\',
    '*',
    '*.',
    '.',
    '~',
    ':'
  ),
  fc.constantFrom(
    'blocked',
    'unsure',
    '>=0.8',
    '<1e-7',
    '20',
    'yes',
    'AAAA',
    'shop.example',
    'Müller.Example.',
    '\u0130',
    'ß'
  ),
  fc.string({ unit: 'binary', maxLength: 4 })
)
const texts = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))

test('whatever text comes, it is read or refused with a place inside it', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const read = parseFilter(text)
      if (read.ok) return
      expect(read.fault.message).not.toBe('')
      expect(read.fault.at).toBeGreaterThanOrEqual(0)
      expect(read.fault.at).toBeLessThanOrEqual(text.length)
    }),
    { numRuns: 2000 }
  )
})

test('what parseFilter reads, printFilter writes so that it reads the same again', () => {
  let read = 0
  fc.assert(
    fc.property(texts, (text) => {
      const first = parseFilter(text)
      if (!first.ok) return
      read += first.value.length
      expect(parseFilter(printFilter(first.value))).toEqual(first)
    }),
    { numRuns: 5000 }
  )
  expect(read).toBeGreaterThan(1000)
})
