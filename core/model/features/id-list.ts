import { mix } from '../hash.ts'

/** Hashed features of one batch: a growing list of bucket numbers, reused from batch to batch. */
export class IdList {
  ids: Int32Array<ArrayBuffer> = new Int32Array(4096)
  length = 0
  readonly #mask: number

  /** `buckets` is a power of two. */
  constructor(buckets: number) {
    this.#mask = buckets - 1
  }

  add(hash: number): void {
    if (this.length === this.ids.length) this.#grow()
    this.ids[this.length++] = mix(hash) & this.#mask
  }

  clear(): void {
    this.length = 0
  }

  #grow(): void {
    const wider = new Int32Array(this.ids.length * 2)
    wider.set(this.ids)
    this.ids = wider
  }
}
