import { expect, test } from 'vitest'
import type { QueryRecord } from '../../../core/log/record.ts'
import { parseFilter } from '../../../core/query/filter.ts'
import { matchesAll } from '../../../core/query/matches.ts'

const record: QueryRecord = {
  name: 'www.shop.example',
  type: 'A',
  verdict: 'blocked-by-list',
  rule: { listId: 'l1', list: 'My list', entry: 'shop.example', line: 3 },
  modelId: null,
  score: null,
  band: null,
  unscored: null,
  rcode: 'NOERROR',
  answers: ['A 0.0.0.0'],
  upstream: null,
  evidence: '00000000001',
  time: 0,
  client: '10.0.0.7',
  milliseconds: 0.5,
  cached: false,
  transport: 'udp',
}
const scored: QueryRecord = {
  ...record,
  verdict: 'unsure',
  rule: null,
  modelId: 'm1',
  score: 0.8,
  band: 'unsure',
  name: 'xn--mller-kva.example',
}

test.each([
  ['', true, true],
  ['shop', true, false],
  ['name:shop.example', false, false],
  ['name:.shop.example', true, false],
  ['name:*.shop.example', true, false],
  ['name:*.www.shop.example', false, false],
  ['name:.op.example', false, false],
  ['name:w*.example', true, false],
  ['name:w*.exam', false, false],
  ['name:müller.example,shop.example', false, true],
  ['verdict:blocked', true, false],
  ['verdict:listed', true, false],
  ['verdict:allowed', false, false],
  ['verdict:unsure', false, true],
  ['list:"my list"', true, false],
  ['-list:"my list"', false, true],
  ['score:>=0.8', false, true],
  ['-score:>=0.8', true, false],
  ['score:<0.8', false, false],
  ['model:m1,m2', false, true],
  ['client:10.0.0.7 -type:AAAA ms:<1 cached:no rcode:noerror', true, true],
  ['type:AAAA,A', true, true],
])('%j holds for the listed record: %s, for the scored one: %s', (text, forListed, forScored) => {
  const terms = parseFilter(text)
  if (!terms.ok) throw new Error(terms.fault.message)
  expect([matchesAll(terms.value, record), matchesAll(terms.value, scored)]).toEqual([forListed, forScored])
})
