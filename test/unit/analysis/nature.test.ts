import { describe, expect, test } from 'vitest'
import { inTab, natureOf, type LastScore, type Present } from '../../../core/analysis/nature.ts'
import type { NatureTab } from '../../../core/analysis/views.ts'
import type { DomainName } from '../../../core/dns/name.ts'
import type { RuleMatch } from '../../../core/lists/matching.ts'
import { createOwnNames } from '../../../core/lists/own-names.ts'

const NAME = 'www.shop.example' as DomainName
const serving = { modelId: 'new', thresholds: { unsure: 0.3, malicious: 0.9 } }
const own = (vetted: 'benign' | 'malicious' | 'honeypot', name = 'shop.example') => createOwnNames([[name, vetted]])
const nobody = createOwnNames()
const listed = (effect: RuleMatch['effect']) => {
  const match: RuleMatch = { origin: 'subscribed', listId: 'l1', listName: 'ads', effect, entry: 'example', line: 3 }
  return { match: () => match, matches: () => [match] }
}
const scored = (probability: number, more: Partial<LastScore> = {}): LastScore => ({
  probability,
  modelId: 'new',
  wasUnsure: false,
  ...more,
})

const table: [string, Partial<Present>, LastScore | null, object][] = [
  [
    'vetted benign beats a list and a score',
    { own: own('benign'), book: listed('block') },
    scored(0.99),
    { side: 'benign', by: 'vetted', vetted: 'benign', unsure: false },
  ],
  ['vetted malicious', { own: own('malicious') }, null, { side: 'malicious', by: 'vetted', vetted: 'malicious' }],
  [
    'vetted honeypot is malicious',
    { own: own('honeypot', NAME) },
    null,
    { side: 'malicious', by: 'vetted', vetted: 'honeypot' },
  ],
  [
    'a sub-domain that was vetted says nothing of its parent',
    { own: own('malicious', 'a.www.shop.example') },
    null,
    { side: 'none', by: 'nothing' },
  ],
  ['listed beats a score', { book: listed('block') }, scored(0.01), { side: 'malicious', by: 'listed', unsure: false }],
  ['an exception of a list is benign', { book: listed('allow') }, scored(0.99), { side: 'benign', by: 'listed' }],
  ['a list takes the doubt away', { book: listed('allow') }, scored(0.5, { wasUnsure: true }), { unsure: false }],
  ['the upper side of 0.5', {}, scored(0.5), { side: 'malicious', by: 'score', unsure: true }],
  ['the lower side of 0.5', {}, scored(0.499), { side: 'benign', by: 'score', unsure: true }],
  ['below the band', {}, scored(0.29), { side: 'benign', unsure: false }],
  ['the band begins with its threshold', {}, scored(0.3), { side: 'benign', unsure: true }],
  ['at the upper threshold the model is sure', {}, scored(0.9), { side: 'malicious', unsure: false }],
  ['by the thresholds of now, whatever was said then', {}, scored(0.95, { wasUnsure: true }), { unsure: false }],
  ['an older model is taken at its word', {}, scored(0.95, { modelId: 'old', wasUnsure: true }), { unsure: true }],
  ['so it is while none serves', { serving: null }, scored(0.5, { wasUnsure: false }), { unsure: false }],
  ['never scored', {}, null, { side: 'none', by: 'nothing', unsure: false }],
]

test.each(table)('%s', (_, present, last, nature) => {
  expect(natureOf(NAME, last, { own: nobody, book: nobody, serving, ...present })).toMatchObject(nature)
})

test('the deciding entry is told', () => {
  expect(natureOf(NAME, null, { own: nobody, book: listed('block'), serving }).rule).toEqual({
    origin: 'subscribed',
    listId: 'l1',
    listName: 'ads',
    entry: 'example',
    line: 3,
  })
})

describe('a name stands', () => {
  const tabsOf = (last: LastScore | null): NatureTab[] => {
    const nature = natureOf(NAME, last, { own: nobody, book: nobody, serving })
    return (['malicious', 'benign', 'unsure', 'all'] as const).filter((tab) => inTab(nature, tab))
  }
  test.each([
    ['under its side when the model is sure', scored(0.95), ['malicious', 'all']],
    ['under its side and Unsure when it is not', scored(0.6), ['malicious', 'unsure', 'all']],
    ['under All alone when it was never scored', null, ['all']],
  ] as const)('%s', (_, last, tabs) => {
    expect(tabsOf(last)).toEqual(tabs)
  })
})
