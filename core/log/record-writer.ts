import { randomInt, randomUUID } from 'node:crypto'
import { buffersOf, copyOf, emptyColumns } from './columns.ts'
import { EVIDENCE_SESSIONS, evidenceNumber } from './evidence.ts'
import type { LogEntry } from './record.ts'
import type { RecordSink } from './sink.ts'

/** An entry with the number under which the writer knows it; a repeat is logged by that number alone. */
export type Loggable = { readonly entry: LogEntry; number: number; generation: number }

export function loggable(entry: LogEntry): Loggable {
  return { entry, number: 0, generation: -1 }
}

/** One answer. The caller may use the same object again: the writer copies what it needs. */
export type Row = { what: Loggable; client: string; time: number; milliseconds: number; flags: number }

/** To be filled and filled again by one caller. */
export function blankRow(): Row {
  return { what: loggable(BLANK), client: '', time: 0, milliseconds: 0, flags: 0 }
}

const BLANK: LogEntry = {
  name: '',
  type: '',
  verdict: 'unscored',
  rule: null,
  modelId: null,
  score: null,
  band: null,
  unscored: 'model-off',
  rcode: '',
  answers: [],
  upstream: null,
}

/**
 * The answering side of the log. `add` is a few typed-array writes and never waits; what it cannot keep is counted in `dropped`.
 */
export interface RecordWriter extends AsyncDisposable {
  /** Evidence number of the next record to be added: known before the answer leaves, so that the answer can name it. */
  readonly nextEvidence: number
  readonly dropped: number
  add(row: Row): void
  /** Hands over what it has and waits, `withinMs` at most, until the reader has taken everything over. */
  flush(withinMs?: number): Promise<void>
}

export type RecordWriterOptions = {
  sink: RecordSink
  /** 21 bits that no other start shares (evidence.ts); random unless a test says it. */
  session?: number
  /** Records in a batch, and how long a started batch may wait. */
  batchRows?: number
  batchMs?: number
  /** Batches that may be on their way without an acknowledgement; beyond it, records are dropped. */
  unacknowledged?: number
  /** Known entries or clients beyond which the dictionaries start anew; each reader holds as many. */
  dictionaryLimit?: number
}

const DEFAULTS = { batchRows: 4096, batchMs: 100, unacknowledged: 128, dictionaryLimit: 50_000 }
const FLUSH_MS = 5000

export function createRecordWriter(options: RecordWriterOptions): RecordWriter {
  const { sink, batchRows, batchMs, unacknowledged, dictionaryLimit } = { ...DEFAULTS, ...options }
  const session = options.session ?? randomInt(EVIDENCE_SESSIONS)
  const writer = randomUUID()

  let columns = emptyColumns(batchRows)
  let count = 0
  let sequence = 0
  let firstSequence = 0
  let droppedSinceBatch = 0
  let dropped = 0
  let generation = 0
  let entriesKnown = 0
  let newEntries: LogEntry[] = []
  const clients = new Map<string, number>()
  let newClients: string[] = []
  let batchId = 0
  const open = new Set<number>()
  let idle: (() => void)[] = []
  let timer: NodeJS.Timeout | null = null

  sink.onAck((id) => {
    open.delete(id)
    // A full batch, or the last one of a flush, may have waited for this place.
    if (count === batchRows || idle.length > 0) post()
    if (open.size === 0 && count === 0) {
      for (const wake of idle) wake()
      idle = []
    }
  })

  function add(row: Row): void {
    const { what } = row
    if (count === batchRows && !post()) {
      // Ids must follow one another inside a batch, so only a whole gap between two batches may be missing.
      sequence++
      dropped++
      droppedSinceBatch++
      return
    }
    if (what.generation !== generation) number(what)
    if (count === 0) firstSequence = sequence
    columns.time[count] = row.time
    columns.client[count] = clients.get(row.client) ?? newClient(row.client)
    columns.entry[count] = what.number
    columns.milliseconds[count] = row.milliseconds
    columns.flags[count] = row.flags
    count++
    sequence++
    if (count === batchRows) post()
    else timer ??= setTimeout(postInTime, batchMs).unref()
  }

  function number(what: Loggable): void {
    what.number = entriesKnown++
    what.generation = generation
    newEntries.push(what.entry)
  }

  function newClient(client: string): number {
    const known = clients.size
    clients.set(client, known)
    newClients.push(client)
    return known
  }

  function postInTime(): void {
    timer = null
    post()
  }

  /** False while the reader is too far behind; the batch stays and is tried again. */
  function post(): boolean {
    if (count === 0) return true
    if (open.size >= unacknowledged) return false
    if (timer !== null) clearTimeout(timer)
    timer = null
    // A small batch travels as a copy, which costs less than new columns; a big one gives its columns away.
    const small = count * 4 < batchRows
    const sent = small ? copyOf(columns, count) : columns
    const id = batchId++
    open.add(id)
    const batch = {
      writer,
      generation,
      entriesFrom: entriesKnown - newEntries.length,
      entries: newEntries,
      clientsFrom: clients.size - newClients.length,
      clients: newClients,
      count,
      evidenceFrom: evidenceNumber(session, firstSequence),
      dropped: droppedSinceBatch,
      ...sent,
    }
    sink.post({ kind: 'batch', id, batch }, buffersOf(sent))
    if (!small) columns = emptyColumns(batchRows)
    startNextBatch()
    return true
  }

  function startNextBatch(): void {
    count = 0
    droppedSinceBatch = 0
    newEntries = []
    newClients = []
    if (entriesKnown <= dictionaryLimit && clients.size <= dictionaryLimit) return
    generation++
    entriesKnown = 0
    clients.clear()
  }

  async function flush(withinMs = FLUSH_MS): Promise<void> {
    post()
    if (open.size === 0 && count === 0) return
    const { promise, resolve } = Promise.withResolvers<undefined>()
    idle.push(() => resolve(undefined))
    const deadline = setTimeout(() => resolve(undefined), withinMs)
    await promise
    clearTimeout(deadline)
  }

  return {
    get nextEvidence() {
      return evidenceNumber(session, sequence)
    },
    get dropped() {
      return dropped
    },
    add,
    flush,
    async [Symbol.asyncDispose]() {
      await flush()
      sink.close()
    },
  }
}
