import type { BatchDecoder } from '../../log/decode.ts'
import type { QueryRecord } from '../../log/record.ts'
import type { Clock } from '../../system/clock.ts'
import type { ReadBatch } from './day-writer.ts'
import { foldBatch, LIVE_MS, type LivePart, type Seconds } from '../live-fold.ts'

/** Four parts a second, of as many records as a person may catch. */
const PART_MS = 250
const MOST_RECORDS = 50

/** Folds the batches that arrive into parts for Live. Nothing is posted while nothing arrives. */
export class LiveFeed {
  readonly #decoder: BatchDecoder
  readonly #clock: Clock
  readonly #post: (part: LivePart) => void
  #seconds: Seconds = new Map()
  #records: QueryRecord[] = []
  #arrived = 0
  #dropped = 0
  #timer: NodeJS.Timeout | null = null

  constructor(decoder: BatchDecoder, clock: Clock, post: (part: LivePart) => void) {
    this.#decoder = decoder
    this.#clock = clock
    this.#post = post
  }

  see({ batch, entries }: ReadBatch): void {
    const since = this.#clock.now() - LIVE_MS
    foldBatch(this.#seconds, { batch, entries }, since)
    const newest = this.#decoder
      .decode(batch, Math.max(0, batch.count - MOST_RECORDS))
      .filter(({ time }) => time >= since)
    this.#records = [...this.#records, ...newest].slice(-MOST_RECORDS)
    this.#arrived += batch.time.subarray(0, batch.count).reduce((count, time) => (time >= since ? count + 1 : count), 0)
    this.#dropped += batch.dropped
    this.#timer ??= setTimeout(() => this.#send(), PART_MS)
  }

  #send(): void {
    this.#timer = null
    const records = this.#records
    const seconds = [...this.#seconds.values()]
    if (seconds.length > 0 || this.#dropped > 0) {
      this.#post({ records, skipped: this.#arrived - records.length, seconds, dropped: this.#dropped })
    }
    this.#seconds = new Map()
    this.#records = []
    this.#arrived = 0
    this.#dropped = 0
  }
}
