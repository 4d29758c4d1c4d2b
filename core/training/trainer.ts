import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { VettedName } from '../dataset/examples.ts'
import { architectureNamed, architectures } from '../model/architectures/index.ts'
import { readParameters } from '../model/architectures/parameters.ts'
import { prepareNativeLibrary } from '../model/tensorflow.ts'
import type { Clock } from '../system/clock.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import { threadOptions, threadUrl } from '../system/threads.ts'
import { createEstimator } from './estimate.ts'
import { foldRun, startedRun } from './fold.ts'
import { discardRun, interruptedRuns, recordRun, thinOut, type FoundRun } from './interrupted.ts'
import { ASKED, type CheckpointPlace, type TrainingJob } from './job.ts'
import type { ArchitectureView, Estimate, TrainingPlan } from './plan.ts'
import type { InterruptedRun, TrainingEvent, TrainingRun } from './run.ts'

export interface Trainer extends AsyncDisposable {
  /** One run at a time; the fault says why not now, or what is wrong with the plan. */
  start(plan: TrainingPlan, vetted: readonly VettedName[]): Result<TrainingRun, Fault>
  /** Ends the run and keeps the best weights so far. */
  stop(runId: string): void
  /** Ends the run and keeps nothing. */
  cancel(runId: string): void
  /** Runs that broke off, in this start or one before it, newest first. */
  interrupted(): InterruptedRun[]
  /** Goes on from the last whole epoch, with the names that were vetted when the run began. */
  resume(runId: string): Result<TrainingRun, Fault>
  /** Deletes what was kept of a run that broke off. */
  discard(runId: string): Result<null, Fault>
  /** Newest first, since this start. */
  runs(): TrainingRun[]
  /** Called after the run that `runs` gives has taken the event in. */
  on(listener: (event: TrainingEvent) => void): void
  architectures(): ArchitectureView[]
  estimate(plan: TrainingPlan): Promise<Estimate>
}

export type TrainerSettings = {
  clock: Clock
  /** Where new models are kept, a folder each. */
  modelsFolder: string
  /** Where runs are kept until they end, a folder each. */
  checkpointsFolder: string
  /** Of the program. */
  version: string
  /** The models that came with the product, which can be retrained too. */
  shippedFolder: string
  /** Base data for `retrain` without files; null where none came with the product. */
  replayFile: string | null
  /** Eight or more hexadecimal digits, different every time. */
  newId: () => string
  launch?: (workerData: unknown) => Worker
}

export function createTrainer(settings: TrainerSettings): Trainer {
  prepareNativeLibrary()
  return new ThreadTrainer(settings)
}

const BUSY = failed<Fault>({ kind: 'busy', message: 'a training run is going on; stop or cancel it first' })

const CLOSED = 'the program was closed; the run can go on from its last whole epoch'

type Current = { run: TrainingRun; worker: Worker; asked: Int32Array; ended: Promise<void> }

class ThreadTrainer implements Trainer {
  readonly #settings: TrainerSettings
  readonly #launch: (workerData: unknown) => Worker
  readonly #listeners: ((event: TrainingEvent) => void)[] = []
  readonly #estimate: (plan: TrainingPlan, fallback: readonly string[]) => Promise<Estimate>
  #runs: TrainingRun[] = []
  #current: Current | null = null
  #closing = false

  constructor(settings: TrainerSettings) {
    this.#settings = settings
    this.#launch =
      settings.launch ?? ((workerData) => new Worker(threadUrl('trainer'), { ...threadOptions('trainer'), workerData }))
    this.#estimate = createEstimator(settings)
  }

  start(plan: TrainingPlan, vetted: readonly VettedName[]): Result<TrainingRun, Fault> {
    if (this.#runs.some(({ state }) => state === 'running')) return BUSY
    const fault = this.#faultOf(plan)
    if (fault !== null) return failed({ kind: 'bad-plan', message: fault })
    const job = this.#jobOf(plan, vetted)
    const { checkpointsFolder, version } = this.#settings
    const recorded = recordRun(checkpointsFolder, { ...job, vetted: [...vetted], version })
    if (!recorded.ok) return recorded
    thinOut(checkpointsFolder)
    const checkpoint: CheckpointPlace = { folder: recorded.value, resume: false, version }
    return ok(this.#launchRun({ ...job, checkpoint }, startedRun(job.runId, plan, job.startedAt)))
  }

  interrupted(): InterruptedRun[] {
    return this.#interrupted().map(({ view }) => view)
  }

  resume(runId: string): Result<TrainingRun, Fault> {
    if (this.#runs.some(({ state }) => state === 'running')) return BUSY
    const found = this.#interrupted().find(({ view }) => view.runId === runId)
    if (found === undefined) return failed({ kind: 'not-found', message: `there is no run "${runId}" that broke off` })
    const { record, folder, meta, view } = found
    const fault = view.fault ?? this.#faultOf(record.plan)
    if (fault !== null) return failed({ kind: 'bad-checkpoint', message: `${runId} cannot go on: ${fault}` })
    const { version } = this.#settings
    const job: TrainingJob = {
      ...record,
      ...this.#placesOf(record.plan),
      startedAt: this.#settings.clock.now() - (meta?.spentMs ?? 0),
      checkpoint: { folder, resume: true, version },
    }
    const points = [...(meta?.points ?? [])]
    return ok(this.#launchRun(job, { ...startedRun(runId, record.plan, job.startedAt), points }))
  }

  discard(runId: string): Result<null, Fault> {
    const found = this.#interrupted().find(({ view }) => view.runId === runId)
    if (found === undefined) return failed({ kind: 'not-found', message: `there is no run "${runId}" that broke off` })
    discardRun(found.folder)
    return ok(null)
  }

  #interrupted(): FoundRun[] {
    return interruptedRuns(this.#settings.checkpointsFolder).filter(({ view, record, folder }) => {
      if (view.runId === this.#current?.run.id) return false
      if (this.#folderOf(record.modelId) === null) return true
      // It ended as it should, and only its tidying up broke off.
      discardRun(folder)
      return false
    })
  }

  stop(runId: string): void {
    this.#ask(runId, ASKED.stop)
  }

  cancel(runId: string): void {
    this.#ask(runId, ASKED.cancel)
  }

  runs(): TrainingRun[] {
    return this.#runs
  }

  on(listener: (event: TrainingEvent) => void): void {
    this.#listeners.push(listener)
  }

  architectures(): ArchitectureView[] {
    return architectures.map(({ name, title, summary, parameters }) => ({
      name,
      title,
      summary,
      parameters: [...parameters],
    }))
  }

  estimate(plan: TrainingPlan): Promise<Estimate> {
    return this.#estimate(
      plan,
      this.#sourcesOf(plan).map(({ path }) => path)
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#current === null) return
    this.#closing = true
    Atomics.store(this.#current.asked, 0, ASKED.leave)
    await this.#current.ended
  }

  #ask(runId: string, what: number): void {
    if (this.#current?.run.id === runId) Atomics.store(this.#current.asked, 0, what)
  }

  #faultOf(plan: TrainingPlan): string | null {
    if (plan.start.kind === 'retrain') {
      if (this.#folderOf(plan.start.modelId) === null) return `there is no model "${plan.start.modelId}"`
      return this.#sourcesOf(plan).length === 0
        ? 'choose at least one file: no replay sample came with this installation'
        : null
    }
    const architecture = architectureNamed(plan.start.architecture)
    if (architecture === undefined) return `there is no architecture "${plan.start.architecture}"`
    const parameters = readParameters(architecture.parameters, plan.start.parameters)
    if (!parameters.ok) return parameters.reason
    return plan.files.length === 0 ? 'choose at least one file: a new model needs base data' : null
  }

  #sourcesOf(plan: TrainingPlan): TrainingPlan['files'] {
    const { replayFile } = this.#settings
    if (plan.files.length > 0 || plan.start.kind === 'new' || replayFile === null) return plan.files
    return existsSync(replayFile) ? [{ path: replayFile, assumedLabel: null }] : []
  }

  #folderOf(modelId: string): string | null {
    if (basename(modelId) !== modelId) return null
    const { modelsFolder, shippedFolder } = this.#settings
    return (
      [modelsFolder, shippedFolder].map((folder) => join(folder, modelId)).find((folder) => existsSync(folder)) ?? null
    )
  }

  #jobOf(plan: TrainingPlan, vetted: readonly VettedName[]): TrainingJob {
    const { start } = plan
    const id = this.#settings.newId()
    const now = this.#settings.clock.now()
    const line = start.kind === 'new' ? start.architecture : start.modelId.replace(/(-\d{8})?-[\da-f]{4,8}$/, '')
    return {
      runId: `run-${id.slice(0, 8)}`,
      plan,
      ...this.#placesOf(plan),
      description: plan.files.length === 0 ? 'replay sample' : plan.files.map(({ path }) => basename(path)).join(', '),
      vetted,
      modelId: this.#freeModelId(`${line}-${new Date(now).toISOString().slice(0, 10).replaceAll('-', '')}`, id),
      startedAt: now,
    }
  }

  #placesOf(plan: TrainingPlan): Pick<TrainingJob, 'sources' | 'parentFolder' | 'modelsFolder'> {
    const { start } = plan
    return {
      sources: this.#sourcesOf(plan),
      parentFolder: start.kind === 'retrain' ? this.#folderOf(start.modelId) : null,
      modelsFolder: this.#settings.modelsFolder,
    }
  }

  /** Four digits tell the models of a day apart, eight the few that share them. */
  #freeModelId(line: string, digits: string): string {
    const short = `${line}-${digits.slice(0, 4)}`
    return this.#folderOf(short) === null ? short : `${line}-${digits.slice(0, 8)}`
  }

  #launchRun(job: TrainingJob, run: TrainingRun): TrainingRun {
    this.#runs = [run, ...this.#runs.filter(({ id }) => id !== run.id)]
    const asked = new Int32Array(new SharedArrayBuffer(4))
    const worker = this.#launch({ job, asked: asked.buffer })
    let why = 'the trainer ended without a word'
    const ended = new Promise<void>((resolve) => {
      worker.on('message', (event: TrainingEvent) => this.#take(event))
      worker.on(
        'error',
        (error) => (why = `the trainer broke off: ${error instanceof Error ? error.message : String(error)}`)
      )
      worker.on('exit', () => {
        if (this.#current?.worker === worker) this.#current = null
        // Does nothing to a run that has already ended as it should.
        if (this.#runs.some(({ id, state }) => id === run.id && state === 'running'))
          this.#take({ kind: 'failed', runId: run.id, message: this.#closing ? CLOSED : why })
        resolve()
      })
    })
    this.#current = { run, worker, asked, ended }
    return run
  }

  #take(event: TrainingEvent): void {
    const now = this.#settings.clock.now()
    this.#runs = this.#runs.map((run) => foldRun(run, event, now))
    for (const listener of this.#listeners) listener(event)
  }
}
