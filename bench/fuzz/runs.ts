import { fuzzEngine } from './engine.ts'
import type { FuzzRun } from './watch.ts'

/** What can be fuzzed, by the name that a person gives on the command line. A run throws on the first thing that is wrong. */
export const RUNS = {
  engine: fuzzEngine,
} satisfies Record<string, (run: FuzzRun) => Promise<Record<string, number>>>

export type RunName = keyof typeof RUNS

/** `listener` is the engine and every door before it. */
export const GROUPS: Record<string, readonly string[]> = { listener: ['engine'] }
