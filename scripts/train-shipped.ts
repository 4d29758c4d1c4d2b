import { defineCommand, runMain } from 'citty'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Source } from '../core/dataset/examples.ts'
import { SCORES_FILE } from '../core/model/model-folder.ts'
import { loadTensorFlow, prepareNativeLibrary } from '../core/model/tensorflow.ts'
import { systemClock } from '../core/system/clock.ts'
import type { TrainingEvent } from '../core/training/run.ts'
import { train } from '../core/training/train.ts'

const ROOT = resolve(import.meta.dirname, '..')
const DESCRIPTION =
  'training: public block lists and popularity lists, licence groups A and B, without the source cf100k (its upstream is non-commercial); ' +
  'validation and test: all sources, split by registered domain'

const command = defineCommand({
  meta: {
    name: 'train-shipped',
    description: "Trains a model on the project's labelled names, with the product's own trainer.",
  },
  args: {
    architecture: { type: 'positional', required: false, default: 'ngram-linear' },
    data: {
      type: 'string',
      default: resolve(ROOT, '../shared/data'),
      description: 'folder of train, valid and test.tsv.gz',
    },
    out: { type: 'string', default: join(ROOT, 'resources/model') },
    scores: { type: 'string', description: 'folder for the scores of every name, which are never shipped' },
    id: { type: 'string', required: true },
    epochs: { type: 'string', default: '6' },
    batch: { type: 'string', default: '256' },
    seed: { type: 'string', default: '1' },
    sample: { type: 'string', description: 'use so many names only' },
    parameters: { type: 'string', default: '{}', description: "the architecture's parameters as JSON" },
  },
  run: async ({ args }) => {
    prepareNativeLibrary()
    const file = (
      name: string,
      split: 'training' | 'validation' | 'test',
      without: Source['without'] = []
    ): Source => ({
      path: join(args.data, name),
      assumedLabel: null,
      split,
      without,
    })
    const sources = [
      file('train.tsv.gz', 'training', [{ column: 'source', value: 'cf100k' }]),
      file('valid.tsv.gz', 'validation'),
      file('test.tsv.gz', 'test'),
    ]
    const folder = join(args.out, args.id)
    await rm(folder, { recursive: true, force: true })
    await mkdir(args.out, { recursive: true })
    const parameters = JSON.parse(args.parameters) as Record<string, number | boolean>
    await train(
      {
        runId: args.id,
        plan: {
          start: { kind: 'new', architecture: args.architecture, parameters },
          epochs: Number(args.epochs),
          batchSize: Number(args.batch),
          sampleSize: args.sample === undefined ? null : Number(args.sample),
          seed: Number(args.seed),
          files: sources.map(({ path }) => ({ path: path.slice(args.data.length + 1), assumedLabel: null })),
          vettedWeight: 0,
        },
        sources,
        description: DESCRIPTION,
        vetted: [],
        parentFolder: null,
        modelsFolder: args.out,
        modelId: args.id,
        startedAt: systemClock.now(),
      },
      { runtime: await loadTensorFlow(), clock: systemClock, asked: new Int32Array(1), send: report }
    )
    // The scores hold the names, which are not the project's to publish.
    if (args.scores === undefined) await rm(join(folder, SCORES_FILE), { force: true })
    else {
      await mkdir(args.scores, { recursive: true })
      await rename(join(folder, SCORES_FILE), join(args.scores, `${args.id}.${SCORES_FILE}`))
    }
  },
})

function report(event: TrainingEvent): void {
  if (event.kind === 'progress' && event.progress.phase === 'fitting') return
  if (event.kind === 'point' && event.point.validationLoss === null) return
  console.log(`${performance.now().toFixed(0).padStart(8)} ms  ${JSON.stringify(event)}`)
  if (event.kind === 'failed') process.exitCode = 1
}

await runMain(command)
