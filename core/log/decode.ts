import { FLAG_CACHED, TRANSPORT_MASK, TRANSPORT_SHIFT, type RecordBatch } from './batch.ts'
import { evidenceText } from './evidence.ts'
import type { LogEntry, QueryRecord, Transport } from './record.ts'

/** By the number in bits 1-3 of a record's flags. */
export const TRANSPORTS: readonly Transport[] = ['udp', 'tcp', 'plugin', 'tls', 'https']

/** A few writers at once is usual (resolver, plugin); a restarted resolver is a new one. The longest silent is forgotten. */
const WRITERS_KEPT = 8

type Dictionary = { generation: number; entries: LogEntry[]; clients: string[] }

/**
 * Turns batches back into records. It has to see every batch of a writer, in order, since entries and clients travel once; seeing the same
 * batch twice does no harm.
 */
export type BatchDecoder = {
  /** Records `from` (inclusive) to `to` (exclusive) of the batch; all of them without the two. */
  decode(batch: RecordBatch, from?: number, to?: number): QueryRecord[]
  /** Every entry of the batch's writer and generation so far; a record's `entry` column indexes it. */
  entries(batch: RecordBatch): readonly LogEntry[]
  /** The same for the `client` column. */
  clients(batch: RecordBatch): readonly string[]
}

export function createBatchDecoder(): BatchDecoder {
  const dictionaries = new Map<string, Dictionary>()

  function learn(batch: RecordBatch): Dictionary {
    let dictionary = dictionaries.get(batch.writer)
    if (dictionary?.generation !== batch.generation)
      dictionary = { generation: batch.generation, entries: [], clients: [] }
    // Deleting first moves the writer to the young end, so that the silent ones are met first when one has to go.
    dictionaries.delete(batch.writer)
    dictionaries.set(batch.writer, dictionary)
    if (dictionaries.size > WRITERS_KEPT) forgetOldest(dictionaries)
    append(dictionary.entries, batch.entriesFrom, batch.entries)
    append(dictionary.clients, batch.clientsFrom, batch.clients)
    return dictionary
  }

  return {
    decode(batch, from = 0, to = batch.count) {
      const dictionary = learn(batch)
      const records: QueryRecord[] = []
      for (let row = from; row < to; row++) records.push(recordAt(batch, row, dictionary))
      return records
    },
    entries: (batch) => learn(batch).entries,
    clients: (batch) => learn(batch).clients,
  }
}

function recordAt(batch: RecordBatch, row: number, { entries, clients }: Dictionary): QueryRecord {
  const flags = batch.flags[row]!
  return {
    ...entries[batch.entry[row]!]!,
    evidence: evidenceText(batch.evidenceFrom + row),
    time: batch.time[row]!,
    client: clients[batch.client[row]!]!,
    milliseconds: batch.milliseconds[row]!,
    cached: (flags & FLAG_CACHED) !== 0,
    transport: TRANSPORTS[(flags >> TRANSPORT_SHIFT) & TRANSPORT_MASK]!,
  }
}

function append<T>(known: T[], from: number, fresh: readonly T[]): void {
  if (from > known.length) throw new Error(`a batch is missing: numbers from ${from} on, ${known.length} known`)
  for (let i = known.length - from; i < fresh.length; i++) known.push(fresh[i]!)
}

function forgetOldest(dictionaries: Map<string, Dictionary>): void {
  for (const writer of dictionaries.keys()) {
    dictionaries.delete(writer)
    return
  }
}
