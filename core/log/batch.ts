import type { LogEntry } from './record.ts'

/**
 * Records on their way from a thread that answers to the store's writer: numeric columns, with entries and clients as numbers into
 * dictionaries that travel once. A repeat of a known question costs a few typed-array writes and no string.
 */
export type RecordBatch = {
  /** Who numbers the entries and clients below; unique for each thread and start. */
  writer: string
  /** Grows when the writer empties its dictionaries to bound its memory; numbers start from 0 again. */
  generation: number
  /** Entries first used in this batch; the first has the number `entriesFrom`, the next one more. */
  entriesFrom: number
  entries: LogEntry[]
  clientsFrom: number
  clients: string[]
  count: number
  /** Evidence of the first record; the others follow by one (evidence.ts). */
  evidenceFrom: number
  /** Each column has at least `count` values. */
  time: Float64Array
  client: Uint32Array
  entry: Uint32Array
  milliseconds: Float32Array
  /** Bit 0: cached. Bits 1-3: transport (0 udp, 1 tcp, 2 plugin, 3 tls, 4 https). */
  flags: Uint8Array
  /** Records this writer had to drop since its last batch because the store was behind. */
  dropped: number
}

export const FLAG_CACHED = 1
export const TRANSPORT_SHIFT = 1
export const TRANSPORT_MASK = 7
