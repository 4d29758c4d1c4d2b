import type { RecordBatch } from '../log/batch.ts'
import type { QueryRecord } from '../log/record.ts'
import type { Range, Term } from '../query/criteria.ts'
import type { VerdictKind } from '../verdict/verdict.ts'

/** Criteria whose filter text has been parsed. */
export type Search = { range: Range; terms: Term[] }

/** `start` is the bucket's first millisecond. */
export type TimelineRow = { start: number; verdict: VerdictKind; count: number }

/**
 * Every distinct name that matches, in columns of equal length and in no order. All is said of the matching records alone: `lastScore` is
 * NaN and `lastModel` null where no model scored any of them. Of several records in one millisecond any may be the last.
 */
export type NameTotals = {
  names: string[]
  counts: Float64Array
  clients: Float64Array
  firstSeen: Float64Array
  lastSeen: Float64Array
  lastScore: Float64Array
  /** Index into VERDICT_KINDS of the last verdict that no override gave: one says what is answered for a while, not what a name is. Where all are overrides', of the last one. */
  lastVerdict: Uint8Array
  lastModel: (string | null)[]
}

export type AnswerTotal = { answer: string; count: number }

export type ClientTotal = { client: string; count: number; firstSeen: number; lastSeen: number }

export type StoreFigures = {
  records: number
  days: number
  bytes: number
  /** Milliseconds since the epoch; null while the store is empty. */
  oldest: number | null
  /** Records that came too fast for the store, since this start. */
  dropped: number
  /** Records received but not yet searchable. */
  pending: number
}

export type Retention = { days: number; megabytes: number }
/** Whole days, and what they take on the disk. */
export type RetentionEffect = { days: number; bytes: number }
export type RetentionOutcome = { removedDays: string[]; freedBytes: number }

/**
 * Where the query log lives. Records become searchable within two seconds of `append`; `flush` waits until all appended before it are.
 * Adapters: duckdb/ (embedded), elasticsearch/ (many machines). One contract suite runs on each.
 */
export interface QueryStore extends AsyncDisposable {
  append(batch: RecordBatch): Promise<void>
  flush(): Promise<void>
  /** Buckets of `bucketMs` that start at multiples of it plus `offsetMs` (UTC), oldest first; empty ones are left out. */
  timeline(search: Search, bucketMs: number, offsetMs: number): Promise<TimelineRow[]>
  /** With `last`, only the names whose `lastVerdict` is one of these. */
  names(search: Search, last?: readonly VerdictKind[]): Promise<NameTotals>
  /** Most records first. */
  clients(search: Search, limit: number): Promise<ClientTotal[]>
  /** Most records first. */
  answers(search: Search, limit: number): Promise<AnswerTotal[]>
  /** Records of the range that ask for one of these names or for a name below it, each counted once. */
  queriesUnder(names: readonly string[], range: Range): Promise<number>
  /** Newest first. */
  records(search: Search, offset: number, limit: number): Promise<{ records: QueryRecord[]; total: number }>
  byEvidence(evidence: string): Promise<QueryRecord | null>
  figures(): Promise<StoreFigures>
  /** Deletes whole days, oldest first, until both limits hold; the current day always stays. */
  retain(retention: Retention): Promise<RetentionOutcome>
  /** What `retain` would delete now. */
  beyond(retention: Retention): Promise<RetentionEffect>
}
