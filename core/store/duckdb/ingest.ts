import { DayWriter, type BatchPart, type ReadBatch } from './day-writer.ts'
import { firstLine, type DayFiles } from './day-files.ts'
import { dayOf, dayText } from './layout.ts'

/** How long an appended record may wait until it is on disk and searchable. */
const FLUSH_MS = 500
/** DuckDB flushes an appender by itself at 204,800 rows, and must not: the texts go first (day-writer.ts). */
const FLUSH_ROWS = 100_000
/** A day that nothing was written to for so long is closed. */
const IDLE_MS = 5 * 60_000
const MOST_OPEN = 16

const nothing = () => undefined

type OpenDay = { writer: DayWriter; usedAt: number }

/** Takes batches into the files of their days; a record that comes late or was dated back goes to its own day. */
export class Ingest {
  dropped = 0
  readonly #files: DayFiles
  readonly #notice: (text: string) => void
  readonly #open = new Map<number, OpenDay>()
  /** Batches are taken in one after the other: a day may have to be opened in between. */
  #chain: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | null = null

  constructor(files: DayFiles, notice: (text: string) => void) {
    this.#files = files
    this.#notice = notice
  }

  /** Rows that are not searchable yet. */
  get pending(): number {
    return [...this.#open.values()].reduce((sum, { writer }) => sum + writer.pending, 0)
  }

  /** Resolves when the batch is taken in: after that only the death of this process loses it, until the next flush. */
  take(read: ReadBatch): Promise<void> {
    const taken = this.#chain.then(() => this.#takeIn(read))
    this.#chain = taken.catch(nothing)
    return taken
  }

  /** All that was given to take() before is on disk and searchable afterwards. */
  flush(): Promise<void> {
    this.#chain = this.#chain.then(() => this.#flush())
    return this.#chain
  }

  /** Lets go of a day's file for the length of `work`: no batch is taken in meanwhile, and the next one opens the day anew. */
  release<T>(day: number, work: () => Promise<T>): Promise<T> {
    const released = this.#chain.then(() => {
      this.#flush()
      this.#close(day)
      return work()
    })
    this.#chain = released.then(nothing, nothing)
    return released
  }

  async close(): Promise<void> {
    await this.flush()
    for (const day of [...this.#open.keys()]) this.#close(day)
  }

  async #takeIn(read: ReadBatch): Promise<void> {
    const { batch } = read
    this.dropped += batch.dropped
    for (let from = 0; from < batch.count;) {
      const day = dayOf(batch.time[from]!)
      let to = from + 1
      while (to < batch.count && dayOf(batch.time[to]!) === day) to++
      if (day === null) this.dropped += to - from
      else await this.#append(day, { ...read, from, to })
      from = to
    }
  }

  async #append(day: number, part: BatchPart): Promise<void> {
    try {
      const writer = this.#open.get(day)?.writer ?? (await this.#openDay(day))
      writer.append(part)
      if (writer.pending >= FLUSH_ROWS) writer.flush()
      else this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS)
    } catch (error) {
      this.dropped += part.to - part.from
      this.#giveUp(day, error)
    }
  }

  async #openDay(day: number): Promise<DayWriter> {
    if (this.#open.size >= MOST_OPEN) this.#closeLeastUsed()
    await this.#files.ensure(day)
    const writer = await DayWriter.open(this.#files.instance, day)
    this.#open.set(day, { writer, usedAt: performance.now() })
    return writer
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const now = performance.now()
    for (const [day, open] of this.#open) {
      if (open.writer.pending > 0) open.usedAt = now
      this.#flushDay(day, open.writer)
      if (now - open.usedAt > IDLE_MS) this.#close(day)
    }
  }

  #flushDay(day: number, writer: DayWriter): void {
    try {
      if (writer.pending > 0) writer.flush()
    } catch (error) {
      this.dropped += writer.pending
      this.#giveUp(day, error)
    }
  }

  #closeLeastUsed(): void {
    const oldest = [...this.#open].sort(([, a], [, b]) => a.usedAt - b.usedAt)[0]
    if (oldest === undefined) return
    this.#flushDay(oldest[0], oldest[1].writer)
    this.#close(oldest[0])
  }

  #close(day: number): void {
    const open = this.#open.get(day)
    this.#open.delete(day)
    open?.writer.close()
  }

  /** The writer's numbers no longer tell what is in the file; the next batch opens the day anew. */
  #giveUp(day: number, error: unknown): void {
    this.#open.delete(day)
    this.#notice(`Records of ${dayText(day)} could not be written (${firstLine(error)}); they count as dropped.`)
  }
}
