import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { inspectFile } from '../dataset/inspect.ts'
import { CARD_FILE } from '../model/model-folder.ts'
import type { Clock } from '../system/clock.ts'
import { modelCardSchema, type ModelCard } from './card.ts'
import type { Estimate, TrainingPlan } from './plan.ts'

/** Share of the names that train. */
const TRAINING_SHARE = 0.8

/**
 * Says how long a plan should take, from what the newest run of the same architecture took on this machine (its own models' cards), before the first one from the
 * card of the model that ships. Files are counted once and again when they have changed.
 */
export function createEstimator(folders: {
  modelsFolder: string
  shippedFolder: string
  clock: Clock
}): (plan: TrainingPlan, paths: readonly string[]) => Promise<Estimate> {
  const counts: Counts = new Map()
  return async (plan, paths) => {
    let [names, readMs] = [0, 0]
    for (const path of paths) {
      const counted = await countOf(path, counts, folders.clock)
      names += counted.names
      readMs += counted.readMs
    }
    if (plan.sampleSize !== null) names = Math.min(names, plan.sampleSize)
    const training = Math.round(names * TRAINING_SHARE)
    const own = await cardsIn(folders.modelsFolder)
    const shipped = await cardsIn(folders.shippedFolder)
    const wanted = architectureOf(plan, [...own, ...shipped])
    const here = rateOf(own, wanted)
    const rate = here ?? rateOf(shipped, wanted)
    return {
      names,
      batchesPerEpoch: Math.ceil(training / plan.batchSize),
      seconds: rate === null || names === 0 ? null : readMs / 1000 + (training * plan.epochs) / rate,
      basis: rate === null ? null : here === null ? 'another-machine' : 'this-machine',
    }
  }
}

/** A sample of a large file takes longer to find than to learn, so the time it took to read counts too. */
type Counts = Map<string, { stamp: string; names: number; readMs: number }>

async function countOf(path: string, counts: Counts, clock: Clock): Promise<{ names: number; readMs: number }> {
  const found = await stat(path).catch(() => null)
  const stamp = found === null ? 'missing' : `${found.size} ${found.mtimeMs}`
  const known = counts.get(path)
  if (known?.stamp === stamp) return known
  const begun = clock.elapsed()
  const answer = await inspectFile(path)
  const file = answer.kind === 'readable' ? answer.file : null
  // A list whose class nobody has said yet still has its names.
  const names = file === null ? 0 : file.benign + file.malicious
  const counted = { stamp, names, readMs: clock.elapsed() - begun }
  counts.set(path, counted)
  return counted
}

async function cardsIn(folder: string): Promise<ModelCard[]> {
  return (await Promise.all((await foldersIn(folder)).map(readCard))).filter((card) => card !== null)
}

function architectureOf({ start }: TrainingPlan, cards: readonly ModelCard[]): string | undefined {
  return start.kind === 'new' ? start.architecture : cards.find(({ id }) => id === start.modelId)?.architecture
}

/** Examples a second over a whole run, reading and measuring included; of the newest run that is like this one. */
function rateOf(cards: readonly ModelCard[], architecture: string | undefined): number | null {
  const alike = cards.filter((card) => card.architecture === architecture && card.seconds > 0)
  const newest = alike.toSorted((a, b) => b.createdAt - a.createdAt)[0]
  // A run that stopped early ran fewer epochs than it was planned for.
  return newest === undefined
    ? null
    : (newest.data.training * (newest.epochs?.run ?? newest.plan.epochs)) / newest.seconds
}

async function foldersIn(modelsFolder: string): Promise<string[]> {
  const entries = await readdir(modelsFolder, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(modelsFolder, name))
}

async function readCard(folder: string): Promise<ModelCard | null> {
  try {
    const card = modelCardSchema.safeParse(JSON.parse(await readFile(join(folder, CARD_FILE), 'utf8')))
    return card.success ? card.data : null
  } catch {
    return null
  }
}
