import { VERDICT_KINDS, type VerdictKind } from '../verdict/verdict.ts'

/** Words that stand for several kinds of verdict in the filter language. `unsure` and `unscored` are kinds themselves. */
const GROUPS: Record<string, readonly VerdictKind[]> = {
  blocked: ['blocked-by-list', 'blocked-by-model'],
  /** Let pass with confidence; what passed for want of it is `unsure` or `unscored`. */
  allowed: ['allowed-by-list', 'allowed-by-model'],
  listed: ['allowed-by-list', 'blocked-by-list'],
}

export const VERDICT_WORDS: readonly string[] = [...Object.keys(GROUPS), ...VERDICT_KINDS]

/** The kinds that these words of VERDICT_WORDS mean, each once. */
export function verdictKinds(words: readonly string[]): VerdictKind[] {
  return VERDICT_KINDS.filter((kind) => words.some((word) => word === kind || GROUPS[word]?.includes(kind)))
}
