import type { DomainName } from '../dns/name.ts'
import type { ListAnswer, ListEffect } from './list.ts'
import type { ListRecord } from './local-data.ts'

/** One entry that covers a name: the name itself or one of its parents. */
export type RuleMatch = {
  origin: 'override' | 'vetted' | 'subscribed'
  listId: string
  listName: string
  effect: ListEffect
  entry: string
  line: number | null
  /** Only where it blocks: the answer that was chosen for its list, else the one that the rule itself asks for; without it the settings say. */
  answer?: Exclude<ListAnswer, 'usual'> | 'drop' | 'local-data'
  /** Only where the answer is `local-data`: what is answered. */
  records?: ListRecord[]
  /** Only where it allows: over UDP it is answered with TC and nothing else (RPZ). */
  tcpOnly?: true
}

/**
 * Anything that knows rules for names: the analyst's own names (own-names.ts) and the compiled book of subscribed lists (rule-book.ts).
 * The longest entry wins; of equal length an exception (`allow`) comes before a block. A file whose format has an order of its own
 * (Adblock, RPZ) gives one entry by it, and that one is compared (docs/decisions/0046-list-formats.md).
 */
export interface NameRules {
  match(name: DomainName): RuleMatch | null
  /** Every entry of every list that covers the name, the deciding one first. */
  matches(name: DomainName): RuleMatch[]
}
