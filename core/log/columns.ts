import type { RecordBatch } from './batch.ts'

/** The numeric part of a batch while it fills. */
export type Columns = Pick<RecordBatch, 'time' | 'client' | 'entry' | 'milliseconds' | 'flags'>

export function emptyColumns(capacity: number): Columns {
  return {
    time: new Float64Array(capacity),
    client: new Uint32Array(capacity),
    entry: new Uint32Array(capacity),
    milliseconds: new Float32Array(capacity),
    flags: new Uint8Array(capacity),
  }
}

export function copyOf(columns: Columns, count: number): Columns {
  return {
    time: columns.time.slice(0, count),
    client: columns.client.slice(0, count),
    entry: columns.entry.slice(0, count),
    milliseconds: columns.milliseconds.slice(0, count),
    flags: columns.flags.slice(0, count),
  }
}

export function buffersOf(columns: Columns): ArrayBuffer[] {
  return [columns.time, columns.client, columns.entry, columns.milliseconds, columns.flags].map(
    (column) => column.buffer as ArrayBuffer
  )
}
