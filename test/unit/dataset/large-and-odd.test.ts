import { chmodSync, closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { gatherExamples } from '../../../core/dataset/examples.ts'
import { inspectFile } from '../../../core/dataset/inspect.ts'
import { asTsv, inventedNames } from '../invented-names.ts'

const folder = mkdtempSync(join(tmpdir(), 'odd-data-'))
afterAll(() => rmSync(folder, { recursive: true }))

const TWO_GB = 2 * 1024 ** 3

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** A file of two gigabytes that takes no room: what is behind `beginning` is a hole. */
function sparse(name: string, beginning: string): string {
  const path = written(name, beginning)
  const file = openSync(path, 'r+')
  ftruncateSync(file, TWO_GB)
  closeSync(file)
  return path
}

async function refusal(path: string): Promise<string> {
  const answer = await inspectFile(path)
  if (answer.kind === 'readable') throw new Error('it was read')
  const gathered = await gatherExamples({
    sources: [{ path, assumedLabel: null }],
    vetted: [],
    vettedWeight: 1,
    sampleSize: null,
    seed: 1,
  })
  // A run says the same as the form did.
  expect(gathered).toMatchObject({ ok: false, fault: { message: answer.message } })
  return answer.message
}

const TOO_LARGE = 'it is larger than 1 GB of text, more than one run reads; divide it'

test('a file of 2 GB is refused at once, whatever it begins with', async () => {
  const begun = performance.now()
  expect(await refusal(sparse('names.tsv', 'domain\tlabel\none.example\t1\n'))).toBe(`names.tsv: ${TOO_LARGE}`)
  expect(performance.now() - begun).toBeLessThan(2000)
})

test('2 GB in a small compressed file are refused when the limit is met, in little memory', async () => {
  const path = join(folder, 'bomb.tsv.gz')
  // Members of a gzip file follow each other: the same ten megabytes of comments, again and again.
  const member = gzipSync(`# ${'-'.repeat(4000)}\n`.repeat(2500), { level: 1 })
  const file = openSync(path, 'w')
  writeSync(file, gzipSync('one.example\t1\ntwo.example\t0\n'))
  for (let at = 0; at < 104; at++) writeSync(file, member)
  closeSync(file)
  const before = process.memoryUsage().rss
  expect((await inspectFile(path)) as { message: string }).toMatchObject({ message: `bomb.tsv.gz: ${TOO_LARGE}` })
  expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000)
}, 120_000)

test('a large file of other text is given up after its first hundred thousand lines', async () => {
  const line = 'two words, and a third\n'
  const path = written('novel.csv', 'one.example,1\ntwo.example,0\n'.repeat(100) + line.repeat(150_000))
  expect(await refusal(path)).toBe(
    'novel.csv: it is no list of names: of its first 100,000 lines hardly one can be read (line 201: the label "and a third" is neither benign nor malicious)'
  )
})

test('compression that breaks off half-way is refused, though lines could be read before', async () => {
  const whole = gzipSync(asTsv(inventedNames(20_000)))
  expect(await refusal(written('half.tsv.gz', whole.subarray(0, whole.length >> 1)))).toBe(
    'half.tsv.gz: its gzip compression is damaged (unexpected end of file)'
  )
})

test.each<[string, string | Uint8Array, string]>([
  ['UTF-16', Buffer.from('\ufeffdomain,label\none.example,1\n', 'utf16le'), 'odd: it is UTF-16 text; save it as UTF-8'],
  [
    'a program',
    Uint8Array.from({ length: 4000 }, (_, at) => (at * 37) % 256),
    'odd: it is not a text file (it holds zero bytes)',
  ],
  [
    'random bytes without a zero',
    Uint8Array.from({ length: 9000 }, (_, at) => ((at * 7919) % 255) + 1),
    'odd: no line of its beginning holds a domain name',
  ],
])('%s is refused with the reason', async (_, content, message) => {
  expect(await refusal(written('odd', content))).toBe(message)
})

test('Latin-1 text is read, but for the lines that are not UTF-8', async () => {
  const path = written(
    'latin.csv',
    Buffer.from(
      'domain,label\ncaf\xe9.example,1\none.example,1\ntwo.example,0\nthree.example,0\nfour.example,1\nfive.example,1\n',
      'latin1'
    )
  )
  expect(await inspectFile(path)).toMatchObject({
    kind: 'readable',
    file: { benign: 2, malicious: 3, brokenLines: [{ line: 2, reason: 'it is not UTF-8 text' }] },
  })
})

test('a table without a header is read by what its columns hold', async () => {
  expect(await inspectFile(written('bare.tsv', 'one.example\t1\tx\ntwo.example\t0\ty\n'))).toMatchObject({
    file: { nameColumn: 'column 1', labelColumn: 'column 2', benign: 1, malicious: 1 },
  })
})

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'a file that may not be read says so',
  async () => {
    const path = written('secret.tsv', 'one.example\t1\n')
    chmodSync(path, 0o000)
    expect(await refusal(path)).toBe('secret.tsv: this program may not read it')
  }
)

test('one name again and again is called that', async () => {
  const path = written('same.tsv', 'domain\tlabel\n' + 'one.example\t1\nwww.one.example\t1\n'.repeat(300))
  const gathered = await gatherExamples({
    sources: [{ path, assumedLabel: null }],
    vetted: [],
    vettedWeight: 1,
    sampleSize: null,
    seed: 1,
  })
  expect(gathered).toMatchObject({
    ok: false,
    fault: { message: 'all rows hold one name, one.example: a model needs many different ones' },
  })
})

test('names with both labels are left out, counted and shown, within a file and across files', async () => {
  const names = inventedNames(400)
  const one = written('one.tsv', asTsv(names) + `${names[0]!.name}\t${1 - names[0]!.label}\n`)
  expect(await inspectFile(one)).toMatchObject({ file: { conflicting: 1, conflictingNames: [names[0]!.name] } })
  const two = written('two.tsv', `${names[1]!.name}\t${1 - names[1]!.label}\n${names[2]!.name}\t${names[2]!.label}\n`)
  const gathered = await gatherExamples({
    sources: [one, two].map((path) => ({ path, assumedLabel: null })),
    vetted: [],
    vettedWeight: 1,
    sampleSize: null,
    seed: 1,
  })
  if (!gathered.ok) throw new Error(gathered.fault.message)
  const { conflicting, conflictingNames, repeated, splits } = gathered.value
  expect({ conflicting, conflictingNames, repeated }).toEqual({
    conflicting: 2,
    conflictingNames: [names[0]!.name, names[1]!.name],
    repeated: 3,
  })
  expect(Object.values(splits).flatMap((split) => split.names)).toHaveLength(398)
})

test('a sample keeps the share of each kind and shape inside a class, and counts where its names come from', async () => {
  const rows = inventedNames(3000).map(({ name, label }, at) => {
    const kind = label === 0 ? 'popular' : at % 10 < 7 ? 'phishing' : 'dga'
    return `${name}\t${label}\t${kind}\t${at % 3 === 0 ? 'fqdn' : 'e2ld'}\tlist-${at % 20}\tA`
  })
  const path = written('kinds.tsv', `domain\tlabel\tkind\tshape\tsource\tlicense\n${rows.join('\n')}\n`)
  const wish = { sources: [{ path, assumedLabel: null }], vetted: [], vettedWeight: 1, seed: 3 } as const
  const [all, sample] = [
    await gatherExamples({ ...wish, sampleSize: null }),
    await gatherExamples({ ...wish, sampleSize: 600 }),
  ]
  if (!all.ok || !sample.ok) throw new Error('it was refused')
  const counts = (of: typeof all.value, title: string) =>
    new Map(of.provenance.find((column) => column.title === title)!.values.map(({ value, names }) => [value, names]))
  for (const title of ['kind', 'shape', 'licence'])
    for (const [value, names] of counts(all.value, title))
      expect([value, Math.abs(counts(sample.value, title).get(value)! - names / 5)]).toEqual([
        value,
        expect.closeTo(0, -0.7),
      ])
  const source = all.value.provenance.find(({ title }) => title === 'source')!
  expect(source).toMatchObject({ distinct: 20, values: { length: 8 } })
  expect(source.values.reduce((sum, { names }) => sum + names, source.others)).toBe(3000)
})
