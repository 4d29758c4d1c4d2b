import { defineCommand, runMain } from 'citty'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { readDataFile } from '../core/dataset/read-file.ts'
import { stratified } from '../core/dataset/sample.ts'
import { explain } from '../core/model/explain.ts'
import { openModel, type Model } from '../core/model/model.ts'
import { readModelFolder } from '../core/model/model-folder.ts'
import { NearestNames } from '../core/model/nearest.ts'
import { loadTensorFlow, prepareNativeLibrary } from '../core/model/tensorflow.ts'
import { modelFolder } from './evaluate/model-choice.ts'
import { faithfulness, type Faithfulness } from './explanation/faithfulness.ts'

const ROOT = resolve(import.meta.dirname, '..')
const DRAWS = 10
const WARM_UP = 50

const command = defineCommand({
  meta: {
    name: 'measure-explanation',
    description:
      'Whether the characters that an explanation calls strong move the score, and how long explaining takes.',
  },
  args: {
    file: { type: 'positional', required: false, default: resolve(ROOT, '../shared/data/valid.tsv.gz') },
    model: { type: 'string', description: 'id of a model, or its folder; without it, the shipped one' },
    sample: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
  },
  run: async ({ args }) => {
    if (!existsSync(args.file)) {
      console.error(`measure-explanation: ${args.file} is not there; name a labelled file`)
      process.exitCode = 1
      return
    }
    const names = await sampleOf(args.file, Number(args.sample), Number(args.seed))
    const model = await openedModel(args.model ?? null)
    console.log(`${model.card.id}, ${names.length} names, ${DRAWS} random draws each, seed ${args.seed}\n`)
    console.log(
      '| characters removed | the strongest: logit moves | random ones | times | the strongest move it more |'
    )
    console.log('| --- | --- | --- | --- | --- |')
    for (const removed of [1, 2, 3, 5]) {
      console.log(row(await faithfulness(model, names, { removed, draws: DRAWS, seed: Number(args.seed) })))
    }
    console.log(`\n${await durations(model, names)}`)
  },
})

async function sampleOf(path: string, size: number, seed: number): Promise<string[]> {
  const all = await labelledNames(path)
  return stratified(all, { sampleSize: size, seed }).map(({ name }) => name)
}

async function labelledNames(path: string): Promise<{ name: string; label: 0 | 1 }[]> {
  const all: { name: string; label: 0 | 1 }[] = []
  const read = await readDataFile(path, {
    take(name, label) {
      if (label !== null) all.push({ name, label })
      return true
    },
  })
  if (!read.ok) throw new Error(read.fault.message)
  return all
}

async function openedModel(wanted: string | null): Promise<Model> {
  const folder = await modelFolder(wanted, null)
  if (!folder.ok) throw new Error(folder.fault.message)
  const stored = await readModelFolder(folder.value)
  if (!stored.ok) throw new Error(stored.fault.message)
  prepareNativeLibrary()
  const { tf } = await loadTensorFlow()
  const model = await openModel(tf, stored.value)
  if (!model.ok) throw new Error(model.fault.message)
  return model.value
}

function row({ removed, top, random, topFarther }: Faithfulness): string {
  const cells = [
    removed,
    top.toFixed(2),
    random.toFixed(2),
    (top / random).toFixed(1),
    `${(topFarther * 100).toFixed(0)} %`,
  ]
  return `| ${cells.join(' | ')} |`
}

/** Of what the desk asks for one name: what moved the score, and the search among the names of the replay sample. */
async function durations(model: Model, names: readonly string[]): Promise<string> {
  const labelled = new NearestNames<number>()
  for (const { name, label } of await labelledNames(resolve(ROOT, 'resources/replay/replay.tsv.gz'))) {
    labelled.add({ name, label })
  }
  const longest = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(57)}.com`
  const times: number[] = []
  for (const name of names.slice(0, WARM_UP)) await explain(model, name, () => Promise.resolve(true))
  for (const name of [...names, longest]) {
    const started = performance.now()
    await explain(model, name, () => Promise.resolve(true))
    labelled.find(name, 8)
    times.push(performance.now() - started)
  }
  const ofLongest = times.pop()!
  const rising = times.sort((a, b) => a - b)
  const at = (share: number): string => `${rising[Math.floor(share * (rising.length - 1))]!.toFixed(1)} ms`
  return `a name explained, with its nearest: median ${at(0.5)}, 99 % within ${at(0.99)}, at most ${at(1)}; of ${longest.length} characters ${ofLongest.toFixed(1)} ms`
}

await runMain(command)
