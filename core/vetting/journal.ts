import type { Fault, Result } from '../system/result.ts'
import type { Decision } from './decision.ts'

/** A decision before the journal gives it its number and time. */
export type DecisionDraft = Omit<Decision, 'id' | 'time'>

/** A line that holds no decision any more. It stays where it is and has no effect. Lines count from 1. */
export type BrokenDecision = { line: number; reason: string; text: string }

/**
 * The analyst's decisions in the order they were taken; what they add up to is folded from them (state.ts). The adapter for one machine is
 * a file (journal-file.ts); one contract suite runs on each.
 */
export interface Journal extends AsyncDisposable {
  /** All that were kept, oldest first. */
  readonly decisions: readonly Decision[]
  /** What a person should know of the opening: what was cut, what is broken. */
  readonly notices: readonly string[]
  readonly broken: readonly BrokenDecision[]
  /** Resolves when the decision is on the disk, never before. After a fault nothing of it is left. */
  append(draft: DecisionDraft): Promise<Result<Decision, Fault>>
}
