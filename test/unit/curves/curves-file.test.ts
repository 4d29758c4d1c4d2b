import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { probabilityOf } from '../../../core/model/calibration.ts'
import { readSplit } from '../../../core/training/curves-file.ts'
import { writeScores } from '../../../core/training/scores-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'curves-'))
const file = join(folder, 'scores.tsv.gz')
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => rmSync(file, { force: true }))

const HEADER = 'name\tsplit\tlabel\tlogit\tprobability\n'

test('what a run wrote is read back, each split by itself', async () => {
  const examples = (prefix: string, count: number) => ({
    names: Array.from({ length: count }, (_, at) => `${prefix}-${at}.example.net`),
    labels: Uint8Array.from({ length: count }, (_, at) => at % 2),
    weights: new Float32Array(count),
    kinds: Array.from({ length: count }, () => null),
  })
  const logits = (count: number) => Float32Array.from({ length: count }, (_, at) => at / 7 - 300)
  await writeScores(file, {
    splits: { training: examples('a', 5000), validation: examples('b', 3), test: examples('c', 4200) },
    logits: { training: logits(5000), validation: logits(3), test: logits(4200) },
    temperature: 1.7,
  })
  for (const [split, prefix, count] of [
    ['training', 'a', 5000],
    ['validation', 'b', 3],
    ['test', 'c', 4200],
  ] as const) {
    const read = await readSplit(folder, split)
    if (!read.ok) throw new Error(read.fault.message)
    expect(read.value.names).toEqual(examples(prefix, count).names)
    expect(read.value.labels).toEqual(examples(prefix, count).labels)
    expect(read.value.logits).toEqual(logits(count))
    expect([...read.value.probabilities]).toEqual([...logits(count)].map((logit) => probabilityOf(logit, 1.7)))
  }
})

test.each<[string, Buffer | null, string]>([
  ['there is no file', null, 'no scores of single names were kept beside this model'],
  ['it is no gzip', Buffer.from(HEADER), 'it is damaged, or no gzip file'],
  [
    'it is cut',
    gzipSync(HEADER + 'a.example.net\ttest\t1\t0\t0.5\n'.repeat(3000)).subarray(0, -12),
    'it is damaged, or no gzip file',
  ],
  ['it is empty', gzipSync(''), 'it is empty'],
  ['it is another table', gzipSync('domain,label\n'), 'line 1 is not the header of scores'],
  ['a split is unknown', gzipSync(`${HEADER}a.example.net\tholdout\t1\t0\t0.5\n`), 'line 2 is no score of a name'],
  ['a label is a word', gzipSync(`${HEADER}a.example.net\ttest\tbad\t0\t0.5\n`), 'line 2 is no score of a name'],
  ['a probability is above 1', gzipSync(`${HEADER}a.example.net\ttest\t1\t0\t1.5\n`), 'line 2 is no score of a name'],
  ['a field is missing', gzipSync(`${HEADER}a.example.net\ttest\t1\t0\n`), 'line 2 is no score of a name'],
  ['its last line has no end', gzipSync(`${HEADER}a.example.net\ttest\t1\t0\t0.5`), 'it ends inside a line'],
  ['a line never ends', gzipSync(HEADER + 'a'.repeat(100_000)), 'line 2 has no end'],
])('when %s, the fault says so', async (_, bytes, says) => {
  if (bytes !== null) writeFileSync(file, bytes)
  const read = await readSplit(folder, 'test')
  expect(read).toMatchObject({ ok: false, fault: { kind: 'unavailable' } })
  expect(read.ok ? '' : read.fault.message).toContain(says)
})
