import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { CallError } from '../../../core/contract/fault.ts'
import type { SplitMetrics, SplitName } from '../../../core/training/metrics-view.ts'
import type { TrainingPlan } from '../../../core/training/plan.ts'
import type { TrainingEvent } from '../../../core/training/run.ts'
import type { Product } from '../product.ts'
import { openStub } from '../stub.ts'

export type Followed = {
  events: { at: number; event: TrainingEvent }[]
  finished: Extract<TrainingEvent, { kind: 'finished' }>
  /** Clock times of the first and the last progress inside `fitting`. */
  fitting: { from: number; to: number }
}

/** Starts a run and notes every event with the time it came at, to the run's end. */
export async function follow(product: Product, plan: TrainingPlan): Promise<Followed> {
  const events: Followed['events'] = []
  const { promise, resolve, reject } = Promise.withResolvers<Followed['finished']>()
  const end = product.listen('training.event', (event) => {
    events.push({ at: performance.now(), event })
    if (event.kind === 'finished') resolve(event)
    if (event.kind === 'failed') reject(new Error(event.message))
    if (event.kind === 'cancelled') reject(new Error('cancelled'))
  })
  await startWhenIdle(product, plan)
  const finished = await promise.finally(end)
  const fitting = events.filter(({ event }) => event.kind === 'progress' && event.progress.phase === 'fitting')
  const measuring = events.find(({ event }) => event.kind === 'progress' && event.progress.phase === 'measuring')
  return { events, finished, fitting: { from: fitting[0]!.at, to: measuring!.at } }
}

/** The thread of the run before may need a moment to end after its last word. */
async function startWhenIdle(product: Product, plan: TrainingPlan): Promise<void> {
  for (;;) {
    const answer = await product.call('training.start', plan).catch((reason: unknown) => reason)
    if (!(answer instanceof Error)) return
    if (!(answer instanceof CallError) || answer.fault.kind !== 'busy') throw answer
  }
}

export type Scored = { name: string; split: SplitName; label: 0 | 1; logit: number; probability: number }

export async function readScores(data: string, modelId: string): Promise<Scored[]> {
  const bytes = await readFile(join(data, 'models', modelId, 'scores.tsv.gz'))
  const [header, ...lines] = gunzipSync(bytes).toString('utf8').trimEnd().split('\n')
  if (header !== 'name\tsplit\tlabel\tlogit\tprobability') throw new Error(`unexpected columns: ${header}`)
  return lines.map((line) => {
    const [name, split, label, logit, probability] = line.split('\t') as [string, SplitName, string, string, string]
    return { name, split, label: Number(label) as 0 | 1, logit: Number(logit), probability: Number(probability) }
  })
}

/** The figures of a split by other means than the trainer's: rank sums for the AUC, every threshold tried for the recalls. */
export function figuresOf(scored: readonly Scored[]): SplitMetrics {
  const count = (label: 0 | 1, over: boolean) =>
    scored.filter((one) => one.label === label && one.probability >= 0.5 === over).length
  const confusion = {
    truePositive: count(1, true),
    falsePositive: count(0, true),
    trueNegative: count(0, false),
    falseNegative: count(1, false),
  }
  const { truePositive: tp, falsePositive: fp, trueNegative: tn, falseNegative: fn } = confusion
  return {
    names: scored.length,
    confusion,
    accuracy: (tp + tn) / scored.length,
    precision: tp / (tp + fp),
    recall: tp / (tp + fn),
    f1: (2 * tp) / (2 * tp + fp + fn),
    falsePositiveRate: fp / (fp + tn),
    auc: rankSumAuc(scored),
    recallAt1: recallAt(scored, 0.01),
    recallAt01: recallAt(scored, 0.001),
    loss: mean(scored.map(({ label, probability: p }) => -Math.log(label === 1 ? p : 1 - p))),
    ece: calibrationError(scored),
  }
}

/** Mann and Whitney's U by mid-ranks, over the number of pairs. */
function rankSumAuc(scored: readonly Scored[]): number {
  const sorted = scored.toSorted((a, b) => a.logit - b.logit)
  let ranks = 0
  for (let from = 0; from < sorted.length;) {
    let to = from
    while (to < sorted.length && sorted[to]!.logit === sorted[from]!.logit) to++
    const middle = (from + 1 + to) / 2
    ranks += middle * sorted.slice(from, to).filter(({ label }) => label === 1).length
    from = to
  }
  const positives = sorted.filter(({ label }) => label === 1).length
  const negatives = sorted.length - positives
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives)
}

/** The threshold is the highest logit that more than the allowed number of benign names would reach: those above it pass. */
function recallAt(scored: readonly Scored[], rate: number): number {
  const logits = (label: 0 | 1) => scored.filter((one) => one.label === label).map(({ logit }) => logit)
  const benign = logits(0).sort((a, b) => b - a)
  const malicious = logits(1)
  const firstTooMany = benign[Math.floor(benign.length * rate)] ?? -Infinity
  return malicious.filter((logit) => logit > firstTooMany).length / malicious.length
}

function calibrationError(scored: readonly Scored[]): number {
  const BINS = 15
  const bins = Map.groupBy(scored, ({ probability }) => Math.min(BINS - 1, Math.floor(probability * BINS)))
  const gaps = [...bins.values()].map((of) => {
    const gap = mean(of.map(({ probability }) => probability)) - mean(of.map(({ label }) => label))
    return (Math.abs(gap) * of.length) / scored.length
  })
  return gaps.reduce((sum, gap) => sum + gap, 0)
}

function mean(of: readonly number[]): number {
  return of.reduce((sum, one) => sum + one, 0) / of.length
}

/** Asks one name after the other until it is told to stop; gives the milliseconds that each answer took. */
export async function askUntil(server: string, stop: AbortSignal): Promise<number[]> {
  await using stub = await openStub(server)
  const times: number[] = []
  for (let at = 0; !stop.aborted; at++) {
    // Every second one is new, so that the model's thread has to work too.
    const name = at % 2 === 0 ? 'often-asked.net' : `asked-once-${at}.net`
    times.push((await stub.ask({ name, type: 'A' })).milliseconds)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return times
}

export function latencyText(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1)
  return `${times.length} answers, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`
}
