import type { ModelCard } from '../../../core/registry/card.ts'
import { count, percent } from '../design/format.ts'

/** Of fewer names than these at or above a threshold, one more or less moves its rate by a tenth and more. */
const FEW = 10

/** On how many names a card's thresholds were fixed, and what they let through there. */
export function restsOnText({ restsOn, parent }: Pick<ModelCard, 'restsOn' | 'parent'>): string {
  if (restsOn === null) return 'fixed on validation names at 1 % and 0.1 % false positives'
  const { benign, unsure, malicious } = restsOn
  const found = `fixed on ${count(benign)} benign validation names: ${named(unsure, benign)} stand at or above “unsure”, ${named(malicious, benign)} would be blocked`
  const bound = parent === null ? '' : '; no more than with the model it was retrained from'
  const few =
    malicious < FEW ? '. So few names make a rough threshold: more validation names of your own settle it' : ''
  return found + bound + few
}

function named(names: number, of: number): string {
  return of === 0 ? count(names) : `${count(names)} (${percent(names / of, 2)})`
}
