import type { Source, VettedName } from '../dataset/examples.ts'
import type { TrainingPlan } from './plan.ts'

/** Everything that a run is told, so that the trainer's thread asks nobody anything. Crosses as a structured clone. */
export type TrainingJob = {
  runId: string
  plan: TrainingPlan
  /** The plan's files, or what stands in for them. */
  sources: readonly Source[]
  /** For the card: what the data is, in words. */
  description: string
  vetted: readonly VettedName[]
  /** The folder of the model that `retrain` starts from. */
  parentFolder: string | null
  /** Where the new model's folder is made. */
  modelsFolder: string
  /** Of the new model; its folder has this name. */
  modelId: string
  /** Less the time in which it did not run: what the card says it took is counted from here. */
  startedAt: number
  /** Left out, nothing is kept before the end. */
  checkpoint?: CheckpointPlace
}

export type CheckpointPlace = {
  /** The run's own. */
  folder: string
  /** Whether to go on from what lies there. */
  resume: boolean
  /** Of the program: another one may go about it in another way. */
  version: string
}

/** What main may ask of a run while it computes: read at every batch. `leave` ends the thread and keeps the checkpoint. */
export const ASKED = { nothing: 0, stop: 1, cancel: 2, leave: 3 } as const

export type Asked = Int32Array
