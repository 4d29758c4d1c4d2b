import { describe, expect, test } from 'vitest'
import type { Term } from '../../../core/query/criteria.ts'
import { parseFilter, printFilter } from '../../../core/query/filter.ts'

const name = (kind: 'exact' | 'tree' | 'below' | 'part' | 'glob', text: string): Term => ({
  field: 'name',
  negated: false,
  patterns: [{ kind, text }],
})

describe('a filter reads as its terms', () => {
  const table: [string, Term[]][] = [
    ['', []],
    ['  \t ', []],
    ['shop', [name('part', 'shop')]],
    ['SHOP', [name('part', 'shop')]],
    ['shop.example', [name('part', 'shop.example')]],
    ['"2001:db8"', [name('part', '2001:db8')]],
    ['name:shop.example', [name('exact', 'shop.example')]],
    ['name:Shop.Example.', [name('exact', 'shop.example')]],
    ['name:müller.example', [name('exact', 'xn--mller-kva.example')]],
    ['name:*.ru', [name('below', 'ru')]],
    ['name:.ru', [name('tree', 'ru')]],
    ['*.ru', [name('below', 'ru')]],
    ['name:~shop', [name('part', 'shop')]],
    ['name:sh*p.example', [name('glob', 'sh*p.example')]],
    ['ads*', [name('glob', 'ads*')]],
    ['name:.', [name('exact', '')]],
    ['client:10.0.0.7', [{ field: 'client', negated: false, values: ['10.0.0.7'] }]],
    ['client:2001:DB8::1', [{ field: 'client', negated: false, values: ['2001:db8::1'] }]],
    ['-type:aaaa', [{ field: 'type', negated: true, values: ['AAAA'] }]],
    ['type:A,HTTPS', [{ field: 'type', negated: false, values: ['A', 'HTTPS'] }]],
    ['verdict:blocked,unsure', [{ field: 'verdict', negated: false, values: ['blocked', 'unsure'] }]],
    ['Verdict:Blocked-by-list', [{ field: 'verdict', negated: false, values: ['blocked-by-list'] }]],
    ['score:>=0.8', [{ field: 'score', negated: false, compare: '>=', value: 0.8 }]],
    ['score:.5', [{ field: 'score', negated: false, compare: '=', value: 0.5 }]],
    ['ms:>20', [{ field: 'milliseconds', negated: false, compare: '>', value: 20 }]],
    ['cached:yes', [{ field: 'cached', negated: false, value: true }]],
    ['-cached:false', [{ field: 'cached', negated: true, value: false }]],
    ['list:"my list",b', [{ field: 'list', negated: false, values: ['my list', 'b'] }]],
    ['list:"a \\"b\\" \\\\"', [{ field: 'list', negated: false, values: ['a "b" \\'] }]],
    ['rcode:nxdomain', [{ field: 'rcode', negated: false, values: ['NXDOMAIN'] }]],
    [
      'model:x -y',
      [
        { field: 'model', negated: false, values: ['x'] },
        { ...name('part', 'y'), negated: true },
      ],
    ],
  ]
  test.each(table)('%j', (text, terms) => {
    expect(parseFilter(text)).toEqual({ ok: true, value: terms })
  })
})

describe('a filter that cannot be read says what is wrong and where', () => {
  const table: [string, number, RegExp][] = [
    ['shop colour:red', 5, /"colour" is no field; the fields are name, client, type/],
    ['2001:db8::1', 0, /in quotes/],
    ['client:', 7, /a value is missing/],
    ['type:A, B', 7, /a value is missing/],
    ['-', 1, /a value is missing/],
    [':x', 0, /field before this colon/],
    ['verdict:blocked,bad', 16, /"bad" is no verdict; verdicts are blocked, allowed/],
    ['list:"my list', 5, /not closed/],
    ['list:"a"b', 8, /white space belongs/],
    ['na"me', 2, /quotes stand around a whole value/],
    ['score:high', 6, /a score is compared with a number/],
    ['score:>1.5', 6, /between 0 and 1/],
    ['score:>0.1,<0.2', 11, /one comparison a term/],
    ['ms:>1e999', 3, /too large/],
    ['ms:-5', 3, /a time in milliseconds is compared/],
    ['cached:maybe', 7, /yes or no/],
    ['name:~', 5, /no name/],
    ['constructor:x', 0, /no field/],
  ]
  test.each(table)('%j', (text, at, message) => {
    const read = parseFilter(text)
    expect(read).toMatchObject({ ok: false, fault: { at } })
    expect(!read.ok && read.fault.message).toMatch(message)
  })
})

test('terms are written as a person would write them', () => {
  const texts = [
    'verdict:blocked client:10.0.0.7 name:*.ru score:>=0.8 -type:AAAA',
    'shop,y',
    'name:.shop.example,~part',
    'list:"my list" cached:no ms:<=0.5',
  ]
  for (const text of texts) {
    const read = parseFilter(text)
    expect(read.ok && printFilter(read.value)).toBe(text)
  }
})
