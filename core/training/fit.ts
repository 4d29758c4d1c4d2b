import type { Examples } from '../dataset/examples.ts'
import { lossOf } from '../model/calibration.ts'
import type { Network, Recipe } from '../model/architectures/architecture.ts'
import { headsOf, logitsOf } from '../model/forward.ts'
import { seeded, shuffle, type Random, type SeededRandom } from '../model/random.ts'
import type { TensorFlow } from '../model/tensorflow.ts'
import type { Clock } from '../system/clock.ts'
import { BestWeights } from './best-weights.ts'
import { reinstate, stateArrays, type FitState } from './fit-state.ts'
import { ASKED, type Asked } from './job.ts'
import { measure } from './metrics.ts'
import { createOptimizer, type Batch, type Optimizer } from './optimizer.ts'
import { withPrefixes } from './prefixes.ts'
import type { ProgressReporter } from './progress.ts'
import { scheduled } from './schedule.ts'

export type Fitting = {
  tf: TensorFlow
  network: Network
  recipe: Recipe
  training: Examples
  validation: Examples
  epochs: number
  batchSize: number
  seed: number
  /** `best` on validation, or `last`: what a person has taught must not lose against names that have nothing to do with it. */
  keep: 'best' | 'last'
  /** Where an interrupted run goes on; null at the beginning of one. */
  from: FitState | null
  /** Called after each whole epoch; the state is read before it returns. */
  checkpoint(state: FitState): void
  asked: Asked
  clock: Clock
  reporter: ProgressReporter
}

/** `best` is the epoch whose weights stand in the network now, of `epochs` that were run. `left`: the last checkpoint stands. `refused`: `from` does not fit. */
export type Fitted =
  | { kind: 'fitted'; stoppedEarly: boolean; best: number; epochs: number }
  | { kind: 'cancelled' }
  | { kind: 'left' }
  | { kind: 'refused'; why: string }

/** So many epochs without a better validation end the run. */
const PATIENCE = 5
const SCORING_BATCH = 1024

/** Fits the network; at the end it holds the weights that are to be kept. Computes without pause: the thread is its own. */
export function fit(given: Fitting): Fitted {
  const random = seeded(given.from?.random ?? given.seed)
  const optimizer = createOptimizer({ tf: given.tf, network: given.network, recipe: given.recipe, random })
  try {
    const fitted = epochs(given, optimizer, random)
    if (fitted.kind === 'fitted') combine(given)
    return fitted
  } finally {
    optimizer.dispose()
  }
}

function epochs(given: Fitting, optimizer: Optimizer, random: SeededRandom): Fitted {
  const { tf, network, clock, from } = given
  const best = new BestWeights(network)
  const order = Uint32Array.from({ length: given.training.names.length }, (_, at) => at)
  const learning = { tf, network, optimizer, best, order }
  const resumed = from === null ? null : reinstate(learning, from)
  if (resumed?.ok === false) return { kind: 'refused', why: resumed.fault.message }
  const startedAt = clock.elapsed() - (from?.fittedMs ?? 0)
  given.reporter.begin()
  let done = from?.epoch ?? 0
  while (done < given.epochs && done - best.epoch < PATIENCE) {
    shuffle(order, random)
    const ended = epochOf(given, { optimizer, random, order, epoch: done, startedAt })
    if (ended === 'cancelled' || ended === 'left') return { kind: ended }
    done++
    const { loss, accuracy, quality } = validated(given)
    best.offer(given.keep === 'best' ? quality : done, done)
    given.reporter.epochEnd(done, { loss, accuracy })
    if (ended === 'stopped') {
      best.restore(tf)
      return { kind: 'fitted', stoppedEarly: true, best: best.epoch, epochs: done }
    }
    given.checkpoint({
      epoch: done,
      random: random.state(),
      fittedMs: clock.elapsed() - startedAt,
      best: { quality: best.quality, epoch: best.epoch },
      arrays: stateArrays(learning),
    })
  }
  best.restore(tf)
  return { kind: 'fitted', stoppedEarly: done < given.epochs, best: best.epoch, epochs: done }
}

/** Heads that learnt each for itself are weighed on validation, which none of them has seen. */
function combine({ tf, network, validation }: Fitting): void {
  if (network.heads === undefined || network.heads === null || network.combine === undefined) return
  network.combine(headLogits(tf, network, validation.names), validation.labels)
}

function headLogits(tf: TensorFlow, network: Network, names: readonly string[]): Float32Array[] {
  const all: Float32Array[] = []
  for (let from = 0; from < names.length; from += SCORING_BATCH) {
    const batch = headsOf(tf, network, names.slice(from, from + SCORING_BATCH))
    batch.forEach((logits, head) => (all[head] ??= new Float32Array(names.length)).set(logits, from))
  }
  return all
}

type Epoch = { optimizer: Optimizer; random: Random; order: Uint32Array; epoch: number; startedAt: number }

function epochOf(given: Fitting, at: Epoch): 'done' | 'stopped' | 'cancelled' | 'left' {
  const { training, batchSize, epochs } = given
  const batches = Math.ceil(training.names.length / batchSize)
  for (let batch = 0; batch < batches; batch++) {
    const asked = Atomics.load(given.asked, 0)
    if (asked === ASKED.cancel) return 'cancelled'
    if (asked === ASKED.leave) return 'left'
    if (asked === ASKED.stop) return 'stopped'
    const examples = batchOf(training, at.order.subarray(batch * batchSize, (batch + 1) * batchSize))
    const names = withPrefixes(examples.names, given.recipe.prefixed, at.random)
    const done = at.epoch + batch / batches
    const step = at.optimizer.step({ ...examples, names }, scheduled(given.recipe.schedule, done / epochs))
    const weight = examples.weights.reduce((sum, each) => sum + each, 0)
    const seconds = (given.clock.elapsed() - at.startedAt) / 1000
    const behind = at.epoch * training.names.length + batch * batchSize + names.length
    const rate = seconds > 0 ? behind / seconds : null
    given.reporter.batch(
      { ...step, weight, names: names.length },
      {
        phase: 'fitting',
        names: null,
        epoch: at.epoch + 1,
        epochs,
        batch: batch + 1,
        batches,
        examplesPerSecond: rate,
        secondsLeft: rate === null ? null : (epochs * training.names.length - behind) / rate,
      },
      at.epoch + (batch + 1) / batches
    )
  }
  return 'done'
}

function batchOf(examples: Examples, places: Uint32Array): Batch {
  const names: string[] = []
  const labels = new Float32Array(places.length)
  const weights = new Float32Array(places.length)
  const kinds: (string | null)[] = []
  places.forEach((place, at) => {
    names.push(examples.names[place]!)
    kinds.push(examples.kinds[place]!)
    labels[at] = examples.labels[place]!
    weights[at] = examples.weights[place]!
  })
  return { names, labels, weights, kinds }
}

/** Quality is the area under the ROC curve: it does not hang on calibration, which is fitted afterwards. */
function validated(given: Fitting): { loss: number; accuracy: number; quality: number } {
  const logits = scoredLogits(given.tf, given.network, given.validation.names)
  const figures = measure(logits, given.validation.labels, 1)
  return {
    loss: lossOf(logits, given.validation.labels, 1),
    accuracy: figures.accuracy ?? 0,
    quality: figures.auc ?? 0,
  }
}

export function scoredLogits(tf: TensorFlow, network: Network, names: readonly string[]): Float32Array {
  const logits = new Float32Array(names.length)
  for (let from = 0; from < names.length; from += SCORING_BATCH) {
    logits.set(logitsOf(tf, network, names.slice(from, from + SCORING_BATCH)), from)
  }
  return logits
}
