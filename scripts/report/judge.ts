import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Thresholds } from '../../core/model/calibration.ts'
import { openModel, type Model } from '../../core/model/model.ts'
import { CARD_FILE, readModelFolder } from '../../core/model/model-folder.ts'
import type { Runtime } from '../../core/model/tensorflow.ts'
import { modelCardSchema } from '../../core/training/card.ts'
import type { ReportCache } from './cache.ts'

/** What is measured: a network or the count table, with the thresholds and the temperature that validation gave it. */
export interface Judge extends Disposable {
  readonly card: { id: string; temperature: number; thresholds: Thresholds }
  readonly parameters: number
  /** Of its weights as they lie on the disk. */
  readonly bytes: number
  readonly minutes: number | null
  /** From the cache where the same model has scored the same names. */
  logits(names: readonly string[]): Promise<Float32Array>
  /** A 1 for each name that the product calls unsure whatever its score. */
  unfamiliar(names: readonly string[]): Promise<ArrayLike<number>>
  /** Scores now, as the product would. */
  scoreNow(names: readonly string[]): Promise<Float32Array>
}

type Around = { runtime: Runtime; cache: ReportCache; code: string }

/** The model is opened when it has to score for the first time. */
export async function networkJudge(folder: string, { runtime, cache, code }: Around): Promise<Judge> {
  const card = modelCardSchema.parse(JSON.parse(await readFile(join(folder, CARD_FILE), 'utf8')))
  let opened: Model | null = null
  const model = async (): Promise<Model> => (opened ??= await openedModel(folder, runtime))
  const scoreNow = async (names: readonly string[]): Promise<Float32Array> => (await model()).logits(names)
  const logits = (names: readonly string[]): Promise<Float32Array> =>
    cache.numbers([code, card.weights.sha256, names.join('\n')], () => scoreNow(names))
  return {
    card,
    parameters: card.weights.count,
    bytes: card.weights.bytes,
    minutes: card.seconds / 60,
    logits,
    async unfamiliar(names) {
      const found = await logits(names)
      return cache.numbers([code, card.weights.sha256, 'unfamiliar', names.join('\n')], async () => {
        const own = await model()
        return Float32Array.from(names, (name, at) => (own.isUnfamiliar(name, found[at]!) ? 1 : 0))
      })
    },
    scoreNow,
    [Symbol.dispose]: () => opened?.dispose(),
  }
}

async function openedModel(folder: string, { tf }: Runtime): Promise<Model> {
  const stored = await readModelFolder(folder)
  if (!stored.ok) throw new Error(`${folder}: ${stored.fault.message}`)
  const model = await openModel(tf, stored.value)
  if (!model.ok) throw new Error(`${folder}: ${model.fault.message}`)
  return model.value
}
