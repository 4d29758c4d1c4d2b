import { setImmediate } from 'node:timers/promises'
import {
  DuckDBPendingResultState,
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBValue,
} from '@duckdb/node-api'

export type Parameters = Record<string, DuckDBValue>

/** How long a search may hold the thread before records that arrived are taken in. */
const TURN_MS = 8

/**
 * Runs a statement in small tasks on the calling thread, which lets other work in between them. DuckDB's own pool is not used: its
 * threads would have the priority of DNS, this thread has a lower one (thread.ts).
 */
export async function run(
  connection: DuckDBConnection,
  sql: string,
  parameters?: Parameters
): Promise<DuckDBDataChunk[]> {
  const pending = await connection.start(sql, parameters)
  let turnEnds = performance.now() + TURN_MS
  while (pending.runTask() !== DuckDBPendingResultState.RESULT_READY) {
    if (performance.now() < turnEnds) continue
    await setImmediate()
    turnEnds = performance.now() + TURN_MS
  }
  const result = await pending.getResult()
  return result.fetchAllChunks()
}

/** One row after the other, each handed to `row` as a reader of its columns. */
export function eachRow(
  chunks: readonly DuckDBDataChunk[],
  row: (column: (index: number) => DuckDBValue) => void
): void {
  for (const chunk of chunks) {
    const vectors = Array.from({ length: chunk.columnCount }, (_, index) => chunk.getColumnVector(index))
    for (let at = 0; at < chunk.rowCount; at++) row((index) => vectors[index]!.getItem(at))
  }
}

export function rowCount(chunks: readonly DuckDBDataChunk[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0)
}

/** The first column of the first row, a number. */
export function scalar(chunks: readonly DuckDBDataChunk[]): number {
  return Number(chunks[0]?.getColumnVector(0).getItem(0) ?? 0)
}

/** A text as SQL writes it. For the paths of our own files only; whatever comes from outside is bound. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
