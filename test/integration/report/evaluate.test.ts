import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { inventedNames } from '../../unit/invented-names.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'evaluate-'))
afterAll(() => rmSync(folder, { recursive: true }))

const KEYS = [
  ...['auc', 'tpr_at_1pct', 'tpr_at_01pct', 'fpr_at_stored_1pct', 'fpr_at_stored_01pct', 'tpr_at_stored_1pct'],
  ...['tpr_at_stored_01pct', 'accuracy', 'f1', 'ece', 'names', 'names_per_s'],
]
type Figures = Record<string, number | null>

async function evaluate(name: string, content: string | Uint8Array, ...args: string[]) {
  const file = join(folder, name)
  writeFileSync(file, content)
  return promisify(execFile)(process.execPath, [join(ROOT, 'scripts', 'evaluate.ts'), file, ...args], { cwd: ROOT })
}

async function figuresOf(name: string, content: string | Uint8Array): Promise<{ figures: Figures; said: string }> {
  const { stdout, stderr } = await evaluate(name, content, '--json')
  expect(stdout.split('\n')).toHaveLength(2)
  return { figures: JSON.parse(stdout) as Figures, said: stderr }
}

const names = inventedNames(300)
const tsv = ['label\tsource\tdomain', ...names.map(({ name, label }) => `${label}\tx\t${name}`)].join('\n')
const csv = [
  'input,class,label',
  ...names.map(({ name, label }) => `"${name}",x,${label === 1 ? 'malicious' : 'legit'}`),
]

test('one line of JSON with the twelve keys in their order, whatever the format, compression and order of the columns', async () => {
  const plain = (await figuresOf('a.tsv', tsv)).figures
  expect(Object.keys(plain)).toEqual(KEYS)
  expect(plain.names).toBe(300)
  for (const key of KEYS) expect(plain[key]).toBeTypeOf('number')
  const packed = (await figuresOf('b.csv.gz', gzipSync(csv.join('\r\n')))).figures
  expect({ ...packed, names_per_s: 0 }).toEqual({ ...plain, names_per_s: 0 })
}, 120_000)

test('one class only leaves null what it cannot give, and contradictions and broken lines are said on stderr', async () => {
  const malicious = names.filter(({ label }) => label === 1).map(({ name }) => `${name},1`)
  const one = (await figuresOf('one.csv', ['domain,label', ...malicious].join('\n'))).figures
  for (const key of [
    'auc',
    'tpr_at_1pct',
    'tpr_at_01pct',
    'fpr_at_stored_1pct',
    'fpr_at_stored_01pct',
    'accuracy',
    'f1',
    'ece',
  ])
    expect(one[key]).toBeNull()
  expect(one.tpr_at_stored_1pct).toBeTypeOf('number')
  const bad = ['domain,label', 'a.example,1', 'a.example,0', 'b.example,maybe', 'c.example,0']
  const { figures, said } = await figuresOf('bad.csv', bad.join('\n'))
  expect(figures.names).toBe(3)
  expect(said).toContain(
    '1 line could not be read and is left out; the first is line 4: the label "maybe" is neither benign nor malicious'
  )
  expect(said).toContain('1 names stand in the file with both labels')
}, 120_000)

test.each([
  [
    'a list without labels',
    'list.txt',
    'a.example\nb.example\n',
    [],
    'it needs a header line with at least `domain` and `label`',
  ],
  ['an empty file', 'empty.tsv', '', [], 'empty.tsv: it is empty'],
  ['no names', 'none.tsv', 'foo\tbar\n1\t2\n', [], 'no line of its beginning holds a domain name'],
  ['a model that is not there', 'c.tsv', tsv, ['--model', 'nothing'], 'there is no model "nothing" (there are: '],
])('%s is refused in words', async (_, name, content, args, words) => {
  await expect(evaluate(name, content, ...args)).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining(words) as string,
  })
})
