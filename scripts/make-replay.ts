import { defineCommand, runMain } from 'citty'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { readLines } from '../core/dataset/lines.ts'
import { stratified } from '../core/dataset/sample.ts'
import { splitOf, type SplitName } from '../core/dataset/split.ts'

const ROOT = resolve(import.meta.dirname, '..')
const MOST_BYTES = 1_000_000

type Row = { name: string; label: 0 | 1; source: string }

/**
 * The replay sample that ships: what a retraining run mixes with vetted names, so that it works offline and does not forget. Rows of licence group A
 * without cf100k. The product splits by a hash of the registered domain; so what it will train on is taken from the training file and what
 * it will measure on from the validation file, and a retrained model is not measured on what its parent has seen.
 */
const command = defineCommand({
  meta: { name: 'make-replay', description: 'Draws the replay sample from the labelled names.' },
  args: {
    data: { type: 'string', default: resolve(ROOT, '../shared/data') },
    out: { type: 'string', default: join(ROOT, 'resources/replay') },
    size: { type: 'string', default: '60000' },
  },
  run: async ({ args }) => {
    const size = Number(args.size)
    const [train, valid] = [
      await rowsOf(join(args.data, 'train.tsv.gz')),
      await rowsOf(join(args.data, 'valid.tsv.gz')),
    ]
    const drawn = [
      ...draw(train, 'training', size * 0.8),
      ...draw(valid, 'validation', size * 0.1),
      ...draw(valid, 'test', size * 0.1),
    ]
    const lines = drawn.map(({ name, label }) => `${name}\t${label}\n`).sort()
    const file = gzipSync(`domain\tlabel\n${lines.join('')}`, { level: 9 })
    if (file.length > MOST_BYTES) throw new Error(`the sample has ${file.length} bytes; at most ${MOST_BYTES} may ship`)
    await mkdir(args.out, { recursive: true })
    await writeFile(join(args.out, 'replay.tsv.gz'), file)
    await writeFile(
      join(args.out, 'ATTRIBUTION.md'),
      attribution(drawn, await readFile(join(args.data, 'README.md'), 'utf8'))
    )
    console.log(
      `${drawn.length} names, ${drawn.filter(({ label }) => label === 1).length} of them malicious, ${file.length} bytes`
    )
  },
})

/** Half of each class, so that no class is forgotten for the other. */
function draw(rows: readonly Row[], split: SplitName, size: number): Row[] {
  const own = rows.filter(({ name }) => splitOf(name) === split)
  return [0, 1].flatMap((label) =>
    stratified(
      own.filter((row) => row.label === label),
      { sampleSize: Math.round(size / 2), seed: 1 }
    )
  )
}

async function rowsOf(path: string): Promise<Row[]> {
  const rows: Row[] = []
  let columns: string[] | null = null
  const read = await readLines(path, ({ text }) => {
    const fields = text.split('\t')
    if (columns === null) columns = fields
    else {
      const field = (column: string): string => fields[columns!.indexOf(column)]!
      const usable = field('licence') === 'A' && field('source') !== 'cf100k'
      if (usable) rows.push({ name: field('domain'), label: field('label') === '1' ? 1 : 0, source: field('source') })
    }
    return true
  })
  if (!read.ok) throw new Error(`${path}: ${read.fault.message}`)
  return rows
}

/** The sources' own rows of the data's description: licence, repository, commit. */
function attribution(rows: readonly Row[], readme: string): string {
  const counts = Map.groupBy(rows, ({ source }) => source)
  const described = new Map(
    readme
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map((cells) => [cells[1]!, cells] as const)
  )
  const table = [...counts]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([source, { length, 0: first }]) => {
      const cells = described.get(source)
      if (cells === undefined) throw new Error(`the source ${source} is not described`)
      return `| ${source} | ${first!.label === 1 ? 'malicious' : 'benign'} | ${length} | ${cells[3]!.replace(/^A /, '')} | ${cells[4]} | ${cells[5]} |`
    })
  return `# Where the replay sample comes from

\`replay.tsv.gz\` holds ${rows.length} labelled domain names from the public lists below, all under permissive licences, CC0, CC BY or in the public
domain. It ships so that a model can be retrained offline on a fresh machine without forgetting what it knew. Names only; changed: chosen at random,
lower case, punycode, a leading \`www.\` removed. Names of live malware and phishing are among them: do not open them.

| list | label | names | licence | repository | commit |
| --- | --- | --- | --- | --- | --- |
${table.join('\n')}
`
}

await runMain(command)
