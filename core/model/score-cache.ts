import type { Score } from './score.ts'

/** Scores of the model that serves, by name; the one that was not asked for longest goes first. */
export class ScoreCache {
  readonly #scores = new Map<string, Score>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  get(name: string): Score | null {
    const score = this.#scores.get(name)
    if (score === undefined) return null
    // A Map keeps the order of insertion, so that the oldest use stands first.
    this.#scores.delete(name)
    this.#scores.set(name, score)
    return score
  }

  add(name: string, score: Score): void {
    this.#scores.delete(name)
    this.#scores.set(name, score)
    if (this.#scores.size > this.#most) this.#scores.delete(this.#scores.keys().next().value!)
  }

  clear(): void {
    this.#scores.clear()
  }

  get size(): number {
    return this.#scores.size
  }
}
