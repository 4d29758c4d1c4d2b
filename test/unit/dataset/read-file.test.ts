import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { inspectFile } from '../../../core/dataset/inspect.ts'

const folder = mkdtempSync(join(tmpdir(), 'dataset-'))
afterAll(() => rmSync(folder, { recursive: true }))

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function inspected(name: string, content: string | Uint8Array) {
  const answer = await inspectFile(written(name, content))
  if (answer.kind === 'unreadable') throw new Error(answer.message)
  return answer.file
}

test.each([
  [
    'TSV with a header',
    'a.tsv',
    'domain\tlabel\tsource\none.example\t1\tx\ntwo.example\t0\ty\n',
    'tsv',
    'domain',
    'label',
    1,
    1,
  ],
  [
    'CSV whose label is the third column',
    'b.csv',
    'input,class,label\none.example,rat,malicious\ntwo.example,legit,legit\n',
    'csv',
    'input',
    'label',
    1,
    1,
  ],
  [
    'CSV with quotes and semicolons',
    'c.csv',
    '"domain";"class"\n"one.example";"phishing"\n"two.example";"benign"\n',
    'csv',
    'domain',
    'class',
    1,
    1,
  ],
  [
    'CSV without a header',
    'd.csv',
    '1,one.example\n0,two.example\n0,three.example\n',
    'csv',
    'column 2',
    'column 1',
    2,
    1,
  ],
  [
    'CSV with Windows line ends and a byte order mark',
    'e.csv',
    '\ufeffdomain,label\r\none.example,1\r\n',
    'csv',
    'domain',
    'label',
    0,
    1,
  ],
  [
    'list of a popularity service',
    'top-1000.csv',
    'Rank,Domain\n1,one.example\n2,two.example\n',
    'csv',
    'domain',
    null,
    2,
    0,
  ],
  ['plain list', 'malware.txt', '# a list\none.example\ntwo.example # seen twice\n', 'plain', null, null, 0, 2],
  [
    'hosts file',
    'hosts',
    '127.0.0.1 localhost\n0.0.0.0 one.example two.example\n0.0.0.0 three.example # why\n',
    'hosts',
    null,
    null,
    0,
    3,
  ],
] as const)('a %s is read', async (_, name, content, format, nameColumn, labelColumn, benign, malicious) => {
  expect(await inspected(name, content)).toMatchObject({
    format,
    nameColumn,
    labelColumn,
    benign,
    malicious,
    broken: 0,
    compressed: false,
  })
})

test('compression is found by its bytes, whatever the file is called', async () => {
  const file = await inspected('named.tsv', gzipSync('domain\tlabel\none.example\t1\n'))
  expect(file).toMatchObject({ compressed: true, format: 'tsv', malicious: 1 })
})

test('a list that does not say what it is leaves the class to the person', async () => {
  expect(await inspected('names.txt', 'one.example\ntwo.example\n')).toMatchObject({
    assumedLabel: null,
    benign: 0,
    malicious: 0,
  })
})

test.each([
  ['localhost\t1\n', 'it is a single label, which is never scored'],
  ['192.0.2.1\t1\n', 'it is an address, not a name'],
  ['a..example\t1\n', 'it has an empty label'],
  ['http://one.example/\t1\n', 'the label "http://one" has a character that a host name cannot have'],
  ['one.example\tperhaps\n', 'the label "perhaps" is neither benign nor malicious'],
  ['one.example\n', 'it has no label'],
  ['\ufffdone.example\t1\n', 'it is not UTF-8 text'],
  [`${'long.'.repeat(2000)}\t1\n`, 'the line is far longer than a name'],
])('the broken line %.40s is reported with number and reason, and the rest is read', async (line, reason) => {
  const file = await inspected(
    'broken.tsv',
    `domain\tlabel\ngood.example\t0\nfine.example\t1\nwell.example\t1\nbest.example\t1\n${line}last.example\t1\n`
  )
  expect(file).toMatchObject({ benign: 1, malicious: 4, broken: 1 })
  expect(file.brokenLines).toMatchObject([{ line: 6, reason }])
})

test('a quote that is left open is a broken line', async () => {
  const file = await inspected('quote.csv', 'domain,label\none.example,1\ntwo.example,0\n"three.example,0\n')
  expect(file.brokenLines).toEqual([{ line: 4, text: '"three.example,0', reason: 'a quote is left open' }])
})

test.each([
  ['nothing at all', 'empty.tsv', '', 'empty.tsv: it is empty'],
  ['only blank lines', 'blank.tsv', '\n\n\n', 'blank.tsv: it is empty'],
  [
    'bytes that are no text',
    'photo.tsv',
    Uint8Array.of(0xff, 0xd8, 0, 1, 2, 10, 0, 5),
    'photo.tsv: it is not a text file (it holds zero bytes)',
  ],
  [
    'prose',
    'letter.txt',
    'Dear reader,\nthere are no names here\n',
    'letter.txt: no line of its beginning holds a domain name',
  ],
  ['a header alone', 'header.tsv', 'domain\tlabel\n', 'header.tsv: it holds no name that can be read (0 broken lines)'],
  [
    'damaged compression',
    'cut.gz',
    gzipSync('domain\tlabel\none.example\t1\n').subarray(0, 20),
    'cut.gz: its gzip compression is damaged (unexpected end of file)',
  ],
])('%s is unreadable, with the reason', async (_, name, content, message) => {
  expect(await inspectFile(written(name, content))).toMatchObject({ kind: 'unreadable', message })
})

test('a file that is not there, and a folder, are unreadable with the reason', async () => {
  expect(await inspectFile(join(folder, 'gone.tsv'))).toMatchObject({ message: 'gone.tsv: there is no such file' })
  expect(await inspectFile(folder)).toMatchObject({ message: expect.stringContaining('it is a folder') as string })
})

test('repeated and contradicting names are counted, in canonical form', async () => {
  const file = await inspected(
    'twice.tsv',
    'domain\tlabel\none.example\t1\nwww.one.example\t1\ntwo.example\t0\nTWO.example.\t1\nthree.example\t0\n'
  )
  expect(file).toMatchObject({ benign: 1, malicious: 1, repeated: 2, conflicting: 1 })
})
