import { describe, expect, it } from 'vitest'
import { clientTerm, filterOf, nameTerm, verdictTerm, withTerm } from '../../../renderer/src/history/pivot.ts'
import { chosenRange, fromFieldText, toFieldText, tooFine } from '../../../renderer/src/history/range.ts'
import { formatSort, parseSort } from '../../../renderer/src/history/sort.ts'

const NOW = 1_790_000_000_000
const HOUR = 3_600_000

describe('the range of an address', () => {
  it.each([
    ['nothing said', {}, { from: NOW - 24 * HOUR, to: NOW }],
    ['a preset', { range: '7d' }, { from: NOW - 7 * 24 * HOUR, to: NOW }],
    ['an unknown preset', { range: '7 weeks' }, { from: NOW - 24 * HOUR, to: NOW }],
    ['both ends', { from: '1000', to: '2000', range: '7d' }, { from: 1000, to: 2000 }],
    ['ends the wrong way round', { from: '2000', to: '1000' }, { from: NOW - 24 * HOUR, to: NOW }],
    ['one end alone', { from: '1000' }, { from: NOW - 24 * HOUR, to: NOW }],
    ['ends that are no numbers', { from: 'yesterday', to: 'Infinity' }, { from: NOW - 24 * HOUR, to: NOW }],
  ])('with %s', (_what, params, range) => {
    expect(chosenRange(params, NOW).range).toEqual(range)
  })

  it('goes through the fields of a form and back, to the minute', () => {
    const minute = NOW - (NOW % 60_000)
    expect(fromFieldText(toFieldText(minute))).toBe(minute)
    expect(fromFieldText('')).toBeNaN()
  })

  it('offers no bars that are finer than a screen', () => {
    const range = { from: NOW - 30 * 24 * HOUR, to: NOW }
    expect([tooFine('minute', range), tooFine('hour', range), tooFine('day', range)]).toEqual([true, false, false])
  })
})

describe('a pivot', () => {
  it('takes the place of what was said of the same field', () => {
    expect(withTerm('client:10.0.0.7 verdict:unsure shop', clientTerm('10.0.0.9'))).toBe(
      'verdict:unsure ~shop client:10.0.0.9'.replace('~', '')
    )
  })

  it('keeps what the filter excludes', () => {
    expect(withTerm('-verdict:unsure', verdictTerm('blocked-by-list'))).toBe('-verdict:unsure verdict:blocked-by-list')
  })

  it('begins anew where the filter cannot be read', () => {
    expect(withTerm('bad:thing', clientTerm('2001:db8::1'))).toBe('client:2001:db8::1')
  })

  it('means the one name', () => {
    expect(filterOf(nameTerm('shop.brightfern.example'))).toBe('name:shop.brightfern.example')
    expect(filterOf(nameTerm(''))).toBe('name:.')
  })
})

describe('a sort in the address', () => {
  it.each([
    [undefined, { by: 'count', descending: true }],
    ['name', { by: 'name', descending: false }],
    ['-lastSeen', { by: 'lastSeen', descending: true }],
    ['-colour', { by: 'count', descending: true }],
  ])('%j', (text, sort) => {
    expect(parseSort(text)).toEqual(sort)
  })

  it('comes back as it was', () => {
    expect(parseSort(formatSort({ by: 'score', descending: true }))).toEqual({ by: 'score', descending: true })
  })
})
