import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { bandsOf } from '../../../scripts/report/bands.ts'
import { codeFingerprint } from '../../../scripts/report/code-fingerprint.ts'
import { countTable, tableLogits } from '../../../scripts/report/count-table.ts'
import { placesWhere, readLabelledSet, sampled, type LabelledSet } from '../../../scripts/report/labelled-set.ts'
import { betweenMarks, meanAndRange, share } from '../../../scripts/report/markdown.ts'
import { precisionAt } from '../../../scripts/report/prevalence.ts'
import { bestF1Threshold, f1At, setFigures } from '../../../scripts/report/set-figures.ts'
import { slicesOf, suffixGroup } from '../../../scripts/report/slices.ts'

const folder = mkdtempSync(join(tmpdir(), 'report-'))
afterAll(() => rmSync(folder, { recursive: true }))

const card = { id: 'a-model', temperature: 2, thresholds: { unsure: 0.7, malicious: 0.9 } }
const logitOf = (probability: number): number => card.temperature * Math.log(probability / (1 - probability))

const set: LabelledSet = {
  names: ['a.com', 'b.com', 'c.top', 'd.top', 'e.pages.dev', 'f.invalidtld'],
  labels: Uint8Array.from([0, 0, 1, 1, 1, 0]),
  columns: { kind: ['popular', 'popular', 'phishing', 'phishing', 'dga', 'popular'] },
  broken: 0,
  brokenLines: [],
}
const logits = [0.1, 0.8, 0.95, 0.75, 0.2, 0.05].map(logitOf)

test('bands: coverage, who is wrong in them, and the rule on unfamiliar names', () => {
  const bands = bandsOf(card, { labels: set.labels, logits, unfamiliar: [0, 0, 0, 0, 0, 1] })
  expect(bands.malicious).toEqual({ names: 1, coverage: 1 / 6, error: 0, malicious: 1 })
  // The last one is unfamiliar: unsure, though its score is low.
  expect(bands.unsure).toEqual({ names: 3, coverage: 0.5, error: null, malicious: 1 / 3 })
  expect(bands.benign).toEqual({ names: 2, coverage: 1 / 3, error: 0.5, malicious: 0.5 })
})

test('an empty band has no error', () => {
  expect(bandsOf(card, { labels: [0], logits: [-9], unfamiliar: [0] }).malicious).toMatchObject({
    names: 0,
    error: null,
  })
})

test('stored thresholds give what they give; one class leaves the rest null', () => {
  const both = setFigures(card, { ...set, logits })
  expect(both.stored1).toEqual({ falsePositiveRate: 1 / 3, recall: 2 / 3 })
  expect(both.stored01).toEqual({ falsePositiveRate: 0, recall: 1 / 3 })
  expect(both.eceBefore).not.toBe(both.eceAfter)
  const places = [2, 3, 4]
  const one = setFigures(card, {
    labels: [1, 1, 1],
    logits: places.map((at) => logits[at]!),
  })
  expect(one).toMatchObject({ auc: null, accuracy: null, f1: null, eceAfter: null, eceBefore: null, malicious: 3 })
  expect(one.stored1).toEqual({ falsePositiveRate: null, recall: 2 / 3 })
})

test('the threshold that is best for F1 on one set is applied to another', () => {
  const dev = { labels: [1, 1, 0, 1, 0, 0], logits: [5, 4, 3, 2, 1, 0] }
  const threshold = bestF1Threshold(dev)
  expect(threshold).toBe(1.5)
  expect(f1At(threshold, dev)).toBeCloseTo(6 / 7)
  expect(f1At(threshold, { labels: [1, 0], logits: [1.4, 1.6] })).toBe(0)
})

test('names of the same score are not divided by a threshold', () => {
  expect(bestF1Threshold({ labels: [1, 0, 0, 0], logits: [1, 1, 1, 0] })).toBe(0.5)
})

test('precision by prevalence is what Bayes says', () => {
  expect(precisionAt(0.5, { recall: 0.6, falsePositiveRate: 0.6 })).toBe(0.5)
  expect(precisionAt(0.001, { recall: 0.6, falsePositiveRate: 0.01 })).toBeCloseTo(0.0006 / (0.0006 + 0.00999))
  expect(precisionAt(0.01, { recall: 0, falsePositiveRate: 0 })).toBeNull()
  expect(precisionAt(0.01, { recall: 0.5, falsePositiveRate: null })).toBeNull()
})

test('slices count each class by itself and leave out what is too small', () => {
  const slices = slicesOf(card, set, { logits, fewest: 2 })
  expect(slices.filter(({ by }) => by === 'kind')).toEqual([
    {
      by: 'kind',
      value: 'popular',
      malicious: 0,
      benign: 3,
      recall1: null,
      recall01: null,
      falsePositives1: 1 / 3,
      falsePositives01: 0,
    },
    {
      by: 'kind',
      value: 'phishing',
      malicious: 2,
      benign: 0,
      recall1: 1,
      recall01: 0.5,
      falsePositives1: null,
      falsePositives01: null,
    },
  ])
})

test.each([
  ['a.com', 'com'],
  ['a.org', 'other old ones (net, org, info, ...)'],
  ['a.co.uk', 'countries'],
  ['a.xn--p1ai', 'countries'],
  ['a.top', 'new ones (top, xyz, app, ...)'],
  ['a.pages.dev', 'hosted (private suffix)'],
  ['a.notasuffix', 'not on the public suffix list'],
])('%s belongs to: %s', (name, group) => {
  expect(suffixGroup(name)).toBe(group)
})

test('the count table falls back to a wider cell where a narrow one is empty', () => {
  const names = ['aaa.top', 'bbb.top', 'ccc.top', 'good.com', 'fine.com', 'nice.com']
  const table = countTable(names, [1, 1, 1, 0, 0, 0])
  const [top, com, unknown] = tableLogits(table, ['never-seen-1-with-another-shape.top', 'new.com', 'a.dev'])
  expect(top).toBeGreaterThan(0)
  expect(com).toBeLessThan(0)
  expect(unknown).toBeCloseTo(0)
})

test('a labelled file keeps its columns, row by row; a sample is the same every time', async () => {
  const file = join(folder, 'a.tsv')
  writeFileSync(
    file,
    'domain\tlabel\tkind\none.com\t1\tphishing\nbroken\t1\tx\ntwo.com\t0\tpopular\nthree.com\t1\tdga\n'
  )
  const read = await readLabelledSet(file)
  if (!read.ok) throw new Error(read.fault.message)
  expect(read.value).toMatchObject({ names: ['one.com', 'two.com', 'three.com'], broken: 1 })
  expect(read.value.columns.kind).toEqual(['phishing', 'popular', 'dga'])
  expect(placesWhere(read.value, (at) => read.value.labels[at] === 1)).toEqual([0, 2])
  const two = sampled(read.value, 2)
  expect(two).toEqual(sampled(read.value, 2))
  expect(two.names).toHaveLength(2)
  expect(two.columns.kind).toEqual(two.names.map((name) => read.value.columns.kind![read.value.names.indexOf(name)]))
})

test('a change in what a file imports changes its fingerprint, one elsewhere does not', () => {
  writeFileSync(join(folder, 'one.ts'), "import { two } from './two.ts'\n")
  writeFileSync(join(folder, 'two.ts'), 'export const two = 2\n')
  writeFileSync(join(folder, 'three.ts'), 'export const three = 3\n')
  const before = codeFingerprint(folder, ['one.ts'])
  writeFileSync(join(folder, 'three.ts'), 'export const three = 4\n')
  expect(codeFingerprint(folder, ['one.ts'])).toBe(before)
  writeFileSync(join(folder, 'two.ts'), 'export const two = 3\n')
  expect(codeFingerprint(folder, ['one.ts'])).not.toBe(before)
  expect(codeFingerprint(folder, ['one.ts'], ['two.ts'])).toBe(
    (writeFileSync(join(folder, 'two.ts'), 'export const two = 5\n'), codeFingerprint(folder, ['one.ts'], ['two.ts']))
  )
})

test('what is written by hand around the marks stays', () => {
  const marks = [
    '<!-- report:model begins. Made by `npm run report:model`; change nothing by hand. -->',
    '<!-- report:model ends -->',
  ]
  const page = `before\n${marks[0]!}\nold\n${marks[1]!}\nafter\n`
  const once = betweenMarks(page, 'new')
  expect(once).toBe(`before\n${marks[0]!}\n\nnew\n\n${marks[1]!}\nafter\n`)
  expect(betweenMarks(once!, 'new')).toBe(once)
  expect(betweenMarks('a page without marks', 'new')).toBeNull()
})

test('shares and ranges as a reader wants them', () => {
  expect([share(0.6114), share(0.0089), share(0), share(null)]).toEqual(['61.1 %', '0.89 %', '0.0 %', '-'])
  expect(meanAndRange([0.2, 0.4], (value) => value.toFixed(1))).toBe('0.3 (0.2 - 0.4)')
})
