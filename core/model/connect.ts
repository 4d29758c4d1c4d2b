import type { MessagePort } from 'node:worker_threads'
import type { DomainName } from '../dns/name.ts'
import { scoreOf } from './calibration.ts'
import type { ServedCard } from './model-folder.ts'
import type { Introduction, ScoreAnswer, Scored, ScoreRequest } from './protocol.ts'
import { ScoreCache } from './score-cache.ts'
import type { Score } from './score.ts'
import type { Scorer } from './scorer.ts'

/** The cache of scores holds so many. */
export const MOST_SCORES = 100_000

type Waiter = (score: Score | null) => void

/**
 * A Scorer for the thread that holds `port`, which ModelThread.connect gave. Names asked in one turn of the event loop travel together; a name
 * that is asked again while it waits is not sent again. A score that comes too late for its question is kept for the next one.
 */
export function connectScorer(port: MessagePort): Scorer {
  const scorer = new PortScorer()
  port.on('message', ({ port: toThread }: Introduction) => scorer.use(toThread))
  port.unref()
  return scorer
}

class PortScorer implements Scorer {
  readonly #cache = new ScoreCache(MOST_SCORES)
  readonly #waiters = new Map<string, Waiter[]>()
  readonly #travelling = new Map<number, string[]>()
  readonly #listeners: ((modelId: string | null) => void)[] = []
  #thread: MessagePort | null = null
  #card: ServedCard | null = null
  #cachedFor: string | null = null
  #next: string[] = []
  #requests = 0

  get modelId(): string | null {
    return this.#card?.id ?? null
  }

  onModelChange(listener: (modelId: string | null) => void): void {
    this.#listeners.push(listener)
  }

  known(name: DomainName): Score | null {
    return this.#cache.get(name)
  }

  score(name: DomainName, withinMs: number): Promise<Score | null> {
    const known = this.#cache.get(name)
    if (known !== null || this.#card === null) return Promise.resolve(known)
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs, null)
      this.#ask(name, (score) => {
        clearTimeout(timer)
        resolve(score)
      })
    })
  }

  /** From now on the thread at the other end of `port` scores; the one before has died. */
  use(port: MessagePort): void {
    this.#thread = port
    port.on('message', (answer: ScoreAnswer) => this.#receive(answer))
    port.on('close', () => this.#lose(port))
    port.unref()
  }

  #ask(name: string, waiter: Waiter): void {
    const waiters = this.#waiters.get(name)
    if (waiters !== undefined) return void waiters.push(waiter)
    this.#waiters.set(name, [waiter])
    if (this.#next.length === 0) setImmediate(() => this.#send())
    this.#next.push(name)
  }

  #send(): void {
    const names = this.#next
    this.#next = []
    if (this.#thread === null) return this.#settle(names, null)
    const request: ScoreRequest = { request: this.#requests++, names }
    this.#travelling.set(request.request, names)
    this.#thread.postMessage(request)
  }

  #receive(answer: ScoreAnswer): void {
    if (answer.kind === 'serving') return this.#change(answer.card)
    const names = this.#travelling.get(answer.request) ?? []
    this.#travelling.delete(answer.request)
    this.#settle(names, answer.scored)
  }

  #settle(names: readonly string[], scored: Scored | null): void {
    names.forEach((name, at) => {
      const score =
        scored === null || this.#card === null
          ? null
          : scoreOf(this.#card, { logit: scored.logits[at]!, unfamiliar: scored.unfamiliar[at] === 1 })
      if (score !== null) this.#cache.add(name, score)
      const waiters = this.#waiters.get(name) ?? []
      this.#waiters.delete(name)
      for (const waiter of waiters) waiter(score)
    })
  }

  #change(card: ServedCard | null): void {
    this.#card = card
    // A restarted thread begins without a model and then serves the same one again: what it said stays true.
    if (card === null || servedAs(card) === this.#cachedFor) return
    this.#cachedFor = servedAs(card)
    this.#cache.clear()
    for (const listener of this.#listeners) listener(this.modelId)
  }

  /** The thread is gone: what travelled gets no score. Scores of its model stay true. */
  #lose(port: MessagePort): void {
    if (this.#thread !== port) return
    this.#thread = null
    const lost = [...this.#travelling.values()].flat()
    this.#travelling.clear()
    this.#settle(lost, null)
    this.#card = null
  }
}

/** Under other thresholds the same model's scores fall into other bands. */
function servedAs({ id, thresholds }: ServedCard): string {
  return `${id} ${thresholds.unsure} ${thresholds.malicious}`
}
