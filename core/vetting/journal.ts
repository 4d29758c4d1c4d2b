import type { Draft, LineJournal } from '../system/line-journal.ts'
import type { Decision } from './decision.ts'

/** A decision before the journal gives it its number and time. */
export type DecisionDraft = Draft<Decision>

/**
 * The analyst's decisions in the order they were taken; what they add up to is folded from them (state.ts). The adapter for one machine is
 * a file (journal-file.ts); one contract suite runs on each.
 */
export type Journal = LineJournal<Decision>
