import type { DuckDBConnection } from '@duckdb/node-api'
import type { RecordBatch } from '../../log/batch.ts'
import { createBatchDecoder } from '../../log/decode.ts'
import type { Range } from '../../query/criteria.ts'
import type { Clock } from '../../system/clock.ts'
import type { VerdictKind } from '../../verdict/verdict.ts'
import type { LivePart } from '../live-fold.ts'
import type { Retention, RetentionEffect, RetentionOutcome, Search, StoreFigures } from '../port.ts'
import { DayFiles, firstLine } from './day-files.ts'
import { Ingest } from './ingest.ts'
import { catalogOf, dayOf, dayText, DAY_MS } from './layout.ts'
import { LiveFeed } from './live-feed.ts'
import { names } from './search-names.ts'
import { byEvidence, records } from './search-records.ts'
import { answers, clients, queriesUnder, timeline, type Field } from './search-totals.ts'
import { eachRow, run } from './statement.ts'

const MEGABYTE = 1_000_000
/** So long searches that follow one another find each other's caches. */
const MEMORY_KEPT_MS = 5000
/** While nobody searches: what is written and looked up leaves caches behind, too, and what the start had is given back to the system with them. */
const GIVE_BACK_EVERY_MS = 20_000

/** What DuckDB says of a file whose pages are not what they were. */
const DAMAGE = /corrupt|checksum|could not read|serialization error|invalidated|INTERNAL/i

export type EngineParts = {
  folder: string
  clock: Clock
  notice: (text: string) => void
  live: (part: LivePart) => void
}

/** The store as it runs on its own thread. Searches run one after the other, records are taken in between their tasks. */
export class Engine {
  readonly #decoder = createBatchDecoder()
  readonly #ingest: Ingest
  readonly #feed: LiveFeed
  readonly #parts: EngineParts
  readonly #files: DayFiles
  readonly #searching: DuckDBConnection
  #turn: Promise<unknown> = Promise.resolve()
  #giveBack: NodeJS.Timeout | null = null
  readonly #givingBack: NodeJS.Timeout

  private constructor(files: DayFiles, searching: DuckDBConnection, parts: EngineParts) {
    this.#files = files
    this.#searching = searching
    this.#parts = parts
    this.#ingest = new Ingest(files, parts.notice)
    this.#feed = new LiveFeed(this.#decoder, parts.clock, parts.live)
    this.#givingBack = setInterval(() => {
      if (this.#giveBack === null) void this.#inTurn(() => files.giveMemoryBack())
    }, GIVE_BACK_EVERY_MS).unref()
  }

  static async open(parts: EngineParts): Promise<Engine> {
    const files = await DayFiles.open(parts.folder, parts.notice)
    return new Engine(files, await files.instance.connect(), parts)
  }

  /**
   * Takes a batch in; resolves whatever became of it, since one that could not be read or written would fail again: it is counted. Its
   * numbers are read at once, before a later batch of the writer may begin them anew.
   */
  async take(batch: RecordBatch): Promise<void> {
    try {
      const read = { batch, entries: this.#decoder.entries(batch), clients: this.#decoder.clients(batch) }
      this.#feed.see(read)
      await this.#ingest.take(read)
    } catch (error) {
      this.#ingest.dropped += batch.count
      this.#parts.notice(`A batch of the query log was lost: ${firstLine(error)}`)
    }
  }

  /** What main may ask (protocol.ts), by name. */
  readonly calls = {
    append: (batch: RecordBatch) => this.take(batch),
    flush: () => this.#ingest.flush(),
    timeline: (search: Search, ms: number, offset: number) =>
      this.#search((field) => timeline(field, search, { ms, offset })),
    names: (search: Search, last?: readonly VerdictKind[]) =>
      last === undefined
        ? this.#search((field) => names(field, search))
        : this.#lookUp((field) => names(field, search, last)),
    clients: (search: Search, limit: number) => this.#search((field) => clients(field, search, limit)),
    answers: (search: Search, limit: number) => this.#search((field) => answers(field, search, limit)),
    queriesUnder: (wanted: readonly string[], range: Range) =>
      this.#search((field) => queriesUnder(field, { range, terms: [] }, wanted)),
    records: (search: Search, offset: number, limit: number) =>
      this.#search((field) => records(field, search, { offset, limit })),
    byEvidence: (evidence: string) => this.#lookUp((field) => byEvidence(field, evidence)),
    figures: () => this.#lookUp((field) => this.#figures(field)),
    retain: (retention: Retention, now: number) => this.#inTurn(() => this.#retain(retention, now)),
    beyond: (retention: Retention, now: number): Promise<RetentionEffect> =>
      this.#inTurn(async () => {
        const gone = [...this.#beyond(retention, now), ...this.#files.asideBefore(firstKept(retention, now))]
        return { days: gone.length, bytes: gone.reduce((sum, { bytes }) => sum + bytes, 0) }
      }),
  }

  async close(): Promise<void> {
    await this.#inTurn(async () => {
      clearInterval(this.#givingBack)
      if (this.#giveBack !== null) clearTimeout(this.#giveBack)
      await this.#ingest.close()
      this.#searching.closeSync()
      await this.#files.close()
    })
  }

  /** A damaged day is set aside and the search done again without it. */
  #search<T>(search: (field: Field) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      if (this.#giveBack === null) {
        this.#giveBack = setTimeout(() => void this.#inTurn(() => this.#giveMemoryBack()), MEMORY_KEPT_MS).unref()
        await this.#files.takeMemoryForSearches()
      }
      try {
        return await search(this.#field())
      } catch (error) {
        if (!DAMAGE.test(firstLine(error)) || !(await this.#setDamagedAside())) throw error
        return search(this.#field())
      }
    })
  }

  /**
   * For what is asked every few seconds while nobody looks, and needs little memory: with that of searches DuckDB would keep all it reads up to their limit.
   * Where little is not enough, or a day is damaged, it is a search like any other.
   */
  async #lookUp<T>(search: (field: Field) => Promise<T>): Promise<T> {
    try {
      return await this.#inTurn(() => search(this.#field()))
    } catch {
      return this.#search(search)
    }
  }

  #giveMemoryBack(): Promise<void> {
    this.#giveBack = null
    return this.#files.giveMemoryBack()
  }

  #field(): Field {
    return { connection: this.#searching, days: this.#files.days() }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #setDamagedAside(): Promise<boolean> {
    let found = false
    for (const day of this.#files.days()) {
      const why = await this.#damageOf(day)
      if (why === null) continue
      await this.#ingest.release(day, () => this.#files.setAside(day, why))
      found = true
    }
    return found
  }

  /** Reads every column of the day; the counts see to it that none is answered from statistics. */
  async #damageOf(day: number): Promise<string | null> {
    try {
      for (const table of ['records', 'entries', 'clients']) {
        await run(this.#searching, `SELECT count(*) FROM ${catalogOf(day)}.${table} x WHERE hash(x) = 0`)
      }
      return null
    } catch (error) {
      return firstLine(error)
    }
  }

  async #figures({ connection, days }: Field): Promise<StoreFigures> {
    const branches = days.map(
      (day) => `SELECT ${day} AS day, count(*) AS n, min(t) AS first FROM ${catalogOf(day)}.records`
    )
    let stored = 0
    let oldest: number | null = null
    if (branches.length > 0) {
      eachRow(await run(connection, branches.join(' UNION ALL ') + ' ORDER BY day'), (column) => {
        stored += Number(column(1))
        if (column(2) !== null) oldest ??= (column(0) as number) * DAY_MS + (column(2) as number)
      })
    }
    const bytes = days.reduce((sum, day) => sum + this.#files.bytes(day), 0)
    return {
      records: stored,
      days: days.length,
      bytes,
      oldest,
      dropped: this.#ingest.dropped,
      pending: this.#ingest.pending,
    }
  }

  async #retain(retention: Retention, now: number): Promise<RetentionOutcome> {
    let freedBytes = this.#files.removeAsideBefore(firstKept(retention, now))
    const removedDays: string[] = []
    for (const { day } of this.#beyond(retention, now)) {
      freedBytes += await this.#ingest.release(day, () => this.#files.remove(day))
      removedDays.push(dayText(day))
    }
    return { removedDays, freedBytes }
  }

  /** Oldest first. Days count from today backwards; the bytes of every day count, and today's file stays however large it is. */
  #beyond({ days, megabytes }: Retention, now: number): { day: number; bytes: number }[] {
    const today = dayOf(now) ?? 0
    const all = this.#files.days().map((day) => ({ day, bytes: this.#files.bytes(day) }))
    let left = all.reduce((sum, { bytes }) => sum + bytes, 0)
    const kept = all.findIndex(({ day, bytes }) => {
      if (day >= today || (day > today - days && left <= megabytes * MEGABYTE)) return true
      left -= bytes
      return false
    })
    return kept === -1 ? all : all.slice(0, kept)
  }
}

/** The first of the days that are kept. */
function firstKept({ days }: Retention, now: number): number {
  return (dayOf(now) ?? 0) - days + 1
}
