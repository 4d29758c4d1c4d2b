import { setImmediate as nextTurn } from 'node:timers/promises'
import { startModelThread } from '../../core/model/model-thread.ts'
import type { DomainName } from '../../core/dns/name.ts'
import type { Judge } from './judge.ts'

/** Milliseconds a name. */
export type Timing = { single: number; batched: number }

const WARM_UP = 50
const SINGLES = 300
const BATCH = 256
const BATCHES = 30
const PATIENCE_MS = 10_000

/** Medians, on names that the model has not scored just before: one name at a time, and in batches of 256. */
export async function timingOf(judge: Judge, names: readonly string[]): Promise<Timing> {
  for (const name of names.slice(0, WARM_UP)) await judge.scoreNow([name])
  const singles: number[] = []
  for (const name of names.slice(WARM_UP, WARM_UP + SINGLES)) singles.push(await timed(() => judge.scoreNow([name])))
  const batches: number[] = []
  for (let batch = 0; batch < BATCHES; batch++) {
    const part = Array.from({ length: BATCH }, (_, at) => names[(batch * BATCH + at) % names.length]!)
    batches.push((await timed(() => judge.scoreNow(part))) / BATCH)
  }
  return { single: median(singles), batched: median(batches) }
}

/** Of never-seen names asked one after the other through the model's thread, as the resolver asks. */
export type ThreadTiming = { names: number; p50: number; p95: number; backend: string }

export async function threadTiming(folder: string, names: readonly string[]): Promise<ThreadTiming> {
  await using thread = await startModelThread()
  const served = await thread.serve(folder)
  if (!served.ok) throw new Error(served.fault.message)
  // That the thread serves comes by another port than that the scorer may ask; before it knows, it says at once that there is no score.
  while (thread.scorer.modelId === null) await nextTurn()
  const scored = async (name: string): Promise<void> => {
    if ((await thread.scorer.score(name as DomainName, PATIENCE_MS)) === null)
      throw new Error(`the model's thread has no score of ${name}`)
  }
  for (const name of names.slice(0, WARM_UP)) await scored(name)
  const times: number[] = []
  for (const name of names.slice(WARM_UP, WARM_UP + SINGLES * 3)) times.push(await timed(() => scored(name)))
  const rising = times.sort((a, b) => a - b)
  return {
    names: times.length,
    p50: rising[Math.floor(rising.length * 0.5)] ?? Number.NaN,
    p95: rising[Math.floor(rising.length * 0.95)] ?? Number.NaN,
    backend: thread.backend ?? 'unknown',
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
