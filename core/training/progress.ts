import type { Clock } from '../system/clock.ts'
import type { ChartPoint, Progress, TrainingEvent } from './run.ts'

export type Send = (event: TrainingEvent) => void

const PROGRESS_EVERY_MS = 500
const POINT_EVERY_MS = 750

const NO_BATCH = { batch: 0, batches: 0, examplesPerSecond: null, secondsLeft: null }

type Sum = { loss: number; weight: number; correct: number; names: number }

/** Turns what a run does into events, often enough for a live chart and rarely enough to cost nothing. */
export class ProgressReporter {
  readonly #runId: string
  readonly #clock: Clock
  readonly #send: Send
  #place = { epoch: 0, epochs: 0 }
  #lastProgress = -Infinity
  #lastPoint = 0
  #sum: Sum = { loss: 0, weight: 0, correct: 0, names: 0 }
  /** All that were sent, those before an interruption among them. */
  points: readonly ChartPoint[] = []

  constructor(given: { runId: string; clock: Clock; send: Send }) {
    this.#runId = given.runId
    this.#clock = given.clock
    this.#send = given.send
  }

  send(event: TrainingEvent): void {
    this.#send(event)
  }

  /** For a person: the run goes on, but not all is as it should be. */
  notice(message: string): void {
    this.#send({ kind: 'notice', runId: this.#runId, message })
  }

  phase(phase: Progress['phase'], place: { epoch: number; epochs: number }): void {
    this.#place = place
    this.#sendProgress({ phase, names: null, ...place, ...NO_BATCH })
  }

  /** While files are read, whose length in names nobody knows. */
  read(names: number): void {
    if (this.#clock.elapsed() - this.#lastProgress >= PROGRESS_EVERY_MS)
      this.#sendProgress({ phase: 'reading', names, ...this.#place, ...NO_BATCH })
  }

  /** At the start of fitting: points count from here, and its first batch is told at once. */
  begin(): void {
    this.#lastPoint = this.#clock.elapsed()
    this.#lastProgress = -Infinity
  }

  batch(step: Sum, progress: Progress, x: number): void {
    this.#sum.loss += step.loss
    this.#sum.weight += step.weight
    this.#sum.correct += step.correct
    this.#sum.names += step.names
    const now = this.#clock.elapsed()
    if (now - this.#lastProgress >= PROGRESS_EVERY_MS) this.#sendProgress(progress)
    if (now - this.#lastPoint >= POINT_EVERY_MS) this.#point({ x, validationLoss: null, validationAccuracy: null })
  }

  epochEnd(x: number, validation: { loss: number; accuracy: number }): void {
    this.#point({ x, validationLoss: validation.loss, validationAccuracy: validation.accuracy })
  }

  #point(part: Omit<ChartPoint, 'loss' | 'accuracy'>): void {
    const { loss, weight, correct, names } = this.#sum
    const last = this.points.at(-1)
    // The last batch of an epoch may have had a point of its own a moment ago.
    const learnt = names > 0 ? { loss: loss / weight, accuracy: correct / names } : last
    if (learnt === undefined) return
    const point = { loss: learnt.loss, accuracy: learnt.accuracy, ...part }
    this.points = [...this.points, point]
    this.#send({ kind: 'point', runId: this.#runId, point })
    this.#sum = { loss: 0, weight: 0, correct: 0, names: 0 }
    this.#lastPoint = this.#clock.elapsed()
  }

  #sendProgress(progress: Progress): void {
    this.#lastProgress = this.#clock.elapsed()
    this.#send({ kind: 'progress', runId: this.#runId, progress })
  }
}
