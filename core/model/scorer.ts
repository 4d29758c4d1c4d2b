import type { DomainName } from '../dns/name.ts'
import type { Score } from './score.ts'

/**
 * The port through which a name gets its score. `null` means that no score came within `withinMs`: the name passes, and the score, when
 * it comes, decides the next time. Never rejects; a scorer without a model answers null at once.
 */
export interface Scorer {
  /** A score that is already known, without waiting. */
  known(name: DomainName): Score | null
  score(name: DomainName, withinMs: number): Promise<Score | null>
  /** Null while no model serves. */
  readonly modelId: string | null
  /** Called after another model began to serve, so that what was remembered of the old one's scores can go. */
  onModelChange(listener: (modelId: string | null) => void): void
}
