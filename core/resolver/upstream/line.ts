import type { Endpoint } from '../endpoint.ts'

/** Why no answer came over a line. */
export type LineFault = { kind: 'unreachable'; message: string }

/** Who waits for the answer to one query. */
export type LineListener = {
  /** A message with the query's id and question, from the upstream's address. */
  reply(message: Buffer): void
  fault(fault: LineFault): void
}

/**
 * A way to one upstream. `send` gives the query an id of its own, which nobody can guess, and returns what to call when the answer is
 * no longer wanted.
 */
export interface Line {
  send(query: Buffer, listener: LineListener): () => void
  close(): void
}

export type LineFactory = (to: Endpoint) => Line

/** Counts of what was not believed. */
export type LineCounters = { mismatched: number }
