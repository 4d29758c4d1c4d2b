import { spawn } from 'node:child_process'
import { existsSync, openSync, closeSync } from 'node:fs'
import { join } from 'node:path'
import { CARD_FILE } from '../../core/model/model-folder.ts'
import { architectureNamed } from '../../core/model/architectures/index.ts'
import { failed, ok, type Fault, type Result } from '../../core/system/result.ts'
import { fileFingerprint, keyOf, type ReportCache } from './cache.ts'
import { codeFingerprint } from './code-fingerprint.ts'
import type { Data, TrainingRecipe } from './plans.ts'
import { FILES } from './sets.ts'

export type TrainingPlace = { root: string; data: string; cache: ReportCache; sample: number | null }

/** The splits of each kind of data. */
export const SPLIT_FILES: Record<Data, { train: string; valid: string; test: string }> = {
  public: { train: FILES.train, valid: FILES.valid, test: FILES.test },
  threatfox: { train: FILES.threatfoxTrain, valid: FILES.threatfoxDev, test: FILES.threatfoxTest },
}
export const LEFT_OUT: Record<Data, string> = { public: 'source=cf100k', threatfox: 'none' }

/** A model by this recipe: the one in the cache, where the same code has trained it on the same files, else `folder` is null and `train` makes it. */
export async function modelOf(key: string, given: { recipe: TrainingRecipe; data: Data; place: TrainingPlace }) {
  const { recipe, data, place } = given
  const id = `${key}-${await fingerprintOf(given)}`
  const folder = join(place.cache.folder, 'models', id)
  const args = argumentsOf(id, given)
  return {
    folder: existsSync(join(folder, CARD_FILE)) ? folder : null,
    command: `node scripts/train-shipped.ts ${readable(recipe, data)}`,
    train: async (): Promise<Result<string, Fault>> => {
      const log = join(place.cache.folder, 'logs', `${id}.log`)
      const code = await childOf(place.root, args, log)
      return existsSync(join(folder, CARD_FILE))
        ? ok(folder)
        : failed({ kind: 'not-trained', message: `training ${key} ended with ${code}; its words are in ${log}` })
    },
  }
}

async function fingerprintOf({ recipe, data, place }: { recipe: TrainingRecipe; data: Data; place: TrainingPlace }) {
  // The other architectures are no part of this one.
  const architecture = `core/model/architectures/${recipe.architecture}.ts`
  const code = codeFingerprint(
    place.root,
    ['core/training/train.ts', architecture],
    ['core/model/architectures/index.ts']
  )
  const files = await Promise.all(
    Object.values(SPLIT_FILES[data]).map((file) => fileFingerprint(join(place.data, file)))
  )
  return keyOf([code, JSON.stringify(recipe), String(place.sample), ...files]).slice(0, 10)
}

function argumentsOf(
  id: string,
  { recipe, data, place }: { recipe: TrainingRecipe; data: Data; place: TrainingPlace }
): string[] {
  const files = SPLIT_FILES[data]
  return [
    ...[join(place.root, 'scripts', 'train-shipped.ts'), recipe.architecture, '--id', id],
    ...['--train', join(place.data, files.train), '--valid', join(place.data, files.valid)],
    ...['--test', join(place.data, files.test), '--without', LEFT_OUT[data]],
    ...['--out', join(place.cache.folder, 'models'), '--epochs', String(recipe.epochs)],
    ...['--batch', String(recipe.batchSize), '--seed', String(recipe.seed)],
    ...['--parameters', JSON.stringify(recipe.parameters)],
    ...(place.sample === null ? [] : ['--sample', String(place.sample)]),
  ]
}

/** As a person would type it; defaults are left out. */
function readable(recipe: TrainingRecipe, data: Data): string {
  const defaults = Object.fromEntries(
    (architectureNamed(recipe.architecture)?.parameters ?? []).map((each) => [each.key, each.default])
  )
  const own = Object.fromEntries(Object.entries(recipe.parameters).filter(([key, value]) => value !== defaults[key]))
  const files = Object.entries(SPLIT_FILES[data]).map(([split, file]) => `--${split} ../shared/data/${file}`)
  return [
    ...[recipe.architecture, `--id ID --epochs ${recipe.epochs} --batch ${recipe.batchSize} --seed ${recipe.seed}`],
    ...(Object.keys(own).length === 0 ? [] : [`--parameters '${JSON.stringify(own)}'`]),
    ...(data === 'public' ? [] : [...files, '--without none']),
    '--out FOLDER',
  ].join(' ')
}

function childOf(root: string, args: string[], log: string): Promise<number | string> {
  const output = openSync(log, 'w')
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', output, output] })
  const end = (): void => void child.kill()
  process.once('exit', end)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      process.off('exit', end)
      closeSync(output)
      resolve(code ?? signal ?? 'nothing')
    })
  })
}
