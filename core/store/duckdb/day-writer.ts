import {
  DuckDBDataChunk,
  FLOAT,
  LIST,
  UBIGINT,
  UINTEGER,
  UTINYINT,
  VARCHAR,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBInstance,
} from '@duckdb/node-api'
import type { RecordBatch } from '../../log/batch.ts'
import type { LogEntry } from '../../log/record.ts'
import { VERDICT_KINDS } from '../../verdict/verdict.ts'
import { catalogOf, DAY_MS } from './layout.ts'
import { eachRow, run, scalar } from './statement.ts'

/** A batch with what its numbers mean (log/decode.ts: one array for a writer and its generation). */
export type ReadBatch = { batch: RecordBatch; entries: readonly LogEntry[]; clients: readonly string[] }

/** Rows `from` to `to`. */
export type BatchPart = ReadBatch & { from: number; to: number }

const RECORD_TYPES = [UINTEGER, UBIGINT, UINTEGER, UINTEGER, UTINYINT, FLOAT, UTINYINT]
const CHUNK_ROWS = 2048

type Appenders = { entries: DuckDBAppender; clients: DuckDBAppender; records: DuckDBAppender }

/** The numbers that a dictionary's entries and clients have in the day's file; undefined until one is used. */
type Numbers = { entry: number[]; verdict: number[]; client: number[] }

/**
 * Appends to one day's file. Everything is synchronous, so that a batch is either taken in or not. Appended rows are neither searchable nor
 * safe before flush().
 */
export class DayWriter {
  /** Rows appended since the last flush. */
  pending = 0
  readonly #day: number
  readonly #connection: DuckDBConnection
  readonly #to: Appenders
  readonly #numbers = new WeakMap<readonly LogEntry[], Numbers>()
  readonly #clientIds: Map<string, number>
  #nextEntry: number

  private constructor(
    day: number,
    to: Appenders,
    stands: { connection: DuckDBConnection; nextEntry: number; clientIds: Map<string, number> }
  ) {
    this.#day = day
    this.#to = to
    this.#connection = stands.connection
    this.#nextEntry = stands.nextEntry
    this.#clientIds = stands.clientIds
  }

  static async open(instance: DuckDBInstance, day: number): Promise<DayWriter> {
    const connection = await instance.connect()
    const catalog = catalogOf(day)
    const nextEntry = scalar(await run(connection, `SELECT coalesce(max(id) + 1, 0) FROM ${catalog}.entries`))
    const clientIds = new Map<string, number>()
    eachRow(await run(connection, `SELECT client, id FROM ${catalog}.clients`), (column) =>
      clientIds.set(column(0) as string, column(1) as number)
    )
    const appender = (table: string) => connection.createAppender(table, 'main', catalog)
    const to = {
      entries: await appender('entries'),
      clients: await appender('clients'),
      records: await appender('records'),
    }
    return new DayWriter(day, to, { connection, nextEntry, clientIds })
  }

  append(part: BatchPart): void {
    const numbers = this.#numbersOf(part.entries)
    for (let from = part.from; from < part.to; from += CHUNK_ROWS) {
      this.#appendRows({ ...part, from, to: Math.min(part.to, from + CHUNK_ROWS) }, numbers)
    }
    this.pending += part.to - part.from
  }

  /** Texts before the numbers that name them: whenever the process dies, no record in the file lacks its entry. */
  flush(): void {
    this.#to.entries.flushSync()
    this.#to.clients.flushSync()
    this.#to.records.flushSync()
    this.pending = 0
  }

  close(): void {
    for (const appender of Object.values(this.#to)) appender.closeSync()
    this.#connection.closeSync()
  }

  #appendRows({ batch, entries, clients, from, to }: BatchPart, numbers: Numbers): void {
    const chunk = DuckDBDataChunk.create(RECORD_TYPES, to - from)
    const [t, evidence, client, entry, verdict, ms, flags] = RECORD_TYPES.map((_, index) =>
      chunk.getColumnVector(index)
    )
    const midnight = this.#day * DAY_MS
    const firstEvidence = BigInt(batch.evidenceFrom)
    for (let row = from; row < to; row++) {
      const at = row - from
      const entryAt = batch.entry[row]!
      const clientAt = batch.client[row]!
      entry!.setItem(at, numbers.entry[entryAt] ?? this.#addEntry(entries[entryAt]!, entryAt, numbers))
      client!.setItem(at, numbers.client[clientAt] ?? this.#addClient(clients[clientAt]!, clientAt, numbers))
      t!.setItem(at, Math.floor(batch.time[row]!) - midnight)
      evidence!.setItem(at, firstEvidence + BigInt(row))
      verdict!.setItem(at, numbers.verdict[entryAt]!)
      ms!.setItem(at, batch.milliseconds[row]!)
      flags!.setItem(at, batch.flags[row]!)
    }
    for (const vector of [t, evidence, client, entry, verdict, ms, flags]) vector!.flush()
    this.#to.records.appendDataChunk(chunk)
  }

  #numbersOf(dictionary: readonly LogEntry[]): Numbers {
    let numbers = this.#numbers.get(dictionary)
    if (numbers === undefined) this.#numbers.set(dictionary, (numbers = { entry: [], verdict: [], client: [] }))
    return numbers
  }

  #addEntry(entry: LogEntry, at: number, numbers: Numbers): number {
    const id = this.#nextEntry++
    numbers.entry[at] = id
    numbers.verdict[at] = VERDICT_KINDS.indexOf(entry.verdict)
    const to = this.#to.entries
    to.appendUInteger(id)
    to.appendVarchar(entry.name)
    to.appendVarchar(entry.type)
    to.appendUTinyInt(numbers.verdict[at])
    appendText(to, entry.rule?.listId)
    appendText(to, entry.rule?.list)
    appendText(to, entry.rule?.entry)
    appendNumber(entry.rule?.line, to, (line) => to.appendUInteger(line))
    appendText(to, entry.modelId)
    appendNumber(entry.score, to, (score) => to.appendDouble(score))
    appendText(to, entry.band)
    appendText(to, entry.unscored)
    to.appendVarchar(entry.rcode)
    to.appendList(entry.answers, LIST(VARCHAR))
    appendText(to, entry.upstream)
    to.endRow()
    return id
  }

  #addClient(client: string, at: number, numbers: Numbers): number {
    let id = this.#clientIds.get(client)
    if (id === undefined) {
      id = this.#clientIds.size
      this.#clientIds.set(client, id)
      this.#to.clients.appendUInteger(id)
      this.#to.clients.appendVarchar(client)
      this.#to.clients.endRow()
    }
    numbers.client[at] = id
    return id
  }
}

function appendText(to: DuckDBAppender, text: string | null | undefined): void {
  if (text == null) to.appendNull()
  else to.appendVarchar(text)
}

function appendNumber(value: number | null | undefined, to: DuckDBAppender, append: (value: number) => void): void {
  if (value == null) to.appendNull()
  else append(value)
}
