/**
 * Why no answer came over a line. `hung-up`: a connection that stood was closed, so another one may serve. `not-trusted`: who answers there is
 * not who was meant. `unreachable`: all else.
 */
export type LineFault = { kind: 'hung-up' | 'not-trusted' | 'unreachable'; message: string }

/** Who waits for the answer to one query. Never called before `send` has returned. */
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
  /** Lets go of every socket: the network has changed. Whoever waits is told `hung-up`, and may ask again. */
  renew(): void
  close(): void
}

/** Counts of what was not believed. */
export type LineCounters = { mismatched: number }
