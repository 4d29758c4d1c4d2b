import { defineCommand, runMain } from 'citty'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { join, resolve } from 'node:path'
import { loadTensorFlow, prepareNativeLibrary } from '../core/model/tensorflow.ts'
import { modelFolder } from './evaluate/model-choice.ts'
import { placesWhere, readLabelledSet, sampled, subset, type LabelledSet } from './report/labelled-set.ts'
import { inventedFamilies, type Family } from './retraining/families.ts'
import { measureFamily, ofOthers, open, type Outcome, type Plan } from './retraining/measure.ts'
import { retrainingTable, worstCost } from './retraining/table.ts'

const ROOT = resolve(import.meta.dirname, '..')
/** Of the family with a name in the newest data: many more than anyone asks. */
const MOST_OF_FAMILY = 600

const command = defineCommand({
  meta: {
    name: 'measure-retraining',
    description:
      'Teaches the shipped model 50 names of one family that it misses, as the desk does, and measures the family’s other names and what it costs elsewhere.',
  },
  args: {
    data: {
      type: 'string',
      default: resolve(ROOT, '../shared/data'),
      description: 'folder with valid and test_time.tsv.gz',
    },
    model: { type: 'string', description: 'id or folder; the serving one that ships by default' },
    seeds: { type: 'string', default: '1,2' },
    families: { type: 'string', description: 'only these, by name' },
    taught: { type: 'string', default: '50' },
    epochs: { type: 'string', default: '4' },
    batch: { type: 'string', default: '128' },
    weight: { type: 'string', default: '10' },
    elsewhere: { type: 'string', description: 'so many names of valid.tsv.gz only' },
    out: { type: 'string', default: join(ROOT, 'docs/retraining'), description: 'writes OUT.json and OUT.md' },
    resume: { type: 'boolean', default: false, description: 'keep what OUT.json already has of this model and plan' },
  },
  run: async ({ args }) => {
    if (!existsSync(args.data)) return console.log(`skipped: ${args.data} is not there`)
    prepareNativeLibrary()
    const folder = await modelFolder(args.model ?? null, null)
    if (!folder.ok) throw new Error(folder.fault.message)
    const runtime = await loadTensorFlow()
    const parent = await open(runtime, folder.value)
    const plan: Plan = {
      taught: Number(args.taught),
      epochs: Number(args.epochs),
      batchSize: Number(args.batch),
      weight: Number(args.weight),
      replay: join(ROOT, 'resources/replay/replay.tsv.gz'),
      parent: folder.value,
    }
    const set = sampled(
      await read(join(args.data, 'valid.tsv.gz')),
      args.elsewhere === undefined ? null : Number(args.elsewhere)
    )
    const about = {
      model: parent.card.id,
      plan: { ...plan, replay: 'resources/replay/replay.tsv.gz', parent: parent.card.id },
      elsewhere: `${set.names.length} names of valid.tsv.gz, which share no registered domain with the training data`,
      backend: runtime.backend,
      machine: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]!.toFixed(1)}`,
    }
    const outcomes: Outcome[] = args.resume ? await known(args.out, about.model) : []
    const before = ofOthers(parent, set)
    const wanted = args.families?.split(',')
    for (const family of (await families(args.data)).filter(({ name }) => wanted?.includes(name) ?? true)) {
      for (const seed of args.seeds.split(',').map(Number)) {
        if (outcomes.some((one) => one.family === family.name && one.seed === seed)) continue
        outcomes.push(await measureFamily({ runtime, family, seed, plan, parent, elsewhere: { set, before } }))
        await write(args.out, about, outcomes)
        console.log(retrainingTable(outcomes.slice(-1)).split('\n').at(-1))
      }
    }
    console.log(
      `${args.out}.json and ${args.out}.md; the most it cost elsewhere: ${(worstCost(outcomes) * 100).toFixed(2)} points of recall at 1 %`
    )
  },
})

async function families(data: string): Promise<Family[]> {
  const time = await read(join(data, 'test_time.tsv.gz'))
  const own = sampled(
    subset(
      time,
      placesWhere(time, (at) => time.columns['family']?.[at] === 'vane_viper')
    ),
    MOST_OF_FAMILY
  )
  const viper = {
    name: 'vane_viper',
    about: 'of test_time.tsv.gz: first seen after all training data',
    names: own.names,
  }
  return [...inventedFamilies(MOST_OF_FAMILY), ...(own.names.length === 0 ? [] : [viper])]
}

async function read(path: string): Promise<LabelledSet> {
  const set = await readLabelledSet(path)
  if (!set.ok) throw new Error(set.fault.message)
  return set.value
}

async function known(out: string, model: string): Promise<Outcome[]> {
  try {
    const kept = JSON.parse(await readFile(`${out}.json`, 'utf8')) as { model: string; outcomes: Outcome[] }
    return kept.model === model ? kept.outcomes : []
  } catch {
    return []
  }
}

async function write(
  out: string,
  about: { model: string; plan: object; machine: string; elsewhere: string },
  outcomes: readonly Outcome[]
): Promise<void> {
  await writeFile(`${out}.json`, `${JSON.stringify({ ...about, outcomes }, null, 2)}\n`)
  const { taught, epochs, batchSize, weight } = about.plan as Plan
  await writeFile(
    `${out}.md`,
    `# What fifty vetted names change

Made by \`npm run measure:retraining\`; change nothing by hand. Model \`${about.model}\`, ${about.machine}.

Of each family only names count that the model did not even find unsure. ${taught} of them were taught as malicious, as the desk does it (retraining with the replay sample,
${epochs} epochs, batch ${batchSize}, weight ${weight}); the table is about the others, which share no registered domain with a taught one, each model at its own thresholds.
"Elsewhere" is ${about.elsewhere}; its thresholds are taken on it. ${familyText(outcomes)}

${retrainingTable(outcomes)}

The most it cost elsewhere: ${(worstCost(outcomes) * 100).toFixed(2)} points of recall at 1 % false positives (allowed: 0.5).
`
  )
}

function familyText(outcomes: readonly Outcome[]): string {
  const about = new Map(outcomes.map((outcome) => [outcome.family, outcome.about]))
  return [...about].map(([name, text]) => `\`${name}\`: ${text}.`).join(' ')
}

await runMain(command)
