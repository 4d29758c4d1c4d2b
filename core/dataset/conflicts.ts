/** The first names that were met with both labels, so that a person sees which; how many there are the tally knows. */
export class ConflictExamples {
  readonly #names = new Set<string>()

  note(name: string): void {
    if (this.#names.size < MOST) this.#names.add(name)
  }

  get names(): string[] {
    return [...this.#names]
  }
}

const MOST = 20
