/** Says what is being done, and how long it took. */
export class Steps {
  readonly done: { step: string; seconds: number }[] = []
  readonly #say: (line: string) => void

  constructor(say: (line: string) => void) {
    this.#say = say
  }

  async timed<T>(step: string, work: () => T | Promise<T>): Promise<T> {
    this.#say(`${step} ...`)
    const started = performance.now()
    const result = await work()
    const seconds = Math.round((performance.now() - started) / 100) / 10
    this.done.push({ step, seconds })
    this.#say(`${step}: ${seconds} s`)
    return result
  }
}
