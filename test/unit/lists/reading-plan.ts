import type { ReadingPlan } from '../../../core/lists/parse/read-list.ts'

/** Limits that no list of a test reaches by mistake. */
export const PLAN: ReadingPlan = {
  seed: { k0: 1, k1: 2 },
  broken: { offset: 0, limit: 100 },
  mostBytes: 1_000_000,
  mostNames: 10_000,
  mostLines: 100_000,
  expected: 0,
}
