import { defineCommand, runMain } from 'citty'
import { mkdir, rename, rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { Source } from '../core/dataset/examples.ts'
import type { Exclusion } from '../core/dataset/read-file.ts'
import type { SplitName } from '../core/dataset/split.ts'
import { SCORES_FILE } from '../core/model/model-folder.ts'
import { loadTensorFlow, prepareNativeLibrary } from '../core/model/tensorflow.ts'
import { systemClock } from '../core/system/clock.ts'
import type { TrainingEvent } from '../core/training/run.ts'
import { train } from '../core/training/train.ts'

const ROOT = resolve(import.meta.dirname, '..')
const command = defineCommand({
  meta: {
    name: 'train-shipped',
    description:
      "Trains a model on the project's labelled names, with the product's own trainer. For other files: --train FILE --valid FILE --test FILE, " +
      'each with a column of names (domain or input) and one of labels; a path is taken from where the command runs; rows that --without names are left out of training alone. ' +
      'ThreatFox: --train ../shared/data/threatfox/train.csv.gz --valid ../shared/data/threatfox/dev.csv.gz --test ../shared/data/threatfox/test.csv.gz --without none --out FOLDER.',
  },
  args: {
    architecture: { type: 'positional', required: false, default: 'ngram-linear' },
    data: {
      type: 'string',
      default: resolve(ROOT, '../shared/data'),
      description: 'folder of train, valid and test.tsv.gz',
    },
    train: { type: 'string', description: 'a file in place of train.tsv.gz of the data folder' },
    valid: { type: 'string', description: 'a file in place of valid.tsv.gz' },
    test: { type: 'string', description: 'a file in place of test.tsv.gz' },
    without: {
      type: 'string',
      default: 'source=cf100k',
      description: 'rows to leave out of training, column=value, comma between several; none: leave out nothing',
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
    const sources: Source[] = [
      fileOf(args.train ?? join(args.data, 'train.tsv.gz'), 'training', exclusionsOf(args.without)),
      fileOf(args.valid ?? join(args.data, 'valid.tsv.gz'), 'validation'),
      fileOf(args.test ?? join(args.data, 'test.tsv.gz'), 'test'),
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
          files: sources.map(({ path }) => ({ path: basename(path), assumedLabel: null })),
          vettedWeight: 0,
        },
        sources,
        description: descriptionOf(args),
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

function fileOf(path: string, split: SplitName, without: readonly Exclusion[] = []): Source {
  return { path: resolve(path), assumedLabel: null, split, without }
}

/** `source=cf100k,licence=B` */
function exclusionsOf(text: string): Exclusion[] {
  if (text === 'none') return []
  return text.split(',').map((pair) => {
    const [column, value] = pair.split('=')
    if (!column || value === undefined) throw new Error(`--without: "${pair}" is not column=value`)
    return { column, value }
  })
}

/** For the card. */
function descriptionOf({
  train,
  valid,
  test,
  without,
}: Record<'train' | 'valid' | 'test' | 'without', string | undefined>): string {
  const left = without === 'none' ? '' : `, without ${without}`
  if (train === undefined && valid === undefined && test === undefined && without === 'source=cf100k')
    return (
      'training: public block lists and popularity lists, licence groups A and B, without the source cf100k (its upstream is non-commercial); ' +
      'validation and test: all sources, split by registered domain'
    )
  const name = (path: string | undefined, otherwise: string): string => basename(path ?? otherwise)
  return `training: ${name(train, 'train.tsv.gz')}${left}; validation: ${name(valid, 'valid.tsv.gz')}; test: ${name(test, 'test.tsv.gz')}`
}

function report(event: TrainingEvent): void {
  if (event.kind === 'progress' && event.progress.phase === 'fitting') return
  if (event.kind === 'point' && event.point.validationLoss === null) return
  console.log(`${performance.now().toFixed(0).padStart(8)} ms  ${JSON.stringify(event)}`)
  if (event.kind === 'failed') process.exitCode = 1
}

await runMain(command)
