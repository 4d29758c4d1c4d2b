import type { DomainName } from '../dns/name.ts'
import type { ListEffect } from './list.ts'

/** One entry that covers a name: the name itself or one of its parents. */
export type RuleMatch = {
  origin: 'override' | 'vetted' | 'subscribed'
  listId: string
  listName: string
  effect: ListEffect
  entry: string
  line: number | null
}

/**
 * Anything that knows rules for names: the analyst's own names (own-names.ts) and the compiled book of subscribed lists (rule-book.ts).
 * The longest entry wins; of equal length an exception (`allow`) comes before a block.
 */
export interface NameRules {
  match(name: DomainName): RuleMatch | null
  /** Every entry of every list that covers the name, the deciding one first. */
  matches(name: DomainName): RuleMatch[]
}
