import { gatherExamples, type Gathered } from '../dataset/examples.ts'
import type { Architecture, Network } from '../model/architectures/architecture.ts'
import { architectureNamed } from '../model/architectures/index.ts'
import { falsePositivesOf, type Thresholds } from '../model/calibration.ts'
import { readParameters, type ParameterValues } from '../model/architectures/parameters.ts'
import { readModelFolder } from '../model/model-folder.ts'
import { restore } from '../model/network-weights.ts'
import type { Runtime } from '../model/tensorflow.ts'
import type { Clock } from '../system/clock.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import { createKeeper, type Keeper } from './checkpoint-keeper.ts'
import { fit, scoredLogits } from './fit.ts'
import { ASKED, type Asked, type TrainingJob } from './job.ts'
import type { TrainingEvent } from './run.ts'
import { ProgressReporter, type Send } from './progress.ts'
import { rememberLearning } from './remembered-learning.ts'
import { keepModel } from './keep-model.ts'

export type Surroundings = { runtime: Runtime; clock: Clock; asked: Asked; send: Send }

/**
 * One training run from files to a model's folder. Everything it has to say goes out as events; the last one is `finished`, `cancelled` or
 * `failed`. A bug throws.
 */
export async function train(job: TrainingJob, around: Surroundings): Promise<void> {
  const { runId } = job
  const reporter = new ProgressReporter({ runId, clock: around.clock, send: around.send })
  const keeper = createKeeper(job, { clock: around.clock, reporter })
  const ended = await run({ job, around, reporter, keeper })
  // Before the last word: who hears it may start the next run.
  if (ended.ok ? ended.value !== 'left' : keeper.canBeginAgain) keeper.remove()
  if (!ended.ok) around.send({ kind: 'failed', runId, message: ended.fault.message })
  else if (ended.value === 'cancelled') around.send({ kind: 'cancelled', runId })
  else if (ended.value !== 'left') around.send(ended.value)
}

type Finished = Extract<TrainingEvent, { kind: 'finished' }>
type Ended = Finished | 'cancelled' | 'left'

async function run({ job, around, reporter, keeper }: Beginning): Promise<Result<Ended, Fault>> {
  const { plan, runId } = job
  const { asked } = around
  reporter.phase('reading', { epoch: 0, epochs: plan.epochs })
  const gathered = await gatherExamples({
    ...plan,
    sources: job.sources,
    vetted: job.vetted,
    onward(names) {
      reporter.read(names)
      return !isEnding(asked)
    },
  })
  if (isEnding(asked)) return ok(Atomics.load(asked, 0) === ASKED.cancel ? 'cancelled' : 'left')
  if (!gathered.ok) return gathered
  announce(reporter, runId, gathered.value)
  reporter.phase('encoding', { epoch: 0, epochs: plan.epochs })
  const started = await startingNetwork(job, around)
  if (!started.ok) return started
  try {
    return await fitAndKeep({ job, around, reporter, keeper, started: started.value, gathered: gathered.value })
  } finally {
    started.value.network.dispose()
  }
}

type Started = {
  architecture: Architecture
  parameters: Record<string, number | boolean>
  network: Network
  /** What the parent's card says; null for a new network. */
  parent: { temperature: number; thresholds: Thresholds } | null
}
type Beginning = { job: TrainingJob; around: Surroundings; reporter: ProgressReporter; keeper: Keeper }
type Course = Beginning & { started: Started; gathered: Gathered }

async function fitAndKeep(course: Course): Promise<Result<Ended, Fault>> {
  const { job, around, reporter, keeper, gathered } = course
  const { architecture, parameters, network } = course.started
  const recipe = architecture.recipe(parameters, job.plan.start.kind === 'new' ? 'new' : 'again')
  const { name, encoding } = architecture
  const { backend } = around.runtime
  const { fingerprint } = gathered
  const from = keeper.begin({ architecture: name, encoding, recipe: JSON.stringify(recipe), fingerprint, backend })
  if (!from.ok) return from
  const { validation } = gathered.splits
  // While the network holds the parent's weights, a run that goes on after a crash included.
  const parent = course.started.parent
    ? falsePositivesOf(
        scoredLogits(around.runtime.tf, network, validation.names),
        validation.labels,
        course.started.parent
      )
    : null
  network.prepare?.(gathered.splits.training, job.plan.start.kind === 'new')
  if (job.plan.start.kind === 'retrain') rememberLearning(network, gathered.splits.training, recipe.bagAccumulator)
  const fitted = fit({
    tf: around.runtime.tf,
    network,
    recipe,
    training: gathered.splits.training,
    validation,
    epochs: job.plan.epochs,
    batchSize: job.plan.batchSize,
    seed: job.plan.seed,
    keep: gathered.vetted > 0 && job.plan.start.kind === 'retrain' ? 'last' : 'best',
    from: from.value,
    checkpoint: (state) => keeper.keep(state),
    asked: around.asked,
    clock: around.clock,
    reporter,
  })
  if (fitted.kind === 'cancelled' || fitted.kind === 'left') return ok(fitted.kind)
  if (fitted.kind === 'refused')
    return failed({ kind: 'bad-checkpoint', message: `the checkpoint does not fit this program: ${fitted.why}` })
  reporter.phase('measuring', { epoch: fitted.best, epochs: job.plan.epochs })
  const kept = await keepModel({
    job,
    around,
    architecture,
    parameters,
    network,
    gathered,
    parent,
    epochs: { run: fitted.epochs, best: fitted.best },
    saving: () => reporter.phase('saving', { epoch: fitted.best, epochs: job.plan.epochs }),
  })
  if (kept === 'cancelled' || kept === 'left') return ok(kept)
  return ok({
    kind: 'finished',
    runId: job.runId,
    modelId: kept.id,
    metrics: kept.metrics,
    stoppedEarly: fitted.stoppedEarly,
  })
}

/** A new network from the seed, or the parent's weights. */
async function startingNetwork(job: TrainingJob, { runtime }: Surroundings): Promise<Result<Started, Fault>> {
  const { start, seed } = job.plan
  if (start.kind === 'new') return built(runtime, { ...start, seed })
  const parent =
    job.parentFolder === null
      ? failed({ kind: 'not-found', message: 'it is not there' })
      : await readModelFolder(job.parentFolder)
  if (!parent.ok)
    return failed({ kind: 'refused-model', message: `${start.modelId} cannot be retrained: ${parent.fault.message}` })
  const { card } = parent.value
  const network = built(runtime, { ...card, seed })
  if (!network.ok) return network
  const restored = await restore(runtime.tf, network.value.network, parent.value.weights)
  if (restored.ok) return ok({ ...network.value, parent: card })
  network.value.network.dispose()
  return restored
}

/** The run is not wanted any more, or not now. */
function isEnding(asked: Asked): boolean {
  const now = Atomics.load(asked, 0)
  return now === ASKED.cancel || now === ASKED.leave
}

type Wish = { architecture: string; parameters: ParameterValues; seed: number }

function built({ tf }: Runtime, wish: Wish): Result<Started, Fault> {
  const architecture = architectureNamed(wish.architecture)
  if (architecture === undefined)
    return failed({ kind: 'bad-plan', message: `there is no architecture "${wish.architecture}"` })
  const parameters = readParameters(architecture.parameters, wish.parameters)
  if (!parameters.ok) return failed({ kind: 'bad-plan', message: parameters.reason })
  const network = architecture.build({ tf, parameters: parameters.value, seed: wish.seed })
  return ok({ architecture, parameters: parameters.value, network, parent: null })
}

function announce(reporter: ProgressReporter, runId: string, gathered: Gathered): void {
  const { splits, conflicting, conflictingNames, repeated, vetted, vettedWeight, provenance, fingerprint } = gathered
  const sizes = {
    training: splits.training.names.length,
    validation: splits.validation.names.length,
    test: splits.test.names.length,
  }
  const found = { conflicting, conflictingNames, repeated, vetted, vettedWeight, provenance, fingerprint }
  reporter.send({ kind: 'data', runId, sizes, found })
}
