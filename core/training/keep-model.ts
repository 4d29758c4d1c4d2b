import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Gathered } from '../dataset/examples.ts'
import type { SplitName } from '../dataset/split.ts'
import type { Architecture, Network } from '../model/architectures/architecture.ts'
import { calibrate, falsePositivesOf, thresholdsOf, type FalsePositives } from '../model/calibration.ts'
import { CARD_FILE, SCORES_FILE, sha256, WEIGHTS_FILE } from '../model/model-folder.ts'
import { bytesOf, countOf, restore } from '../model/network-weights.ts'
import type { TensorFlow } from '../model/tensorflow.ts'
import type { ModelCard } from './card.ts'
import { scoredLogits } from './fit.ts'
import { ASKED, type TrainingJob } from './job.ts'
import { measure } from './metrics.ts'
import type { AllMetrics } from './metrics-view.ts'
import { writeScores, type SplitLogits } from './scores-file.ts'
import type { Surroundings } from './train.ts'

type Kept = {
  job: TrainingJob
  around: Surroundings
  architecture: Architecture
  parameters: Record<string, number | boolean>
  network: Network
  gathered: Gathered
  /** Of a retrained model's parent on validation; null where there is none. */
  parent: FalsePositives | null
  epochs: { run: number; best: number }
  saving: () => void
}

/**
 * Calibrates, measures and writes a fitted network. What is measured is what will be read back: the network takes the stored weights first.
 * The folder gets its name by one rename, when everything stands in it.
 */
export async function keepModel(given: Kept): Promise<ModelCard | 'cancelled' | 'left'> {
  const { job, around, network, gathered } = given
  const { tf } = around.runtime
  await takeStored(tf, network)
  const { names, labels } = gathered.splits.validation
  const { temperature, shift } = calibrate(scoredLogits(tf, network, names), labels)
  tf.tidy(() => network.bias.assign(network.bias.add(shift)))
  const weights = await takeStored(tf, network)
  const logits = logitsOfSplits(given)
  const metrics = Object.fromEntries(
    (['training', 'validation', 'test'] as const).map((split) => [
      split,
      measure(logits[split], gathered.splits[split].labels, temperature),
    ])
  ) as AllMetrics
  const asked = Atomics.load(around.asked, 0)
  if (asked === ASKED.cancel) return 'cancelled'
  if (asked === ASKED.leave) return 'left'
  given.saving()
  const thresholds = thresholdsOf(logits.validation, labels, { temperature, parent: given.parent })
  const card = cardOf(given, {
    weights,
    temperature,
    metrics,
    thresholds,
    falsePositives: falsePositivesOf(logits.validation, labels, { temperature, thresholds }),
  })
  const folder = join(job.modelsFolder, job.modelId)
  const part = join(job.modelsFolder, `.part-${job.modelId}`)
  await rm(part, { recursive: true, force: true })
  await mkdir(part, { recursive: true })
  await writeFile(join(part, WEIGHTS_FILE), weights, { flush: true })
  await writeScores(join(part, SCORES_FILE), { splits: gathered.splits, logits, temperature })
  await writeFile(join(part, CARD_FILE), JSON.stringify(card, null, 2) + '\n', { flush: true })
  await rename(part, folder)
  return card
}

/** Gives the network the weights as a file holds them, rounded to its precision, and the file. */
async function takeStored(tf: TensorFlow, network: Network): Promise<Uint8Array> {
  const file = bytesOf(network, false)
  const restored = await restore(tf, network, file)
  if (!restored.ok) throw new Error(restored.fault.message)
  return file
}

function logitsOfSplits({ around, network, gathered }: Kept): SplitLogits {
  const of = (split: SplitName) => scoredLogits(around.runtime.tf, network, gathered.splits[split].names)
  return { training: of('training'), validation: of('validation'), test: of('test') }
}

type Figures = {
  weights: Uint8Array
  temperature: number
  thresholds: ModelCard['thresholds']
  falsePositives: FalsePositives
  metrics: AllMetrics
}

function cardOf(
  { job, around, architecture, parameters, network, gathered, epochs }: Kept,
  figures: Figures
): ModelCard {
  const { splits, fingerprint, vetted, vettedWeight, provenance, repeated, conflicting } = gathered
  const now = around.clock.now()
  return {
    id: job.modelId,
    title: titleOf(architecture, job),
    architecture: architecture.name,
    parameters,
    encoding: architecture.encoding,
    createdAt: now,
    parent: job.plan.start.kind === 'retrain' ? job.plan.start.modelId : null,
    plan: job.plan,
    epochs,
    data: {
      description: job.description,
      fingerprint,
      training: splits.training.names.length,
      validation: splits.validation.names.length,
      test: splits.test.names.length,
      vetted,
      vettedWeight,
      provenance,
      repeated,
      conflicting,
    },
    backend: around.runtime.backend,
    seconds: (now - job.startedAt) / 1000,
    weights: { count: countOf(network), bytes: figures.weights.length, sha256: sha256(figures.weights) },
    temperature: figures.temperature,
    thresholds: figures.thresholds,
    restsOn: figures.falsePositives,
    metrics: figures.metrics,
  }
}

function titleOf(architecture: Architecture, job: TrainingJob): string {
  return job.plan.start.kind === 'new' ? architecture.title : `${architecture.title}, retrained`
}
