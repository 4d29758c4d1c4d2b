import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Report } from '../../../scripts/report/report.ts'
import { inventedNames } from '../../unit/invented-names.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'report-quick-'))
afterAll(() => rmSync(folder, { recursive: true }))

const run = async (...args: string[]): Promise<string> => {
  const places = ['--data', join(folder, 'data'), '--cache', join(folder, 'cache'), '--docs', join(folder, 'docs')]
  const script = join(ROOT, 'scripts', 'report-model.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--quick', ...places, ...args], { cwd: ROOT })
  return stdout
}

/** The files of ../shared/data in small, with nobody's names. */
beforeAll(() => {
  const names = inventedNames(2400)
  const files: [string, 'tsv' | 'csv', number, number][] = [
    ['train.tsv.gz', 'tsv', 0, 1200],
    ['valid.tsv.gz', 'tsv', 1200, 1600],
    ['test.tsv.gz', 'tsv', 1600, 2000],
    ['test_time.tsv.gz', 'tsv', 2000, 2100],
    ['threatfox/train.csv.gz', 'csv', 0, 600],
    ['threatfox/dev.csv.gz', 'csv', 600, 900],
    // Half of it stands in its train.
    ['threatfox/test.csv.gz', 'csv', 450, 750],
    ['tunnelling/test.csv.gz', 'csv', 2100, 2400],
  ]
  for (const [file, format, from, to] of files) {
    const path = join(folder, 'data', file)
    const rows = names
      .slice(from, to)
      .filter(({ label }) => file !== 'test_time.tsv.gz' || label === 1)
      .map(({ name, label }) =>
        format === 'tsv'
          ? `${name}\t${label}\t${label === 1 ? 'dga' : 'popular'}\tinvented\t\t2025-01\te2ld\t${name}\tA`
          : `${name},x,${label === 1 ? 'malicious' : 'legit'}`
      )
    const head =
      format === 'tsv'
        ? 'domain\tlabel\tkind\tsource\tfamily\tfirst_seen\tshape\tregistered_domain\tlicence'
        : 'input,class,label'
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, gzipSync([head, ...rows].join('\n') + '\n'))
  }
})

test('one command trains, measures and writes every line; the second run finds the models; another part trains nothing of it', async () => {
  const seeds = await run('--only', 'seeds')
  expect(seeds).toContain('train domain-net-seed-1: ')
  expect(seeds).not.toContain('ngram-linear')
  const all = await run()
  expect(all).toContain('domain-net-seed-1: in the cache')
  expect(all).toContain('train ngram-linear-threatfox: ')

  const report = JSON.parse(readFileSync(join(folder, 'docs', 'model-report.json'), 'utf8')) as Report
  expect(report.quick).toBe(true)
  expect(report.rows.map(({ key, measured }) => `${key} ${measured === null ? 'missing' : 'measured'}`)).toEqual(
    [
      ...['count-table', 'mlbridge-cnn', 'ngram-linear', 'domain-net-seed-1', 'domain-net-seed-2'],
      ...['count-table-threatfox', 'mlbridge-cnn-threatfox', 'ngram-linear-threatfox', 'domain-net-seed-1-threatfox'],
    ].map((key) => `${key} measured`)
  )
  expect(report.threatfox).toMatchObject({ names: 300, apart: 150 })
  const linear = report.rows.find(({ key }) => key === 'ngram-linear')!.measured!
  expect(linear.sets.test).toMatchObject({ names: 400 })
  expect(linear.sets.test!.auc).toBeGreaterThan(0.7)
  expect(linear.sets.testTime!.auc).toBeNull()
  expect(linear.intervals.test!.auc.low).toBeLessThan(linear.intervals.test!.auc.high)
  expect(linear.robustness!.prefixes.find(({ prefix }) => prefix === 'www')!.ratio ?? 1).toBe(1)
  expect(report.serving!.slices.map(({ value }) => value)).toContain('dga')

  const page = readFileSync(join(folder, 'docs', 'model.md'), 'utf8')
  expect(page).toContain('# The model')
  expect(page).toContain('these figures say nothing about the models')
  expect(page).toContain('| `domain-net`, 2 seeds: mean (range) |')

  expect(await run('--only', 'threatfox')).not.toContain('train ')
}, 240_000)

test('a part that is not known is refused, and data that is not there is said', async () => {
  await expect(run('--only', 'everything')).rejects.toThrow('--only takes baselines, seeds, threatfox, write')
  await expect(run('--data', join(folder, 'nowhere'))).rejects.toThrow('the labelled names are not here')
})
