import type { DomainName } from '../dns/name.ts'
import type { NameRules, RuleMatch } from '../lists/matching.ts'
import type { Thresholds } from '../model/calibration.ts'
import type { VettingClass } from '../verdict/verdict.ts'
import type { Nature, NatureTab } from './views.ts'

/** What holds now: the analyst's names, the subscribed lists, and the band of the model that serves. */
export type Present = { own: NameRules; book: NameRules; serving: { modelId: string; thresholds: Thresholds } | null }

/** A name's last score; `band` is what the verdict of then made of it. */
export type LastScore = { probability: number; modelId: string | null; wasUnsure: boolean }

const CLASSES: Record<RuleMatch['effect'], VettingClass> = { allow: 'benign', block: 'malicious', honeypot: 'honeypot' }

/** Vetted, else listed, else the side of 0.5 that its last score is on. A model's doubt counts only where no person or list has spoken. */
export function natureOf(name: DomainName, last: LastScore | null, present: Present): Nature {
  const vetted = present.own.match(name)
  if (vetted !== null) return ruledNature(vetted, 'vetted')
  const listed = present.book.match(name)
  if (listed !== null) return ruledNature(listed, 'listed')
  if (last === null) return { side: 'none', by: 'nothing', unsure: false, vetted: null, rule: null }
  const side = last.probability >= 0.5 ? 'malicious' : 'benign'
  return { side, by: 'score', unsure: isUnsure(last, present), vetted: null, rule: null }
}

export function inTab(nature: Nature, tab: NatureTab): boolean {
  if (tab === 'all') return true
  return tab === 'unsure' ? nature.unsure : nature.side === tab
}

/**
 * Thresholds belong to their model: a score of another one keeps what was said of it then. So does one that was unsure far below them, being of a name
 * that the model has not met the like of (model/unfamiliar.ts).
 */
function isUnsure({ probability, modelId, wasUnsure }: LastScore, { serving }: Present): boolean {
  if (serving === null || modelId !== serving.modelId) return wasUnsure
  const { unsure, malicious } = serving.thresholds
  return probability < unsure ? wasUnsure : probability < malicious
}

function ruledNature(match: RuleMatch, by: 'vetted' | 'listed'): Nature {
  const { origin, listId, listName, entry, line, effect } = match
  return {
    side: effect === 'allow' ? 'benign' : 'malicious',
    by,
    unsure: false,
    vetted: by === 'vetted' ? CLASSES[effect] : null,
    rule: { origin, listId, listName, entry, line },
  }
}
