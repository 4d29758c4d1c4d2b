import { defineCommand, runMain } from 'citty'
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { Fault, Result } from '../core/system/result.ts'
import { documentOf } from './report/document.ts'
import { betweenMarks } from './report/markdown.ts'
import { GROUPS, type Group } from './report/plans.ts'
import type { Report } from './report/report.ts'
import { measureRows, trainRows, type ReportSettings } from './report/run.ts'
import { cache } from './setup/places.mjs'

const ROOT = resolve(import.meta.dirname, '..')
const ONLY = [...GROUPS, 'write'] as const

const command = defineCommand({
  meta: {
    name: 'report:model',
    description:
      'Trains and measures every model of the table in docs/model.md, and writes the table and docs/model-report.json.',
  },
  args: {
    only: {
      type: 'string',
      description: `train the models of one part only (${GROUPS.join(', ')}), or write what is there (write)`,
    },
    quick: {
      type: 'boolean',
      description: 'samples and small networks, to see that everything works; writes nothing into docs/',
    },
    data: { type: 'string', default: resolve(ROOT, '../shared/data'), description: 'folder of the labelled names' },
    cache: {
      type: 'string',
      default: join(cache, 'report'),
      description: 'folder for models and scores, outside the repository',
    },
    docs: { type: 'string', description: 'folder for model.md and model-report.json in place of docs/' },
  },
  run: async ({ args }) => {
    if (args.only !== undefined && !(ONLY as readonly string[]).includes(args.only))
      return fail(`--only takes ${ONLY.join(', ')}, not "${args.only}"`)
    if (!existsSync(args.data)) return fail(`skipped: the labelled names are not here (${args.data})`)
    const quick = args.quick === true
    const docs = args.docs ?? (quick ? join(args.cache, 'quick-docs') : join(ROOT, 'docs'))
    const settings: ReportSettings = {
      root: ROOT,
      data: args.data,
      cacheFolder: quick ? join(args.cache, 'quick') : args.cache,
      quick,
      train: args.only === undefined ? GROUPS : GROUPS.filter((group: Group) => group === args.only),
      say: (line) => console.log(`${new Date().toTimeString().slice(0, 8)}  ${line}`),
    }
    const trained = await trainRows(settings)
    if (!trained.ok) return fail(trained.fault.message)
    if (args.only !== undefined && args.only !== 'write') return
    const report = await measureRows(settings)
    if (!report.ok) return fail(report.fault.message)
    const written = await write(docs, report.value)
    if (!written.ok) return fail(written.fault.message)
    for (const file of written.value) console.log(file)
  },
})

/** The page keeps what people wrote around the marks; a folder without the page gets one. */
async function write(docs: string, report: Report): Promise<Result<string[], Fault>> {
  await mkdir(docs, { recursive: true })
  const [page, file] = [join(docs, 'model.md'), join(docs, 'model-report.json')]
  const template = existsSync(page) ? page : join(ROOT, 'docs', 'model.md')
  const content = betweenMarks(await readFile(template, 'utf8'), documentOf(report))
  if (content === null)
    return { ok: false, fault: { kind: 'no-marks', message: `${template} has no marks between which the report goes` } }
  await writeFileAtomic(file, `${JSON.stringify(report, null, 1)}\n`)
  await writeFileAtomic(page, content)
  return { ok: true, value: [page, file] }
}

function fail(message: string): void {
  console.error(`report:model: ${message}`)
  process.exitCode = 1
}

await runMain(command)
