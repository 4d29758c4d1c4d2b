import type { HashSeed } from './suffix-hash.ts'

/** What the thread can read. */
export type ReadableSource = { kind: 'file'; path: string } | { kind: 'pasted'; text: string }

/** Where a list comes from; one at an address is a file once it was fetched. */
export type ListSource = ReadableSource | { kind: 'address'; url: string }

/** What the thread `lists` is asked: to read a list, and to keep a copy of what it read where `copyTo` says. */
export type ReadingTask = {
  source: ReadableSource
  copyTo: string | null
  seed: HashSeed
  broken: { offset: number; limit: number }
}

/** A list's file: the largest public ones have a few million names and 100 MB. */
export const MOST_BYTES = 256_000_000
export const MOST_NAMES = 10_000_000
