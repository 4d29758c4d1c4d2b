import type { MessagePort } from 'node:worker_threads'
import type { Fault, Result } from '../system/result.ts'
import type { Thresholds } from './calibration.ts'
import type { NameExplanation } from './explain.ts'
import type { ServedCard } from './model-folder.ts'
import type { BackendName, Device } from './tensorflow.ts'

/** What the model's thread has done since it started. */
export type ThreadFigures = {
  backend: BackendName
  device: Device
  /** Why a faster backend is not in use. */
  note: string | null
  modelId: string | null
  names: number
  batches: number
  largestBatch: number
  /** Time spent scoring, milliseconds. */
  busyMs: number
  tensors: number
}

export type Served = { modelId: string; backend: BackendName }

/** From main to the model's thread. `request` counts the questions; its answer comes back under the same number. */
export type ThreadRequest =
  | { kind: 'connect'; port: MessagePort }
  /** Null leaves the card's own thresholds. */
  | { kind: 'serve'; request: number; folder: string; thresholds: Thresholds | null }
  | { kind: 'explain'; request: number; name: string }
  | { kind: 'figures'; request: number }

export type ThreadAnswer =
  | { kind: 'ready'; backend: BackendName; device: Device; note: string | null }
  | { kind: 'served'; request: number; result: Result<Served, Fault> }
  | { kind: 'explanation'; request: number; explanation: NameExplanation | null }
  | { kind: 'figures'; request: number; figures: ThreadFigures }

/** Over the port between a scorer and the model's thread: names there, logits back, in the same order. */
export type ScoreRequest = { request: number; names: string[] }
export type ScoreAnswer =
  /** Sent at once and after every change; what follows was scored by this model. */
  | { kind: 'serving'; card: ServedCard | null }
  /** Null while no model serves. */
  | { kind: 'logits'; request: number; scored: Scored | null }

/** A 1 in `unfamiliar` for each name of which the model cannot be sure (unfamiliar.ts, and what the model has never met). */
export type Scored = { logits: Float32Array; unfamiliar: Uint8Array }

/** From main to a scorer, over the port that `connect` gave: the way to the thread that runs now; another after a restart. */
export type Introduction = { kind: 'thread'; port: MessagePort }
