import { expect, test } from 'vitest'
import type { CanaryWatch, CommonGround } from '../../../core/registry/gate-view.ts'
import { judge } from '../../../core/registry/gate.ts'
import { measure } from '../../../core/training/metrics.ts'

const QUIET: CanaryWatch = { canaries: 247, vettedBenign: 3, alerts: [], championAlerts: 0, unsure: 0 }

/** Real metrics of `benign` good names below every bad one but so many, which stand at the very bottom. */
function metrics({ malicious, missed, benign }: { malicious: number; missed: number; benign: number }) {
  const logits = [
    ...Array.from({ length: malicious }, (_, at) => (at < missed ? -9 : 5)),
    ...Array.from({ length: benign }, () => -2),
  ]
  const labels = [...Array.from({ length: malicious }, () => 1), ...Array.from({ length: benign }, () => 0)]
  return measure(logits, labels, 1)
}

function common(championMissed: number, challengerMissed: number, benign = 1000): CommonGround {
  const sizes = { malicious: 1000, benign }
  return {
    kind: 'measured',
    basis: 'the same names',
    ...sizes,
    champion: metrics({ ...sizes, missed: championMissed }),
    challenger: metrics({ ...sizes, missed: challengerMissed }),
    falsePositives: null,
  }
}

const texts = ({ reasons }: { reasons: { text: string }[] }) => reasons.map(({ text }) => text)

test.each([
  ['a challenger that finds more', 300, 250, true],
  ['one that finds as many', 300, 300, true],
  ['one that loses exactly a point', 300, 310, true],
  ['one that loses a name more than a point', 300, 311, false],
])('%s: %i names missed before, %i after', (_, before, after, open) => {
  expect(judge({ servedBefore: false, common: common(before, after), canary: QUIET }).open).toBe(open)
})

test('the reason says what falls, from where to where', () => {
  expect(texts(judge({ servedBefore: false, common: common(300, 345), canary: QUIET }))).toEqual([
    'recall at 1 % false positives falls from 70.0 % to 65.5 %, by 4.5 points; at most one point is let through',
  ])
})

test('a canary that alerts is named with its probability, apart from names that were vetted benign', () => {
  const alert = (name: string, source: 'canary' | 'vetted') => ({
    name,
    source,
    probability: 0.99,
    championProbability: 0.1,
  })
  const alerts = [
    ...['debian.org', 'python.org', 'kernel.org', 'who.int'].map((name) => alert(name, 'canary')),
    alert('shop.brightfern.com', 'vetted'),
  ]
  const judged = judge({ servedBefore: false, common: common(300, 200), canary: { ...QUIET, alerts } })
  expect(judged.open).toBe(false)
  expect(texts(judged)).toEqual([
    'it would block 4 names of the canary list: debian.org (0.990), python.org (0.990), kernel.org (0.990) and 1 more',
    'it would block a name that you vetted benign: shop.brightfern.com (0.990)',
  ])
})

test('canaries that are only unsure stop nothing, but are said', () => {
  const judged = judge({ servedBefore: false, common: common(300, 200), canary: { ...QUIET, unsure: 2 } })
  expect(judged.open).toBe(true)
  expect(judged.remarks.join()).toContain('2 of the names that must never alert would wait for you')
})

test.each<[string, CommonGround, string]>([
  ['the data are others', { kind: 'none', why: 'they saw other data' }, 'they saw other data'],
  ['there is one class only', common(0, 0, 0), 'of one class only'],
  ['there are too few benign names', common(300, 300, 99), '99 benign names only'],
])('a challenger is not promoted unseen: %s', (_, ground, says) => {
  const judged = judge({ servedBefore: false, common: ground, canary: QUIET })
  expect(judged.open).toBe(false)
  expect(judged.reasons).toMatchObject([{ kind: 'not-comparable' }])
  expect(texts(judged)[0]).toContain(says)
})

test('a model that served before may always come back, with its reasons still in sight', () => {
  const judged = judge({ servedBefore: true, common: common(300, 900), canary: QUIET })
  expect(judged.open).toBe(true)
  expect(judged.reasons).toHaveLength(1)
})

test('where no model serves there is nothing to compare with, and the canaries still count', () => {
  expect(judge({ servedBefore: false, common: null, canary: QUIET }).open).toBe(true)
  const alerts = [{ name: 'who.int', source: 'canary' as const, probability: 1, championProbability: null }]
  expect(judge({ servedBefore: false, common: null, canary: { ...QUIET, championAlerts: null, alerts } }).open).toBe(
    false
  )
})

test('few malicious names are said to let chance move the figure, by how much', () => {
  const { remarks } = judge({ servedBefore: false, common: common(300, 300), canary: QUIET })
  // 1.96 times the root of 0.7 times 0.3 over 1000.
  expect(remarks.join()).toContain('by about 2.8 points either way')
})

test.each([
  ['as many', 20, 20, true, 0],
  ['half as many again', 20, 30, true, 0],
  ['more than that, which may be chance', 20, 34, true, 1],
  ['three for none, which may be chance', 0, 3, true, 1],
  ['more than chance allows', 20, 35, false, 0],
])('benign names at the stored threshold for unsure: %s', (_, before, after, open, remarks) => {
  const ground = common(300, 300, 2000)
  if (ground.kind === 'none') throw new Error('unreachable')
  const falsePositives = {
    champion: { benign: 2000, unsure: before, malicious: 1 },
    challenger: { benign: 2000, unsure: after, malicious: 1 },
  }
  const judged = judge({ servedBefore: false, common: { ...ground, falsePositives }, canary: QUIET })
  expect(judged.open).toBe(open)
  expect(judged.reasons.map(({ kind }) => kind)).toEqual(open ? [] : ['false-positives'])
  expect(judged.remarks.filter((text) => text.includes('stored 1 % threshold'))).toHaveLength(remarks)
})

test('more false positives are said in numbers', () => {
  const ground = common(300, 300, 2000)
  if (ground.kind === 'none') throw new Error('unreachable')
  const falsePositives = {
    champion: { benign: 2000, unsure: 20, malicious: 1 },
    challenger: { benign: 2000, unsure: 42, malicious: 1 },
  }
  expect(texts(judge({ servedBefore: false, common: { ...ground, falsePositives }, canary: QUIET }))).toEqual([
    'at its stored 1 % threshold 42 of 2000 benign names are unsure or blocked (2.1 %), with the model that serves 20 (1.0 %)',
  ])
})
