import { connectScorer } from '../model/connect.ts'
import { startModelThread, type ModelThread } from '../model/model-thread.ts'
import type { Score } from '../model/score.ts'
import type { Scorer } from '../model/scorer.ts'
import type { DomainName } from '../dns/name.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'

/** Asks models that do not serve, on a thread of their own: what serves keeps answering, undisturbed. */
export interface ModelScores extends AsyncDisposable {
  /** In the names' order, at the card's own thresholds. The fault says why the model cannot be loaded. */
  of(folder: string, names: readonly string[]): Promise<Result<Score[], Fault>>
}

/** So many names travel at once, which lets the thread breathe between. */
const AT_ONCE = 2048
/** A whole batch is scored in a fraction of this. */
const PATIENCE_MS = 60_000
/** The next comparison often follows soon; after that its memory is given back. */
const IDLE_MS = 20_000

type Running = { thread: ModelThread; scorer: Scorer; folder: string | null }

export function createModelScores(start: () => Promise<ModelThread> = startModelThread): ModelScores {
  let running: Running | null = null
  let idle: NodeJS.Timeout | null = null
  let turn: Promise<unknown> = Promise.resolve()

  async function serving(folder: string): Promise<Result<Running, Fault>> {
    if (running === null) {
      const thread = await start()
      running = { thread, scorer: connectScorer(thread.connect()), folder: null }
    }
    if (running.folder === folder) return ok(running)
    running.folder = null
    const served = await running.thread.serve(folder)
    if (!served.ok) return served
    running.folder = folder
    // A port of its own: this hears of the model after main does.
    await heardOf(running.scorer, served.value.modelId)
    return ok(running)
  }

  async function score(folder: string, names: readonly string[]): Promise<Result<Score[], Fault>> {
    if (idle !== null) clearTimeout(idle)
    const ready = await serving(folder)
    if (!ready.ok) return ready
    const scores: Score[] = []
    for (let from = 0; from < names.length; from += AT_ONCE) {
      const batch = names.slice(from, from + AT_ONCE) as DomainName[]
      for (const scored of await Promise.all(batch.map((name) => ready.value.scorer.score(name, PATIENCE_MS)))) {
        if (scored === null)
          return failed({ kind: 'unavailable', message: 'the thread that compares models gave no score' })
        scores.push(scored)
      }
    }
    return ok(scores)
  }

  async function end(): Promise<void> {
    const ending = running
    running = null
    await ending?.thread[Symbol.asyncDispose]()
  }

  function endInTurn(): void {
    turn = turn.then(end)
  }

  return {
    of(folder, names) {
      const mine = turn.then(() => score(folder, names))
      turn = mine
        .catch(() => undefined)
        .then(() => {
          idle = setTimeout(endInTurn, IDLE_MS)
          idle.unref()
        })
      return mine
    },
    async [Symbol.asyncDispose]() {
      await turn
      if (idle !== null) clearTimeout(idle)
      await end()
    },
  }
}

function heardOf(scorer: Scorer, modelId: string): Promise<void> {
  if (scorer.modelId === modelId) return Promise.resolve()
  return new Promise((resolve) => scorer.onModelChange((now) => now === modelId && resolve()))
}
