import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { registeredDomain } from '../../core/model/encoding.ts'
import { openModel, type Model } from '../../core/model/model.ts'
import { readModelFolder } from '../../core/model/model-folder.ts'
import { seeded, shuffle } from '../../core/model/random.ts'
import type { Runtime } from '../../core/model/tensorflow.ts'
import { systemClock } from '../../core/system/clock.ts'
import { measure } from '../../core/training/metrics.ts'
import type { TrainingEvent } from '../../core/training/run.ts'
import { train } from '../../core/training/train.ts'
import type { LabelledSet } from '../report/labelled-set.ts'
import type { Family } from './families.ts'

export type Plan = { taught: number; epochs: number; batchSize: number; weight: number; replay: string; parent: string }

/** Shares of the family's names that were taught nobody: 0..1. */
export type OfFamily = { names: number; above05: number; atUnsure: number; atMalicious: number }
/** Of names that have nothing to do with the family. */
export type Elsewhere = { names: number; auc: number; recallAt1: number; recallAt01: number; fprAtStored1: number }

export type Outcome = {
  family: string
  about: string
  seed: number
  /** Of all its names, those that the parent does not even find unsure: only these are corrections. */
  missedBefore: number
  taught: number
  before: { unseen: OfFamily; elsewhere: Elsewhere }
  after: { unseen: OfFamily; elsewhere: Elsewhere }
  seconds: number
}

export async function open(runtime: Runtime, folder: string): Promise<Model> {
  const stored = await readModelFolder(folder)
  if (!stored.ok) throw new Error(stored.fault.message)
  const model = await openModel(runtime.tf, stored.value)
  if (!model.ok) throw new Error(model.fault.message)
  return model.value
}

/** Teaches some of a family's missed names as a desk does, with the product's own trainer, and asks for the rest. */
export async function measureFamily(given: {
  runtime: Runtime
  family: Family
  seed: number
  plan: Plan
  parent: Model
  elsewhere: { set: LabelledSet; before: Elsewhere }
}): Promise<Outcome> {
  const { runtime, family, seed, plan, parent, elsewhere } = given
  const missed = family.names.filter((_, at, all) => !isNoticed(parent, all[at]!))
  const order = Uint32Array.from(missed, (_, at) => at)
  shuffle(order, seeded(seed))
  const taught = [...order.slice(0, plan.taught)].map((at) => missed[at]!)
  if (taught.length < plan.taught)
    throw new Error(`${family.name} has only ${missed.length} names that the model misses`)
  const domains = new Set(taught.map(registeredDomain))
  const unseen = missed.filter((name) => !domains.has(registeredDomain(name)))
  const modelsFolder = await mkdtemp(join(tmpdir(), 'retraining-'))
  const begun = performance.now()
  try {
    await retrained({ runtime, plan, taught, seed, modelsFolder })
    const seconds = (performance.now() - begun) / 1000
    const child = await open(runtime, join(modelsFolder, 'child'))
    try {
      return {
        family: family.name,
        about: family.about,
        seed,
        missedBefore: missed.length,
        taught: taught.length,
        before: { unseen: ofFamily(parent, unseen), elsewhere: elsewhere.before },
        after: { unseen: ofFamily(child, unseen), elsewhere: ofOthers(child, elsewhere.set) },
        seconds,
      }
    } finally {
      child.dispose()
    }
  } finally {
    await rm(modelsFolder, { recursive: true, force: true })
  }
}

export function ofOthers(model: Model, { names, labels }: LabelledSet): Elsewhere {
  const logits = model.logits(names)
  const { auc, recallAt1, recallAt01 } = measure(logits, labels, model.card.temperature)
  const { temperature, thresholds } = model.card
  let [benign, over] = [0, 0]
  logits.forEach((logit, at) => {
    if (labels[at] === 1) return
    benign++
    if (1 / (1 + Math.exp(-logit / temperature)) >= thresholds.unsure) over++
  })
  return { names: names.length, auc: auc!, recallAt1: recallAt1!, recallAt01: recallAt01!, fprAtStored1: over / benign }
}

function ofFamily(model: Model, names: readonly string[]): OfFamily {
  const scores = model.scores(names)
  const share = (threshold: number) =>
    scores.filter(({ probability }) => probability >= threshold).length / names.length
  const { unsure, malicious } = model.card.thresholds
  return { names: names.length, above05: share(0.5), atUnsure: share(unsure), atMalicious: share(malicious) }
}

function isNoticed(model: Model, name: string): boolean {
  return model.scores([name])[0]!.probability >= model.card.thresholds.unsure
}

type Wish = { runtime: Runtime; plan: Plan; taught: readonly string[]; seed: number; modelsFolder: string }

async function retrained({ runtime, plan, taught, seed, modelsFolder }: Wish): Promise<void> {
  const { epochs, batchSize, weight } = plan
  let last: TrainingEvent | null = null
  await train(
    {
      runId: 'measured',
      plan: {
        start: { kind: 'retrain', modelId: 'parent' },
        epochs,
        batchSize,
        sampleSize: null,
        seed,
        files: [],
        vettedWeight: weight,
      },
      sources: [{ path: plan.replay, assumedLabel: null }],
      description: 'replay sample',
      vetted: taught.map((name) => ({ name, class: 'malicious' })),
      parentFolder: plan.parent,
      modelsFolder,
      modelId: 'child',
      startedAt: systemClock.now(),
    },
    { runtime, clock: systemClock, asked: new Int32Array(1), send: (event) => (last = event) }
  )
  const ended = last as TrainingEvent | null
  if (ended?.kind !== 'finished') throw new Error(ended?.kind === 'failed' ? ended.message : 'the run did not finish')
}
